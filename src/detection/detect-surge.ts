import { listSites } from '#estate';
import { authorise } from '#platform/auth';
import type { OpenHours } from '#platform/clock';
import type { Context } from '#platform/context';
import { inTransaction, lockForTransaction } from '#platform/db';
import { emit } from '#platform/outbox';
import { deskHours, openedCalls } from '#servicedesk';
import { type DetectionParameters, defaultDetectionParameters } from './core/parameters.ts';
import { type Surge, surgesOf } from './core/surge.ts';
import type { FoundEpisode } from './model.ts';
import { mayDetect } from './policy.ts';
import { reconcile } from './reconcile.ts';
import { openSurgeStart, storedEpisodes } from './store.ts';

const dayMs = 86_400_000;

/**
 * Recomputes surges of calls over the last two days, or since the one that still lasts began; older ones were settled
 * when they happened. Returns the ids of episodes that changed.
 */
export async function detectSurge(
  context: Context,
  options: { hours?: OpenHours; parameters?: DetectionParameters } = {},
): Promise<number[]> {
  authorise(context.actor, mayDetect);
  const parameters = options.parameters ?? defaultDetectionParameters;
  return inTransaction(context, async (tx) => {
    await lockForTransaction(tx, 'detection');
    const now = tx.clock.now();
    const open = await openSurgeStart(tx.db);
    const sinceMs = Math.min(
      now.getTime() - 2 * dayMs,
      (open?.getTime() ?? Number.POSITIVE_INFINITY) - dayMs,
    );
    const from = new Date(sinceMs - (parameters.surge.baselineDays + 3) * dayMs);
    const calls = await openedCalls(tx.db, { from, to: new Date(now.getTime() + 1) });
    const opened = calls.map((call) => ({
      id: call.id,
      atMs: call.at.getTime(),
      practiceId: call.practiceId,
    }));
    // A day earlier, so that a surge across the edge is seen from its beginning and left alone.
    const window = { sinceMs: sinceMs - dayMs, asOfMs: now.getTime() };
    const surges = surgesOf(opened, options.hours ?? (await deskHours(tx.db)), parameters.surge, window);
    const found = await toEpisodes(tx, surges);
    const fromBySubject = new Map([['calls', sinceMs]]);
    const stored = await storedEpisodes(tx.db, { fromBySubject, kinds: ['surge'] });
    const ids = (await reconcile(tx, { fromBySubject, stored }, found)).map((change) => change.id);
    if (ids.length > 0) await emit(tx, 'episodes.changed', { episodeIds: ids });
    return ids;
  });
}

async function toEpisodes(tx: Context, surges: readonly Surge[]): Promise<FoundEpisode[]> {
  if (surges.length === 0) return [];
  const sitesOf = Map.groupBy(await listSites(tx.db), (site) => site.practiceId);
  return surges.map((surge) =>
    toEpisode(
      surge,
      surge.practiceIds.flatMap((id) => sitesOf.get(id) ?? []),
    ),
  );
}

const toEpisode = (surge: Surge, sites: readonly { id: number }[]): FoundEpisode => ({
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
});
