import { listSites } from '#estate';
import { authorise } from '#platform/auth';
import { defaultDeskHours, type OpenHours } from '#platform/clock';
import type { Context } from '#platform/context';
import { inTransaction, lockForTransaction } from '#platform/db';
import { emit } from '#platform/outbox';
import { openedCalls } from '#servicedesk';
import { type DetectionParameters, defaultDetectionParameters } from './core/parameters.ts';
import { type Surge, surgesOf } from './core/surge.ts';
import type { FoundEpisode } from './model.ts';
import { mayDetect } from './policy.ts';
import { reconcile } from './reconcile.ts';

/** Recomputes surges of calls over the days before now; returns the ids of episodes that changed. */
export async function detectSurge(
  context: Context,
  options: { hours?: OpenHours; parameters?: DetectionParameters } = {},
): Promise<number[]> {
  authorise(context.actor, mayDetect);
  const parameters = options.parameters ?? defaultDetectionParameters;
  return inTransaction(context, async (tx) => {
    await lockForTransaction(tx, 'detection');
    const now = tx.clock.now();
    const dayMs = 86_400_000;
    const from = new Date(now.getTime() - (parameters.surge.baselineDays + 3) * dayMs);
    const calls = await openedCalls(tx.db, { from, to: new Date(now.getTime() + 1) });
    const opened = calls.map((call) => ({
      id: call.id,
      atMs: call.at.getTime(),
      practiceId: call.practiceId,
    }));
    const surges = surgesOf(opened, options.hours ?? defaultDeskHours, parameters.surge, now.getTime());
    // Older windows have lost part of their baseline; they were settled when they happened.
    const settled = new Date(now.getTime() - 2 * dayMs);
    const recent = surges.filter((surge) => surge.fromMs >= settled.getTime());
    const found = await Promise.all(recent.map((surge) => toEpisode(tx, surge)));
    const ids = await reconcile(tx, { subjects: ['calls'], kinds: ['surge'], from: settled }, found);
    if (ids.length > 0) await emit(tx, 'episodes.changed', { episodeIds: ids });
    return ids;
  });
}

async function toEpisode(tx: Context, surge: Surge): Promise<FoundEpisode> {
  const practiceIds = new Set(surge.practiceIds);
  const sites = (await listSites(tx.db)).filter((site) => practiceIds.has(site.practiceId));
  return {
    kind: 'surge',
    subject: 'calls',
    fromMs: surge.fromMs,
    toMs: surge.toMs,
    concentratorId: null,
    sites: sites.map((site) => ({ siteId: site.id, fromMs: surge.fromMs, toMs: surge.toMs })),
    evidence: {
      peakCalls: surge.peakCalls,
      expectedPerHour: Math.round(surge.expectedPerHour * 100) / 100,
      practices: surge.practiceIds.length,
      text: `${surge.practiceIds.length} practices called: up to ${surge.peakCalls} calls in an hour.`,
    },
  };
}
