import { z } from 'zod';
import type { Context } from '#platform/context';
import { AllclearError, type Fault } from '#platform/errors';
import { assertNew, changeIncident, happenedAt, pick } from './change.ts';
import { criteriaOf, measuresOf } from './core/folds.ts';
import { promiseText } from './core/promise.ts';
import { metricCatalogue, parseMetricParameters } from './metrics.ts';
import { comparators, instant, type MeasurePromise, metricKeys, slugText, text } from './model.ts';
import { mayAnalyse, mayLead } from './policy.ts';

const parameters = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({});

export const promiseInput = z.strictObject({
  metric: z.enum(metricKeys),
  parameters,
  baselineFrom: instant,
  baselineTo: instant,
  comparator: z.enum(comparators),
  expected: z.number(),
  by: instant.describe('When it falls due'),
  settleHours: z
    .number()
    .min(0)
    .max(24 * 30)
    .default(0)
    .describe('Hours before its effect counts'),
  windowHours: z
    .number()
    .min(1)
    .max(24 * 90)
    .nullable()
    .default(null)
    .describe('Hours measured; as the baseline when absent'),
  text: text(1000).optional(),
});

export const addMeasureInput = z.strictObject({
  incident: slugText,
  key: slugText,
  title: text(200),
  description: text(2000),
  temporary: z.boolean().default(false),
  startedAt: instant.optional().describe('When it took effect; now when absent'),
  promise: promiseInput.optional().describe('What it is expected to do: a figure, by when'),
  at: instant.optional(),
});

/**
 * Records something done about the incident, with what it promises. The promise is measured from then on by
 * `evaluateIncident`, against its baseline.
 */
export const addMeasure = (context: Context, input: z.input<typeof addMeasureInput>) =>
  changeIncident(
    context,
    { verb: 'measure.add', rule: mayAnalyse },
    addMeasureInput,
    input,
    ({ events, now }, parsed) => {
      assertNew(measuresOf(events), parsed.key, 'measure');
      const { key, title, description, temporary } = parsed;
      // A measure may be recorded before it takes effect; its window then begins when it does.
      const startedAt = parsed.startedAt ?? now;
      const promise = parsed.promise ? completePromise(parsed.promise, startedAt) : null;
      return [
        {
          type: 'measure.added',
          public: true,
          text: `Measure: ${title}`,
          data: { key, title, description, temporary, startedAt, promise },
        },
      ];
    },
  );

function completePromise(given: z.output<typeof promiseInput>, startedAt: Date): MeasurePromise {
  const faults = promiseFaults(given, startedAt);
  if (faults.length > 0) {
    throw new AllclearError('input.invalid', 'The promise cannot be measured. Nothing was changed.', {
      faults,
    });
  }
  const { summary, unit } = metricCatalogue[given.metric];
  const promise = { ...given, parameters: parseMetricParameters(given.metric, given.parameters) };
  return { ...promise, text: given.text ?? promiseText(promise, summary, unit) };
}

function promiseFaults(given: z.output<typeof promiseInput>, startedAt: Date): Fault[] {
  const faults: Fault[] = [];
  if (given.baselineFrom >= given.baselineTo)
    faults.push({ field: 'promise.baselineTo', reason: 'is not after baselineFrom' });
  if (given.baselineTo > startedAt)
    faults.push({ field: 'promise.baselineTo', reason: 'is after the measure began' });
  if (given.by <= startedAt) faults.push({ field: 'promise.by', reason: 'is not after the measure began' });
  return faults;
}

export const endMeasureInput = z.strictObject({
  incident: slugText,
  key: slugText,
  endedAt: instant.optional(),
  note: text(1000).optional(),
  at: instant.optional(),
});

/** Ends a measure. Its promise is measured up to then. */
export const endMeasure = (context: Context, input: z.input<typeof endMeasureInput>) =>
  changeIncident(
    context,
    { verb: 'measure.end', rule: mayAnalyse },
    endMeasureInput,
    input,
    ({ events, now }, parsed) => {
      const measure = pick(measuresOf(events), parsed.key, 'measure');
      if (measure.endedAt)
        throw new AllclearError('conflict', `The measure ${measure.key} has ended already.`);
      const endedAt = happenedAt(parsed.endedAt ?? parsed.at, now);
      if (endedAt < measure.startedAt)
        throw new AllclearError('input.invalid', 'A measure does not end before it began.');
      const note = parsed.note === undefined ? '' : `. ${parsed.note}`;
      const told = `Measure ended: ${measure.title}${note}`;
      return [{ type: 'measure.ended', public: true, text: told, data: { key: measure.key, endedAt } }];
    },
  );

export const addCriterionInput = z.strictObject({
  incident: slugText,
  key: slugText,
  title: text(300),
  metric: z.enum(metricKeys),
  parameters,
  comparator: z.enum(comparators).exclude(['falls by at least']),
  threshold: z.number(),
  windowHours: z
    .number()
    .min(1)
    .max(24 * 90)
    .default(24)
    .describe('How far back it is measured'),
  at: instant.optional(),
});

/** Sets an exit criterion: what must be measured before the incident may be stood down. */
export const addCriterion = (context: Context, input: z.input<typeof addCriterionInput>) =>
  changeIncident(
    context,
    { verb: 'criterion.add', rule: mayLead },
    addCriterionInput,
    input,
    ({ events }, parsed) => {
      assertNew(criteriaOf(events), parsed.key, 'exit criterion');
      const { incident: _, at: __, ...terms } = parsed;
      const data = { ...terms, parameters: parseMetricParameters(terms.metric, terms.parameters) };
      return [{ type: 'criterion.added', public: true, text: `Exit criterion set: ${terms.title}`, data }];
    },
  );
