import { findIncidentById, type Incident, openIncidents, recordEvent } from '#incidents';
import { authorise } from '#platform/auth';
import type { Context } from '#platform/context';
import { inTransaction } from '#platform/db';
import { emit } from '#platform/outbox';
import { checkClaims, type StoppedClaim } from './check-claims.ts';
import { publishingParameters } from './model.ts';
import { mayDerive } from './policy.ts';
import { selectHolding, stopClaim } from './store.ts';
import { insertAlert } from './store-cards.ts';

const dayMs = 86_400_000;

/**
 * Looks at every claim again that still holds, in updates published in the last days, of one incident or of all that are
 * open. One that data now contradict is withdrawn for good, with the time and what is true now; the communications lead
 * gets an alert and the timeline an entry. Returns the ids of the claims withdrawn; doing it again changes nothing.
 */
export async function reevaluateClaims(context: Context, incidentId?: number): Promise<number[]> {
  authorise(context.actor, mayDerive);
  const now = context.clock.now();
  const incidents =
    incidentId === undefined
      ? await openIncidents(context.db)
      : [await findIncidentById(context.db, incidentId)];
  if (incidents.length === 0) return [];
  const holding = await selectHolding(context.db, {
    incidentIds: incidents.map((incident) => incident.id),
    since: new Date(now.getTime() - publishingParameters.watchDays * dayMs),
  });
  const stoppedIds: number[] = [];
  for (const incident of incidents) {
    const own = holding.filter((one) => one.incidentId === incident.id);
    if (own.length === 0) continue;
    const stopped = await checkClaims(context.db, { incident, now }, own);
    if (stopped.length > 0) stoppedIds.push(...(await withdraw(context, incident, stopped, now)));
  }
  return stoppedIds;
}

function withdraw(
  context: Context,
  incident: Incident,
  stopped: readonly StoppedClaim[],
  now: Date,
): Promise<number[]> {
  return inTransaction(context, async (tx) => {
    const done: StoppedClaim[] = [];
    for (const one of stopped) {
      const { id } = one.holding.claim;
      if (!(await stopClaim(tx, id, { at: now, nowText: one.nowText }))) continue;
      done.push(one);
      await tell(tx, incident, one);
    }
    for (const [updateId, claims] of Map.groupBy(done, (one) => one.holding.claim.updateId)) {
      const claimIds = claims.map((one) => one.holding.claim.id);
      await emit(tx, 'claim.changed', { incidentId: incident.id, updateId, claimIds });
      await emit(tx, 'correction.due', { incidentId: incident.id, updateId });
    }
    return done.map((one) => one.holding.claim.id);
  });
}

async function tell(tx: Context, incident: Incident, { holding, nowText }: StoppedClaim): Promise<void> {
  const { number, claim } = holding;
  const text = `Update ${number} says '${claim.text}'. Now: ${nowText}.`;
  await insertAlert(tx, { incidentId: incident.id, updateId: claim.updateId, claimId: claim.id, text });
  await recordEvent(tx, incident.id, {
    type: 'claim.stopped',
    public: true,
    text: `No longer true. ${text}`,
    data: { update: number, claim: claim.key, position: claim.position },
  });
}
