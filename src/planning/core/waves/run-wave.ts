import {
  type BeforeImage,
  dropping,
  faultOf,
  type MoveActor,
  NotYet,
  preferring,
  type SiteEvidence,
  type StopRule,
  sameImage,
} from './act.ts';
import type { PlannedMove } from './waves.ts';

export interface MoveOutcome {
  site: string;
  /** `waiting`: for the actor; run the wave again later. `left to people`: it was not as it should be and could not be put back; somebody must go. Never silently. */
  state: 'verified' | 'waiting' | 'rolled back' | 'not touched' | 'left to people';
  reason: string | null;
  before: BeforeImage | null;
}

export interface WaveOutcome {
  outcomes: MoveOutcome[];
  /** Why the wave was stopped; null: it went through. */
  stopped: string | null;
}

/**
 * One wave through an actor: read, prefer the new concentrator, look, drop the old one. A site that does not verify is put back as it
 * was. Over the stop rule nothing more is begun; what an earlier run began goes on to its end, so that no site is left between.
 */
export async function runWave(
  moves: readonly Pick<PlannedMove, 'site' | 'from' | 'to'>[],
  actor: MoveActor,
  rule: StopRule,
): Promise<WaveOutcome> {
  const outcomes: MoveOutcome[] = [];
  const mayFail = Math.floor((moves.length * rule.failedPercent) / 100);
  let failed = 0;
  let stopped: string | null = null;
  const hasBegun = (site: string): boolean => actor.hasBegun?.(site) ?? false;
  const order = [...moves].sort((a, b) => Number(hasBegun(b.site)) - Number(hasBegun(a.site)));
  for (const move of order) {
    if (stopped !== null && !hasBegun(move.site)) {
      outcomes.push({ site: move.site, state: 'not touched', reason: stopped, before: null });
      continue;
    }
    const outcome = await moveOne(move, actor, rule);
    outcomes.push(outcome);
    if (outcome.state === 'verified' || outcome.state === 'waiting') continue;
    failed++;
    if (failed > mayFail || outcome.state === 'left to people')
      stopped ??= `${move.site}: ${outcome.reason ?? 'it failed'} ${failed} of ${moves.length} sites failed; ${mayFail} may.`;
  }
  return { outcomes, stopped };
}

async function moveOne(
  move: Pick<PlannedMove, 'site' | 'from' | 'to'>,
  actor: MoveActor,
  rule: StopRule,
): Promise<MoveOutcome> {
  try {
    return await stepsOf(move, actor, rule);
  } catch (error) {
    if (!(error instanceof NotYet)) throw error;
    return { site: move.site, state: 'waiting', reason: error.message, before: null };
  }
}

async function stepsOf(
  { site, from, to }: Pick<PlannedMove, 'site' | 'from' | 'to'>,
  actor: MoveActor,
  rule: StopRule,
): Promise<MoveOutcome> {
  const before = await actor.read(site);
  if (before.hubs[0]?.concentrator !== from)
    return { site, state: 'not touched', reason: `It is not on ${from} any more.`, before };
  const quality = await actor.observe(site, from);
  const wanted = preferring(before, to);
  await actor.write(site, wanted);
  const fault = (await mismatch(actor, site, wanted)) ?? (await look(actor, site, to, quality, rule));
  if (fault !== null) return rollBack(site, actor, before, fault);
  const last = dropping(wanted, from);
  await actor.write(site, last);
  const late = (await mismatch(actor, site, last)) ?? (await look(actor, site, to, quality, rule));
  return late === null
    ? { site, state: 'verified', reason: null, before }
    : rollBack(site, actor, before, late);
}

/** What is set must be what was asked for, field by field: a default route that is lost sends traffic out of the wrong line. */
async function mismatch(actor: MoveActor, site: string, wanted: BeforeImage): Promise<string | null> {
  const found = await actor.read(site);
  if (sameImage(found, wanted)) return null;
  const lost = wanted.hubs[0]?.isDefaultRoute === true && found.hubs[0]?.isDefaultRoute !== true;
  return lost ? 'Its default route is not the one that was set.' : 'Its settings are not what was set.';
}

const look = async (
  actor: MoveActor,
  site: string,
  to: string,
  before: SiteEvidence,
  rule: StopRule,
): Promise<string | null> => faultOf(await actor.observe(site, to), to, before, rule);

async function rollBack(
  site: string,
  actor: MoveActor,
  before: BeforeImage,
  reason: string,
): Promise<MoveOutcome> {
  await actor.write(site, before);
  const back = await actor.read(site);
  const home = before.hubs[0]?.concentrator ?? '';
  const evidence = await actor.observe(site, home);
  if (sameImage(back, before) && evidence.isReachable === true)
    return { site, state: 'rolled back', reason, before };
  return {
    site,
    state: 'left to people',
    reason: `${reason} It did not come back to ${home}: somebody must go.`,
    before,
  };
}
