import { z } from 'zod';
import { attributesAt, setSiteAttribute } from '#estate';
import { findIncident, type Incident, openIncidents, recordEvent, text } from '#incidents';
import { authorise } from '#platform/auth';
import type { Context } from '#platform/context';
import { AllclearError, notFound, parseInput, required } from '#platform/errors';
import { siteSeries } from '#telemetry';
import { changeMigration, siteOf } from './change.ts';
import { qualityOf } from './core/verification.ts';
import { type BeforeImage, type SiteEvidence, usualStopRule } from './core/waves/act.ts';
import { type MoveOutcome, runWave } from './core/waves/run-wave.ts';
import { type Act, type AskedStep, type Runbook, runbook } from './core/waves/runbook.ts';
import { applyMoved, applyRolledBack } from './move.ts';
import { planOfVersion, versionInput } from './moves.ts';
import { mayPlan, mayRead, mayVerify } from './policy.ts';
import { findPlan, selectMove } from './store.ts';
import { insertAct, type MovePlan, selectActs, selectWavesToLookAt, type WaveOf } from './store-plans.ts';

export const waveInput = versionInput.extend({
  wave: z.number().int().min(1).describe('Number of the wave'),
});
/** What is ticked or looked at is so now. */
const noInstant = { at: z.undefined().optional() };
export const tickInput = waveInput.extend({ site: text(60) });

export const stepNames = [
  'prefer the new concentrator',
  'drop the old concentrator',
  'put back as it was',
] as const;

/** A wave as it stands. */
export interface RunbookShown {
  wave: number;
  /** Steps that wait to be ticked, with how the site is then set, the first hub preferred. */
  asked: { site: string; step: (typeof stepNames)[number]; hubs: string[] }[];
  outcomes: Pick<MoveOutcome, 'site' | 'state' | 'reason'>[];
  stopped: string | null;
  done: { site: string; what: string; at: Date; by: string }[];
}

type Wave = MovePlan['content']['waves'][number];
type Move = Wave['moves'][number];

interface Played {
  shown: RunbookShown;
  actor: Runbook;
  acts: readonly Act[];
}

/** Runs a wave through people from what is kept of it. Changes nothing. */
async function play(context: Context, wave: Wave, of: WaveOf): Promise<Played> {
  const acts = await selectActs(context.db, of);
  const attributes = await attributesAt(context.db, context.clock.now(), ['concentrator']);
  const ids = new Map<string, number>();
  for (const { site } of wave.moves) ids.set(site, (await siteOf(context, site)).id);
  const onRecord = (site: string): string | undefined => attributes.get(ids.get(site) ?? 0)?.concentrator;
  const moves = new Map(wave.moves.map((move) => [move.site, move] as const));
  const begun = new Set(acts.map((act) => act.site));
  const actor = runbook(acts, {
    // Once it is begun its record changes with the steps: how it was is what the plan saw, which was checked at the first.
    imageOf: (site) => imageOn(begun.has(site) ? moves.get(site)?.from : onRecord(site)),
    look: (site, _, since) => look(context, { siteId: ids.get(site) ?? 0, carrier: onRecord(site), since }),
    minutes: usualStopRule.minutes,
  });
  const { outcomes, stopped } = await runWave(wave.moves, actor, usualStopRule);
  const shown: RunbookShown = {
    wave: wave.number,
    asked:
      stopped === null
        ? actor.asked.map((step) => describe(step, moves))
        : actor.asked.filter(({ site }) => begun.has(site)).map((step) => describe(step, moves)),
    outcomes: outcomes.map(({ site, state, reason }) => ({ site, state, reason })),
    stopped,
    done: acts.map((act) => ({
      site: act.site,
      what: act.kind === 'look' ? 'readings looked at' : describe(act, moves).step,
      at: act.at,
      by: act.by,
    })),
  };
  return { shown, actor, acts };
}

const imageOn = (concentrator: string | undefined): BeforeImage => ({
  hubs: concentrator === undefined ? [] : [{ concentrator, isDefaultRoute: true }],
});

function describe(
  { site, image }: AskedStep,
  moves: ReadonlyMap<string, Move>,
): RunbookShown['asked'][number] {
  const to = moves.get(site)?.to;
  const hubs = image.hubs.map((hub) => hub.concentrator);
  const step = hubs[0] !== to ? stepNames[2] : hubs.length > 1 ? stepNames[0] : stepNames[1];
  return { site, step, hubs };
}

/** What the readings say of a site since its last step, or of its last hour before any. */
async function look(
  context: Context,
  { siteId, carrier, since }: { siteId: number; carrier: string | undefined; since: Date | null },
): Promise<SiteEvidence> {
  const to = context.clock.now();
  const from = since ?? new Date(to.getTime() - 3_600_000);
  const readings = await siteSeries(context.db, { siteIds: [siteId], from, to });
  const known = readings.filter((reading) => reading.state !== 'unknown');
  const last = known.at(-1);
  const loads = readings.flatMap(({ inMbps, outMbps }) =>
    inMbps === null && outMbps === null ? [] : [(inMbps ?? 0) + (outMbps ?? 0)],
  );
  const changes = known.filter(
    ({ state }, k) => k > 0 && (state === 'down') !== (known[k - 1]?.state === 'down'),
  ).length;
  return {
    isReachable: last === undefined ? null : last.state !== 'down',
    // Readings say how much a site carries; through which concentrator is what is on record.
    carries: loads.length === 0 ? null : Math.max(...loads) > 0 ? (carrier ?? 'none') : 'none',
    ...qualityOf(readings),
    flaps: last === undefined ? null : changes,
    minutes: Math.floor((to.getTime() - from.getTime()) / 60_000),
  };
}

async function waveOf(
  context: Context,
  incident: Incident,
  given: { version: number; wave: number },
): Promise<{ wave: Wave; of: WaveOf }> {
  const plan = await planOfVersion(context, incident, given.version);
  const wave = plan.content.waves.find((one) => one.number === given.wave);
  if (!wave) throw notFound('wave', String(given.wave));
  if (plan.approvedAt === null)
    throw new AllclearError(
      'state.refused',
      `Plan ${plan.version} is not approved, so none of its waves may begin.`,
    );
  return { wave, of: { incidentId: incident.id, version: plan.version, wave: wave.number } };
}

/** How far a wave of an approved plan is, and which steps wait to be ticked. `state.refused` when the plan is not approved. */
export async function showRunbook(context: Context, input: z.input<typeof waveInput>): Promise<RunbookShown> {
  authorise(context.actor, mayRead);
  const given = parseInput(waveInput, input, 'input of moves.runbook');
  const incident = await findIncident(context.db, given.incident);
  const { wave, of } = await waveOf(context, incident, given);
  return (await play(context, wave, of)).shown;
}

/**
 * Ticks the step that a site waits for, by whom and when. The first step records that the site moved, putting back that it was put
 * back. `state.refused` when the site waits for none.
 */
export const tickStep = (context: Context, input: z.input<typeof tickInput>): Promise<RunbookShown> =>
  changeMigration(
    context,
    { name: 'moves.tick', rule: mayPlan },
    tickInput.extend(noInstant),
    input,
    async ({ tx, incident, parsed, at }) => {
      const { wave, of } = await waveOf(tx, incident, parsed);
      const { shown, actor } = await play(tx, wave, of);
      const asked = shown.asked.find((one) => one.site === parsed.site);
      const image = actor.asked.find((one) => one.site === parsed.site)?.image;
      const move = wave.moves.find((one) => one.site === parsed.site);
      if (!move) throw notFound(`site in wave ${wave.number} called`, parsed.site);
      if (!asked || !image) {
        const why = shown.outcomes.find((one) => one.site === parsed.site)?.reason ?? 'It is done.';
        throw new AllclearError(
          'state.refused',
          `${parsed.site} waits for no step: ${why} Nothing was changed.`,
        );
      }
      const by = tx.actor.name;
      for (const { site, evidence } of actor.fresh)
        if (site === parsed.site) await insertAct(tx, of, { site, kind: 'look', evidence, at, by });
      await insertAct(tx, of, { site: parsed.site, kind: 'step', image, at, by });
      await recordStep(tx, { incident, move, step: asked.step, at });
      return (await play(tx, wave, of)).shown;
    },
  );

/** What the step means for the estate and for the migration that the claims count. */
async function recordStep(
  tx: Context,
  of: { incident: Incident; move: Move; step: (typeof stepNames)[number]; at: Date },
): Promise<void> {
  const { incident, move, step, at } = of;
  if (step === stepNames[1]) return;
  const site = await siteOf(tx, move.site);
  const plan = await findPlan(tx.db, incident.id);
  const stored = plan ? await selectMove(tx.db, plan.id, site.id) : undefined;
  const moves = step === stepNames[0];
  const reason = 'It did not verify';
  if (plan && stored && moves && stored.movedAt === null)
    return applyMoved(tx, { incident, plan, site, move: stored, at });
  if (plan && stored?.movedAt && !moves)
    return applyRolledBack(tx, { incident, plan, site, move: stored, reason, at });
  const value = moves ? move.to : move.from;
  await setSiteAttribute(tx, { siteCode: site.code, key: 'concentrator', value, from: at });
  await recordEvent(tx, incident.id, {
    type: moves ? 'migration.moved' : 'migration.rolled-back',
    at,
    text: moves ? `${site.code} moved to ${value}` : `${site.code} was put back on ${value}: ${reason}`,
    data: { site: site.code, to: value },
  });
}

/** Looks at the readings of a wave under way, and keeps what they say of every site that was due. Returns the wave as it then stands. */
export const advanceWave = (context: Context, input: z.input<typeof waveInput>): Promise<RunbookShown> =>
  changeMigration(
    context,
    { name: 'moves.advance', rule: mayPlan },
    waveInput.extend(noInstant),
    input,
    async ({ tx, incident, parsed, at }) => {
      const { wave, of } = await waveOf(tx, incident, parsed);
      const { actor, acts } = await play(tx, wave, of);
      const begun = new Set(acts.map((act) => act.site));
      for (const { site, evidence } of actor.fresh)
        if (begun.has(site)) await insertAct(tx, of, { site, kind: 'look', evidence, at, by: tx.actor.name });
      return (await play(tx, wave, of)).shown;
    },
  );

/**
 * Keeps the looks that are due, in every wave that is under way: what time alone brings on. The steps stay with people. Returns the
 * waves in which something was kept.
 */
export async function advanceDueWaves(context: Context): Promise<WaveOf[]> {
  authorise(context.actor, mayVerify);
  const open = new Map((await openIncidents(context.db)).map((incident) => [incident.id, incident] as const));
  const stepBy = new Date(context.clock.now().getTime() - usualStopRule.minutes * 60_000);
  const advanced: WaveOf[] = [];
  for (const of of await selectWavesToLookAt(context.db, [...open.keys()], stepBy)) {
    const incident = required(open.get(of.incidentId), 'an open incident');
    const given = { incident: incident.slug, version: of.version, wave: of.wave };
    const { wave } = await waveOf(context, incident, given);
    const { actor, acts } = await play(context, wave, of);
    const begun = new Set(acts.map((act) => act.site));
    if (!actor.fresh.some(({ site }) => begun.has(site))) continue;
    await advanceWave(context, given);
    advanced.push(of);
  }
  return advanced;
}
