import { attributeSpells, listSites } from '#estate';
import { audit } from '#platform/audit';
import { authorise } from '#platform/auth';
import type { Context } from '#platform/context';
import { inTransaction, lockForTransaction } from '#platform/db';
import { emit } from '#platform/outbox';
import { linkParameters } from './core/link-score.ts';
import { planLinks } from './core/plan-links.ts';
import type { Call, CallLink, LinkReport, LinkSubject } from './model.ts';
import { mayScoreLinks } from './policy.ts';
import { linksOf, selectCallsToScore, upsertLinks } from './store.ts';

/** Links of an incident change one transaction at a time, so that a rule and a person never overwrite each other. */
export const lockLinks = (tx: Context, incidentId: number): Promise<void> =>
  lockForTransaction(tx, `servicedesk.links.${incidentId}`);

/**
 * Scores calls against an incident and stores each link with its score and reasons: `linked` (undoable), `suggested`
 * (waits for a person) or `left`. With `callIds` only these, and the other calls of their practices, are scored. The
 * same data give the same links whatever the order; a person's decision is never touched.
 */
export async function linkCalls(
  context: Context,
  subject: LinkSubject,
  callIds?: readonly number[],
): Promise<LinkReport> {
  authorise(context.actor, mayScoreLinks);
  return inTransaction(context, async (tx) => {
    await lockLinks(tx, subject.incidentId);
    const calls = await selectCallsToScore(tx.db, { ...windowOf(tx, subject), likeCallIds: callIds });
    const { incidentId } = subject;
    const existing = new Map(
      (await linksOf(tx.db, { incidentId, callIds: calls.map((call) => call.id) })).map((link) => [
        link.callId,
        link,
      ]),
    );
    const planned = planLinks(calls, existing, subject, await loadComponents(tx, subject, calls));
    const links = planned.map((link): CallLink => {
      const before = existing.get(link.callId);
      const at = before?.status === link.status ? before.at : tx.clock.now();
      return { ...link, incidentId, method: 'auto', decidedBy: null, note: null, at };
    });
    await upsertLinks(
      tx.db,
      links.filter((link) => !isSame(link, existing.get(link.callId))),
    );
    const changedCallIds = links
      .filter((link) => (existing.get(link.callId)?.status ?? 'left') !== link.status)
      .map((link) => link.callId);
    const count = (status: CallLink['status']): number =>
      links.filter((link) => link.status === status).length;
    const report = {
      linked: count('linked'),
      suggested: count('suggested'),
      left: count('left'),
      decided: calls.length - links.length,
      changedCallIds,
    };
    if (changedCallIds.length > 0) await announce(tx, incidentId, report);
    return report;
  });
}

async function announce(
  tx: Context,
  incidentId: number,
  { changedCallIds, ...counts }: LinkReport,
): Promise<void> {
  const data = { ...counts, changed: changedCallIds.length };
  await audit(tx, { verb: 'call.link', subject: `incident:${incidentId}`, data });
  await emit(tx, 'calls.linked', { incidentId, callIds: changedCallIds });
}

function windowOf({ clock }: Context, subject: LinkSubject): { incidentId: number; from: Date; to: Date } {
  const marginMs = linkParameters.windowMarginMinutes * 60_000;
  const end = subject.endedAt ?? clock.now();
  return {
    incidentId: subject.incidentId,
    from: new Date(subject.startedAt.getTime() - marginMs),
    to: new Date(end.getTime() + marginMs),
  };
}

function isSame(link: CallLink, before: CallLink | undefined): boolean {
  return (
    before?.status === link.status &&
    before.score === link.score &&
    JSON.stringify(before.reasons.map((reason) => reason.text)) ===
      JSON.stringify(link.reasons.map((reason) => reason.text))
  );
}

type ComponentsOf = (practiceId: number, at: Date) => { key: string; value: string }[];

/** What each practice's sites had at any time of these calls, of the kinds that the failing sites share. */
async function loadComponents(
  { db }: Context,
  subject: LinkSubject,
  calls: readonly Call[],
): Promise<ComponentsOf> {
  const keys = [...new Set(subject.sharedComponents.map((component) => component.key))];
  const times = calls.map((call) => call.openedAt.getTime());
  if (keys.length === 0 || times.length === 0) return () => [];
  const callers = new Set(calls.map((call) => call.practiceId));
  const practiceOf = new Map(
    (await listSites(db))
      .filter((site) => callers.has(site.practiceId))
      .map((site) => [site.id, site.practiceId]),
  );
  const earliest = times.reduce((least, at) => Math.min(least, at));
  const latest = times.reduce((most, at) => Math.max(most, at));
  const spells = await attributeSpells(db, {
    from: new Date(earliest),
    to: new Date(latest + 1),
    keys,
    siteIds: [...practiceOf.keys()],
  });
  const byPractice = Map.groupBy(spells, (spell) => practiceOf.get(spell.siteId));
  return (practiceId, at) =>
    (byPractice.get(practiceId) ?? []).filter(
      (spell) => spell.from <= at && (spell.to === null || spell.to > at),
    );
}
