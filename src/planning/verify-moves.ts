import { attributesAt, type Concentrator, listConcentrators } from '#estate';
import { recordEvent } from '#incidents';
import { authorise } from '#platform/auth';
import type { Context } from '#platform/context';
import { inTransaction } from '#platform/db';
import { emit } from '#platform/outbox';
import { siteSeries, stateSeconds } from '#telemetry';
import {
  type Quality,
  qualityOf,
  verificationParameters,
  verifyMove,
  windowBefore,
} from './core/verification.ts';
import { mayVerify } from './policy.ts';
import { codeOf } from './read.ts';
import { isAnyUnverified, lockUnverified, setVerification, type UnverifiedMove } from './store.ts';

/**
 * Tries to prove by readings every move that is not verified yet. Returns the ids of the sites that now are. Emits
 * `migration.changed` for each incident with one.
 */
export async function verifyMoves(context: Context): Promise<number[]> {
  authorise(context.actor, mayVerify);
  const movedBy = new Date(context.clock.now().getTime() - verificationParameters.minutes * 60_000);
  if (!(await isAnyUnverified(context.db, movedBy))) return [];
  return inTransaction(context, async (tx) => {
    const due = await lockUnverified(tx, movedBy);
    if (due.length === 0) return [];
    const records = await loadRecords(tx);
    const verified: UnverifiedMove[] = [];
    for (const move of due) if (await tryMove(tx, move, records)) verified.push(move);
    const byIncident = Map.groupBy(verified, (move) => move.incidentId);
    for (const [incidentId, moves] of byIncident) await tell(tx, incidentId, moves);
    return verified.map((move) => move.siteId);
  });
}

/** What is on record now, read once for all moves. */
interface Records {
  attributes: ReadonlyMap<number, Record<string, string>>;
  concentrators: readonly Concentrator[];
}

async function loadRecords(tx: Context): Promise<Records> {
  const now = tx.clock.now();
  const attributes = await attributesAt(tx.db, now, ['concentrator']);
  return { attributes, concentrators: await listConcentrators(tx.db, now) };
}

async function tryMove(tx: Context, move: UnverifiedMove, records: Records): Promise<boolean> {
  const now = tx.clock.now();
  const lookBackMs = now.getTime() - verificationParameters.lookBackHours * 3_600_000;
  const window = {
    siteIds: [move.siteId],
    from: new Date(Math.max(move.movedAt.getTime(), lookBackMs)),
    to: now,
  };
  const readings = await siteSeries(tx.db, window);
  const seconds = (await stateSeconds(tx.db, window)).get(move.siteId);
  const result = verifyMove({
    movedAt: move.movedAt,
    now,
    concentrator: records.attributes.get(move.siteId)?.concentrator,
    expected: codeOf(records.concentrators, move.toConcentratorId),
    readings,
    before: await qualityBefore(tx, move, window),
    seconds: seconds ?? { up: 0, degraded: 0, down: 0 },
  });
  await setVerification(tx, move, { verifiedAt: result.verified ? now : null, text: result.text });
  return result.verified;
}

/** How the site was at these hours of the week before it moved, or else in the day before. */
async function qualityBefore(
  tx: Context,
  { siteId, movedAt }: Pick<UnverifiedMove, 'siteId' | 'movedAt'>,
  window: { from: Date; to: Date },
): Promise<Quality> {
  const siteIds = [siteId];
  const same = qualityOf(await siteSeries(tx.db, { siteIds, ...windowBefore(window, movedAt) }));
  if (same.latencyMs !== null && same.lossPercent !== null) return same;
  const dayMs = 86_400_000;
  return qualityOf(
    await siteSeries(tx.db, { siteIds, from: new Date(movedAt.getTime() - dayMs), to: movedAt }),
  );
}

async function tell(tx: Context, incidentId: number, moves: readonly UnverifiedMove[]): Promise<void> {
  await recordEvent(tx, incidentId, {
    type: 'migration.verified',
    text: `${moves.length} moved ${moves.length === 1 ? 'site is' : 'sites are'} verified by readings`,
    data: { siteIds: moves.map((move) => move.siteId) },
  });
  await emit(tx, 'migration.changed', { incidentId });
}
