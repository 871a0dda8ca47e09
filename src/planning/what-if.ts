import { z } from 'zod';
import { listConcentrators, listSites } from '#estate';
import { instant, type MeasurePromise } from '#incidents';
import { authorise } from '#platform/auth';
import type { Context } from '#platform/context';
import { AllclearError, type Fault, parseInput } from '#platform/errors';
import { keepUntilChanged } from '#platform/kept';
import { concentratorLoad } from './core/load/concentrator.ts';
import { latentDemand } from './core/saturation/latent.ts';
import { type WhatIfAnswer, whatIf } from './core/what-if/answer.ts';
import type { Changes } from './core/what-if/changes.ts';
import { seenShare, statedShare } from './core/what-if/held-share.ts';
import { mostRelieved, promiseOf } from './core/what-if/promise.ts';
import { type Scene, sceneOf } from './core/what-if/scene.ts';
import { asOfHalfHour, type LoadedEstate, loadEstate, qualityOf } from './estate-load.ts';
import { mayForecast } from './policy.ts';

const code = z.string().trim().toUpperCase().min(1).max(60);
const usualHour = 10;
const usualDaysUntil = 7;
const dayMs = 86_400_000;

export const whatIfInput = z.strictObject({
  grow: z.number().min(-90).max(500).optional().describe('Growth of all traffic in per cent'),
  holdBackPercent: z
    .number()
    .min(0)
    .max(100)
    .optional()
    .describe('Share of the traffic before the hour that waits: a stated assumption'),
  holdBackSince: instant
    .optional()
    .describe('Instead of a stated share: what readings show was held back since then'),
  holdBackBefore: z
    .number()
    .int()
    .min(1)
    .max(23)
    .default(usualHour)
    .describe('Hour of the London day until which it waits'),
  addCode: code.optional().describe('Code of a concentrator that is not there yet'),
  addMbps: z.number().positive().max(1e7).optional().describe('Its rating in Mbps'),
  move: z.array(code).max(30_000).optional().describe('Codes of sites that move'),
  to: code.optional().describe('Code of the concentrator that they move to'),
  balance: z
    .boolean()
    .optional()
    .describe('Move sites from fuller to emptier concentrators while that helps'),
  lose: code.optional().describe('Code of a concentrator that is lost'),
  weeks: z.number().int().min(1).max(26).default(4).describe('Weeks that are replayed'),
  by: instant.optional().describe('When a promise made of the answer falls due; in a week when absent'),
});

export interface WhatIfResult extends WhatIfAnswer {
  weeks: number;
  /** What the answer rests on beside the readings, a sentence each. */
  assumptions: string[];
  /** The answer as the promise of a measure, about the concentrator that is relieved most; null when none is. */
  promise: MeasurePromise | null;
}

/**
 * The last weeks as loads were known at the last half hour, and answers about them. Reading a country's takes seconds, so it is
 * done once a half hour, or when its estate or its folded history changes, for everybody who asks.
 */
const scenes = keepUntilChanged<Scene>(['estate', 'history'], { most: 2 });
const answers = keepUntilChanged<{ answer: WhatIfAnswer; assumptions: string[] }>(['estate', 'history'], {
  most: 30,
});

/** What changes would do to the peaks, tried on the last weeks as known at the last half hour. Changes nothing. */
export async function askWhatIf(context: Context, input: z.input<typeof whatIfInput>): Promise<WhatIfResult> {
  authorise(context.actor, mayForecast);
  const given = parseInput(whatIfInput, input, 'input of plan.what-if');
  const { db, clock } = context;
  const now = clock.now();
  assertKnown({ sites: await listSites(db), concentrators: await listConcentrators(db, now) }, given);
  const { by: _, ...asked } = given;
  const { answer, assumptions } = await answers(
    db,
    `${asOfHalfHour(now)} ${JSON.stringify(asked)}`,
    async () => {
      const scene = await scenes(db, `${asOfHalfHour(now)} ${given.weeks}`, async () =>
        sceneFrom(await loadEstate(db, now, given.weeks * 7)),
      );
      const { changes, assumptions: made } = changesOf(scene, given);
      return { answer: whatIf(scene, changes), assumptions: made };
    },
  );
  const by = given.by ?? new Date(now.getTime() + usualDaysUntil * dayMs);
  const relieved = mostRelieved(answer);
  const promise = relieved === null ? null : promiseOf(answer, relieved, { now, by });
  return { ...answer, weeks: given.weeks, assumptions, promise };
}

type Given = z.output<typeof whatIfInput>;

/** Refuses codes that are not in the estate, and halves of a change. */
function assertKnown(estate: Pick<LoadedEstate, 'sites' | 'concentrators'>, given: Given): void {
  const faults: Fault[] = [];
  const sites = new Set(estate.sites.map((site) => site.code));
  const known = new Set(estate.concentrators.map((one) => one.code));
  for (const site of given.move ?? [])
    if (!sites.has(site)) faults.push({ field: 'move', reason: `there is no site ${site}` });
  const target = given.to;
  if (target !== undefined && !known.has(target) && target !== given.addCode)
    faults.push({ field: 'to', reason: `there is no concentrator ${target}` });
  if (given.lose !== undefined && !known.has(given.lose))
    faults.push({ field: 'lose', reason: `there is no concentrator ${given.lose}` });
  if (given.addCode !== undefined && known.has(given.addCode))
    faults.push({ field: 'addCode', reason: `${given.addCode} is there already` });
  const pairs = [
    ['to', given.move?.length ? given.move : undefined, given.to, 'say where the sites move'],
    ['move', given.to, given.move?.length ? given.move : undefined, 'say which sites move'],
    ['addMbps', given.addCode, given.addMbps, 'give the rating of the new concentrator'],
    ['addCode', given.addMbps, given.addCode, 'give the code of the new concentrator'],
  ] as const;
  for (const [field, one, other, reason] of pairs)
    if (one !== undefined && other === undefined) faults.push({ field, reason });
  if (faults.length > 0)
    throw new AllclearError('input.invalid', 'This change cannot be tried.', {
      faults: faults.slice(0, 100),
    });
}

function sceneFrom(estate: LoadedEstate): Scene {
  const hidden = new Map(
    estate.concentrators.map(({ code: concentrator }) => {
      const { mbps } = concentratorLoad(estate.load, concentrator);
      return [concentrator, latentDemand(qualityOf(estate, concentrator, mbps), estate.holidays).demand];
    }),
  );
  return sceneOf(estate.load, {
    concentrators: estate.concentrators,
    siteCodes: new Map(estate.sites.map((site) => [site.id, site.code])),
    hidden,
    holidays: estate.holidays,
  });
}

function changesOf(scene: Scene, given: Given): { changes: Changes; assumptions: string[] } {
  const { move, to, addCode, addMbps } = given;
  const held = heldBack(scene, given);
  return {
    changes: {
      growPercent: given.grow,
      holdBack: held?.change,
      add: addCode !== undefined && addMbps !== undefined ? { code: addCode, ratedMbps: addMbps } : undefined,
      move: move !== undefined && to !== undefined ? { sites: move, to } : undefined,
      balance: given.balance,
      lose: given.lose,
    },
    assumptions: held ? [held.text] : [],
  };
}

function heldBack(
  scene: Scene,
  given: Given,
): { change: NonNullable<Changes['holdBack']>; text: string } | null {
  const { holdBackPercent: percent, holdBackSince: since, holdBackBefore: beforeHour } = given;
  const until = `until ${beforeHour % 12 || 12}${beforeHour < 12 ? 'am' : 'pm'}`;
  if (since !== undefined) {
    const seen = seenShare(allTraffic(scene), since.getTime(), beforeHour, scene.holidays);
    if (!seen)
      throw new AllclearError(
        'state.refused',
        'What was held back cannot be told: fewer than three known working days before or since.',
      );
    return {
      change: { beforeHour, share: seen.share },
      text: `${seen.text} It is fetched in the four hours after.`,
    };
  }
  if (percent === undefined || percent === 0) return null;
  const text = `It is assumed that ${percent}% of the traffic waits ${until} and is fetched in the four hours after.`;
  return { change: { beforeHour, share: statedShare(percent, beforeHour) }, text };
}

function allTraffic(scene: Scene): { fromMs: number; mbps: Float32Array } {
  const mbps = new Float32Array(scene.halfHours);
  for (const one of scene.concentrators)
    if (one.mbps.some((value) => value > 0))
      for (let index = 0; index < mbps.length; index++)
        mbps[index] = (mbps[index] ?? Number.NaN) + (one.mbps[index] ?? Number.NaN);
  return { fromMs: scene.fromMs, mbps };
}
