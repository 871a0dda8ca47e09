import { z } from 'zod';
import {
  type Incident,
  instant,
  measureMetric,
  metricCatalogue,
  metricKeys,
  parseMetricParameters,
  slugText,
  text,
} from '#incidents';
import { formatDate, formatNumber, londonDate } from '#platform/clock';
import type { Context } from '#platform/context';
import type { Db } from '#platform/db';
import { AllclearError, type Fault } from '#platform/errors';
import { sayClaim } from '#publishing';
import { changeReview } from './change.ts';
import { entriesOf, entry } from './core/entries.ts';
import { factorsOf } from './core/folds.ts';
import { assertNoPatient } from './gather.ts';
import { type ActionMeasure, actionComparators, actionStrengths, actionTypes } from './model.ts';
import { mayPropose } from './policy.ts';

export const reviewWithActions = [
  'analysis',
  'accuracy check',
  'independent review',
  'accepted',
  'published',
  'actions',
] as const;

const metricInput = z.strictObject({
  metric: z.enum(metricKeys),
  parameters: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
  comparator: z.enum(actionComparators),
  target: z.number(),
  windowHours: z
    .number()
    .min(1)
    .max(24 * 90)
    .default(24)
    .describe('Hours before the check that are measured'),
  baselineFrom: instant.optional().describe('Measured now, as the baseline'),
  baselineTo: instant.optional(),
});

export const proposeInput = z.strictObject({
  incident: slugText,
  statement: text(300).describe('One sentence that begins with a verb: what will be done'),
  publicWording: text(300).optional().describe('The same for the public, when it differs'),
  factors: z.array(slugText).min(1).max(20).describe('Keys of the factors that it addresses'),
  type: z.enum(actionTypes),
  strength: z.enum(actionStrengths).describe('From strong to weak'),
  owner: text(120).describe('The person who answers for it'),
  ownerOrganisation: text(120),
  dueOn: z.iso.date(),
  checkOn: z.iso.date().describe('When it is looked at whether it works'),
  howShown: text(1000).describe('How it will be shown to work, in a sentence'),
  baseline: text(500).optional().describe('How it is now, when the product does not measure it'),
  metric: metricInput.optional().describe('A figure that the product measures itself'),
  claim: text(400).optional().describe('Or a claim that must still hold: {{claim calls.quietSince}}'),
});

/**
 * Proposes an action: one sentence, the factors it addresses, an owner, a due date, and how it will be shown to work. A
 * figure's baseline is measured now. Returns its number.
 */
export const proposeAction = (
  context: Context,
  input: z.input<typeof proposeInput>,
): Promise<{ number: number }> =>
  changeReview(
    context,
    { verb: 'action.propose', rule: mayPropose, states: reviewWithActions },
    proposeInput,
    input,
    async ({ tx, incident, entries, now }, parsed) => {
      assertNoPatient(parsed.statement);
      const known = factorsOf(entries).map(({ key }) => key);
      refuse(proposalFaults(parsed, { known, today: londonDate(now) }));
      const { statement, publicWording, factors, type, strength, owner, ownerOrganisation, dueOn, checkOn } =
        parsed;
      const number = entriesOf(entries, 'action.proposed').length + 1;
      const measure = await measureOf(tx.db, { incident, now }, parsed);
      const data = {
        ...{ statement, publicWording: publicWording ?? null, factors, type, strength },
        ...{ owner, ownerOrganisation, dueOn, checkOn, measure },
      };
      return { entries: [entry('action.proposed', data, String(number))], result: { number } };
    },
  );

/** Words that begin a statement without saying what is done. */
const noVerb = /^(?:the|a|an|this|there|we|it|all|any|every|more|better|no)\b/i;

function proposalFaults(
  of: Pick<
    z.output<typeof proposeInput>,
    'statement' | 'factors' | 'dueOn' | 'checkOn' | 'metric' | 'claim' | 'baseline'
  >,
  { known, today }: { known: readonly string[]; today: string },
): Fault[] {
  const measures = [of.metric, of.claim].filter((each) => each !== undefined).length;
  return [
    ...(noVerb.test(of.statement)
      ? [{ field: 'statement', reason: 'does not begin with a verb, such as Spread, Replace or Test' }]
      : []),
    ...of.factors
      .filter((key) => !known.includes(key))
      .map((key) => ({ field: 'factors', reason: `there is no factor ${key} in this review` })),
    ...(of.dueOn < today ? [{ field: 'dueOn', reason: 'is in the past' }] : []),
    ...(of.checkOn < of.dueOn ? [{ field: 'checkOn', reason: 'is before it is due' }] : []),
    ...(measures > 1 ? [{ field: 'claim', reason: 'give a metric or a claim, not both' }] : []),
    ...(measures === 0 && of.baseline === undefined
      ? [{ field: 'baseline', reason: 'is needed when nothing is measured: how is it now?' }]
      : []),
  ];
}

function refuse(faults: readonly Fault[]): void {
  if (faults.length === 0) return;
  throw new AllclearError('input.invalid', 'The action cannot be proposed like this. Nothing was changed.', {
    faults,
  });
}

async function measureOf(
  db: Db,
  scene: { incident: Incident; now: Date },
  of: Pick<z.output<typeof proposeInput>, 'metric' | 'claim' | 'baseline' | 'howShown'>,
): Promise<ActionMeasure> {
  if (of.metric) return metricMeasure(db, scene, of.metric, of);
  if (of.claim === undefined)
    return { kind: 'judgement', baselineText: of.baseline ?? 'Not known', text: of.howShown };
  const baselineText = of.baseline ?? (await claimNow(db, scene, of.claim));
  return { kind: 'claim', token: of.claim, baselineText, text: of.howShown };
}

/** What the claim says now, or why it may not be said: either is how things are. */
async function claimNow(db: Db, scene: { incident: Incident; now: Date }, token: string): Promise<string> {
  try {
    return (await sayClaim(db, scene, token)).text;
  } catch (error) {
    if (error instanceof AllclearError && error.code === 'claim.refused') return error.message;
    throw error;
  }
}

async function metricMeasure(
  db: Db,
  { incident, now }: { incident: Incident; now: Date },
  given: z.output<typeof metricInput>,
  of: { howShown: string; baseline?: string | undefined },
): Promise<ActionMeasure> {
  const { metric, comparator, target, windowHours, baselineFrom, baselineTo } = given;
  const parameters = parseMetricParameters(metric, given.parameters);
  const window = baselineFrom && baselineTo ? { from: baselineFrom, to: baselineTo } : null;
  if (comparator === 'falls by at least' && window === null)
    refuse([{ field: 'metric.baselineFrom', reason: 'is needed: a fall has a beginning' }]);
  const measured = window && (await measureMetric(db, now, { metric, parameters, incident, ...window }));
  const { unit } = metricCatalogue[metric];
  const baselineText = measured
    ? `${measured.text}, from ${formatDate(measured.from)} to ${formatDate(measured.to)}`
    : (of.baseline ??
      `${formatNumber(target, { decimals: 2 })} ${unit} is the target; how it was before was not measured`);
  return {
    kind: 'metric',
    ...{ metric, parameters, comparator, target, windowHours },
    baseline: measured?.value ?? null,
    baselineText,
    text: of.howShown,
  };
}
