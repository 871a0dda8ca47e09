import { z } from 'zod';
import { findIncident, recordEvent, slugText, text } from '#incidents';
import { authorise } from '#platform/auth';
import { londonDate } from '#platform/clock';
import type { Context } from '#platform/context';
import { AllclearError, parseInput, required } from '#platform/errors';
import { changeMigration } from './change.ts';
import { stopRuleWords, usualStopRule } from './core/waves/act.ts';
import { type PlanAnswer, progressWords, toPlannedMoves } from './core/waves/site-plan.ts';
import { type PlannedMove, planWaves, type Rated, usualWaveRules } from './core/waves/waves.ts';
import { type ChangeWindow, changeWindows, usualHours } from './core/waves/windows.ts';
import { eligibleReason, type GatheredQuestion, gatherQuestion } from './plan-question.ts';
import { planApart } from './planner.ts';
import { mayPlan } from './policy.ts';
import { findPlan } from './store.ts';
import { insertMovePlan, type MovePlan, type PlanContent, selectMovePlan } from './store-plans.ts';

const isoDate = z.iso.date();
const usualSeconds = 20;

export const makeInput = z.strictObject({
  incident: slugText,
  distancePercent: z
    .number()
    .min(0)
    .max(100)
    .default(5)
    .describe('How far above the lowest peak the plan may stay, in per cent of it'),
  preferred: text(120)
    .optional()
    .describe('Data centre whose concentrators come first where the number of moves is the same'),
  surviveLoss: z
    .boolean()
    .default(false)
    .describe('Demand that the others stay within their ratings when any one concentrator is lost'),
  sitesAtMost: z
    .number()
    .int()
    .min(1)
    .max(200)
    .default(usualWaveRules.sitesAtMost)
    .describe('Sites of a wave'),
  startOn: isoDate.optional().describe('London date of the first window; today when absent'),
  frozenFrom: isoDate.optional().describe('First London date on which nothing is moved'),
  frozenTo: isoDate.optional().describe('Last London date on which nothing is moved'),
  seconds: z.number().min(1).max(300).default(usualSeconds).describe('Time to search for a better plan'),
});

type MakeGiven = z.output<typeof makeInput>;

/**
 * Plans which sites move where and in which waves, and keeps it as the incident's next version. `state.refused` with what conflicts
 * when no assignment keeps the ratings. It tells how it goes on, and can be called off, through `context.long`.
 */
export async function makePlan(context: Context, input: z.input<typeof makeInput>): Promise<MovePlan> {
  authorise(context.actor, mayPlan);
  const given = parseMake(input);
  const gathered = await gatherFor(context, given);
  const { signal, onProgress } = context.long ?? {};
  const answer = await planApart(gathered.question, {
    ...(signal ? { signal } : {}),
    ...(onProgress ? { onProgress: (progress) => onProgress(progressWords(progress)) } : {}),
  });
  return keepPlan(context, input, { gathered, answer });
}

/** The input of a plan; `input.invalid` when its dates do not belong together. */
export function parseMake(input: z.input<typeof makeInput>): MakeGiven {
  const given = parseInput(makeInput, input, 'input of moves.plan');
  if ((given.frozenFrom === undefined) !== (given.frozenTo === undefined))
    throw new AllclearError('input.invalid', 'Give both dates of the freeze, or neither.', {
      faults: [{ field: 'frozenTo', reason: 'give this together with frozenFrom' }],
    });
  return given;
}

/** What is to be planned, as things stand. */
export async function gatherFor(context: Context, given: MakeGiven): Promise<GatheredQuestion> {
  const incident = await findIncident(context.db, given.incident);
  const migration = await findPlan(context.db, incident.id);
  return gatherQuestion(context, migration?.id ?? null, {
    distancePercent: given.distancePercent,
    preferred: given.preferred ?? null,
    surviveLoss: given.surviveLoss,
    seconds: given.seconds,
  });
}

/** Keeps what was planned as the incident's next version. `state.refused` when nothing can be planned. */
export function keepPlan(
  context: Context,
  input: z.input<typeof makeInput>,
  { gathered, answer }: { gathered: GatheredQuestion; answer: PlanAnswer },
  also: (tx: Context, version: number) => Promise<void> = async () => undefined,
): Promise<MovePlan> {
  const given = parseMake(input);
  if (answer.refusal !== null) throw new AllclearError('state.refused', answer.refusal);
  const content = contentOf(context, given, gathered, answer);
  return changeMigration(
    context,
    { name: 'moves.plan', rule: mayPlan },
    makeInput,
    input,
    async ({ tx, incident, at }) => {
      const version = await insertMovePlan(tx, {
        incidentId: incident.id,
        madeAt: at,
        madeBy: tx.actor.name,
        content,
      });
      const moves = content.waves.reduce((sum, wave) => sum + wave.moves.length, 0);
      await recordEvent(tx, incident.id, {
        type: 'migration.plan-made',
        at,
        text: `Plan ${version} of moves: ${moves} sites in ${content.waves.length} waves`,
        data: { version, moves },
      });
      await also(tx, version);
      return required(await selectMovePlan(tx.db, incident.id, version), 'the plan just kept');
    },
  );
}

function contentOf(
  context: Context,
  given: MakeGiven,
  { question, cannotMove, unknownLoad, images }: GatheredQuestion,
  answer: PlanAnswer,
): PlanContent {
  const loadOn = (code: string): Float64Array => {
    const sum =
      question.concentrators.find((one) => one.code === code)?.otherMbps.slice() ?? new Float64Array(336);
    for (const site of question.sites)
      if (site.at === code)
        for (let t = 0; t < sum.length; t++) sum[t] = (sum[t] as number) + (site.mbps[t] as number);
    return sum;
  };
  const rated = question.concentrators.map((one) => ({
    ...one,
    mbps: loadOn(one.code),
    tunnels: question.sites.filter((site) => site.at === one.code).length,
  }));
  const rules = { ...usualWaveRules, sitesAtMost: given.sitesAtMost };
  const { waves, blocked, overNow } = planWaves(toPlannedMoves(question, answer.moves), rated, rules);
  const frozen = given.frozenFrom && given.frozenTo ? [{ from: given.frozenFrom, to: given.frozenTo }] : [];
  const first = given.startOn ?? londonDate(context.clock.now());
  const windows = changeWindows(first, waves.length + 1, { hours: usualHours, frozen }).filter(
    (window) => window.from > context.clock.now(),
  );
  if (windows.length < waves.length)
    throw new AllclearError(
      'state.refused',
      'The dates leave too few change windows in a year. Nothing was changed.',
    );
  return {
    distancePercent: given.distancePercent,
    preferred: given.preferred ?? null,
    surviveLoss: given.surviveLoss,
    shareNow: answer.shareNow,
    lowestShare: answer.lowestShare,
    lowestBound: answer.lowestBound,
    sharePlanned: answer.sharePlanned,
    movesBound: answer.movesBound,
    stopRule: stopRuleWords(usualStopRule),
    losses: answer.losses,
    overNow,
    ...loadsOf(
      rated,
      waves.flatMap((wave) => wave.moves),
    ),
    waves: waves.map(({ number, moves, highest }, k) => ({
      number,
      from: required(windows[k], 'a window').from.toISOString(),
      to: required(windows[k], 'a window').to.toISOString(),
      highest,
      moves: moves.map(({ site, practice, from, to }, index) => ({
        site,
        practice,
        from,
        to,
        plannedFor: beginOf(required(windows[k], 'a window'), index, moves.length).toISOString(),
        eligible: eligibleReason,
        before: { ...images.get(site) },
      })),
    })),
    blocked: blocked.map(({ move, reason }) => ({ site: move.site, to: move.to, reason })),
    cannotMove,
    unknownLoad,
  };
}

/** Moves of a wave begin one after the other, the last early enough for both of its looks. */
function beginOf(window: ChangeWindow, index: number, count: number): Date {
  const looksMs = 2 * usualStopRule.minutes * 60_000;
  const room = Math.max(0, window.to.getTime() - window.from.getTime() - looksMs);
  return new Date(window.from.getTime() + Math.floor((room * index) / count / 60_000) * 60_000);
}

/** Loads of the busiest day, now and after the moves, for the picture. */
function loadsOf(rated: readonly Rated[], moves: readonly PlannedMove[]): Pick<PlanContent, 'day' | 'loads'> {
  const total = Array.from({ length: 336 }, (_, t) =>
    rated.reduce((sum, one) => sum + (one.mbps[t] as number), 0),
  );
  const day = Math.floor(total.indexOf(Math.max(...total)) / 48);
  const rounded = (values: Float64Array): number[] =>
    [...values.subarray(day * 48, (day + 1) * 48)].map((value) => Math.round(value * 10) / 10);
  const loads = rated.map(({ code, ratedMbps, mbps }) => {
    const after = mbps.slice();
    for (const move of moves)
      for (let t = 0; t < after.length; t++) {
        if (move.to === code) after[t] = (after[t] as number) + (move.mbps[t] as number);
        if (move.from === code) after[t] = (after[t] as number) - (move.mbps[t] as number);
      }
    return {
      concentrator: code,
      ratedMbps: ratedMbps ?? 0,
      nowMbps: rounded(mbps),
      afterMbps: rounded(after),
    };
  });
  return { day: day + 1, loads };
}
