import { authorise } from '#platform/auth';
import { formatNumber } from '#platform/clock';
import type { Context } from '#platform/context';
import { inTransaction } from '#platform/db';
import { lookingOnce } from '#platform/kept';
import { emit } from '#platform/outbox';
import { compare, lateDataHours, outcomeOf, outcomeWindow } from './core/promise.ts';
import { isOpen } from './core/states.ts';
import { measureMetric } from './metrics.ts';
import type {
  ExitCriterion,
  Incident,
  Measure,
  Measurement,
  MeasureOutcome,
  MeasurePromise,
  NewEvent,
} from './model.ts';
import { criterionSubject, exitCriteria, measureSubject, measures } from './outcomes.ts';
import { mayEvaluate } from './policy.ts';
import { recordEvents, rederiveStates } from './record.ts';
import { type Evaluation, lockIncident, upsertEvaluations } from './store.ts';

const hourMs = 3_600_000;

/**
 * Measures the promises and exit criteria of an incident anew and stores the outcomes; a change of outcome is an entry
 * in the timeline. Also brings its states in line with the clock (an update may have become overdue). Returns whether
 * anything changed that is shown, and only then emits `incident.changed`.
 */
export function evaluateIncident(context: Context, incidentId: number): Promise<boolean> {
  authorise(context.actor, mayEvaluate);
  return inTransaction(context, async (tx) => {
    const incident = await lockIncident(tx, incidentId);
    const stateChanged = await rederiveStates(tx, incidentId);
    const changes = isOpen(incident.states.response)
      ? // Its own outcomes are all that it writes, and nothing that it measures rests on them.
        await lookingOnce(async () => [
          ...(await evaluateMeasures(tx, incident)),
          ...(await evaluateCriteria(tx, incident)),
        ])
      : [];
    const events = changes.flatMap(({ event }) => (event ? [event] : []));
    await recordEvents(tx, incidentId, events);
    const changed = changes.length > 0 || stateChanged;
    if (changed && events.length === 0) {
      await emit(tx, 'incident.changed', { incidentId, subjectChanged: false });
    }
    return changed;
  });
}

/** What is shown changed; `event` when it is worth an entry in the timeline. */
interface Shown {
  event: NewEvent | null;
}

async function evaluateMeasures(tx: Context, incident: Incident): Promise<Shown[]> {
  const changes: Shown[] = [];
  const kept: Evaluation[] = [];
  for (const measure of await measures(tx.db, incident.id)) {
    if (!measure.promise || isSettled(measure, tx.clock.now())) continue;
    const outcome = await measurePromise(tx, incident, measure, measure.promise);
    const change = compareOutcome(measure, outcome);
    kept.push({ subject: measureSubject(measure.key), result: outcome, asOf: outcome.measuredAt });
    if (change) changes.push(change);
  }
  await upsertEvaluations(tx, incident.id, kept);
  return changes;
}

/** Once due and past the time for late data, the outcome stands. */
const isSettled = (measure: Measure, now: Date): boolean =>
  measure.outcome?.final === true &&
  measure.promise !== null &&
  now.getTime() > measure.promise.by.getTime() + lateDataHours * hourMs;

async function measurePromise(
  tx: Context,
  incident: Incident,
  measure: Measure,
  promise: MeasurePromise,
): Promise<MeasureOutcome> {
  const now = tx.clock.now();
  const { metric, parameters } = promise;
  const over = (from: Date, to: Date): Promise<Measurement> =>
    measureMetric(tx.db, now, { metric, parameters, incident, from, to });
  const window = outcomeWindow(promise, measure, now);
  const value = window && (await over(window.from, window.to));
  const settled = settledBaseline(measure, promise);
  const baseline =
    settled ??
    (promise.baselineTo <= now ? (await over(promise.baselineFrom, promise.baselineTo)).value : null);
  return outcomeOf(promise, { value, baseline }, now);
}

/** The baseline as it was last measured, when that was after the time for late data: it stands. */
const settledBaseline = ({ outcome }: Measure, { baselineTo }: MeasurePromise): number | null =>
  outcome !== null && outcome.measuredAt.getTime() > baselineTo.getTime() + lateDataHours * hourMs
    ? outcome.baseline
    : null;

function compareOutcome(measure: Measure, outcome: MeasureOutcome): Shown | null {
  const before = measure.outcome;
  if (before?.status === outcome.status && before.text === outcome.text && before.final === outcome.final)
    return null;
  if (before?.status === outcome.status) return { event: null };
  if (before === null && outcome.status === 'not yet') return { event: null };
  const data = { key: measure.key, status: outcome.status, value: outcome.value, baseline: outcome.baseline };
  const told = `Promise of '${measure.title}': ${outcome.status}. ${outcome.text}`;
  return { event: { type: 'measure.evaluated', public: true, text: told, data } };
}

async function evaluateCriteria(tx: Context, incident: Incident): Promise<Shown[]> {
  const changes: Shown[] = [];
  const kept: Evaluation[] = [];
  for (const criterion of await exitCriteria(tx.db, incident.id)) {
    const result = await measureCriterion(tx, incident, criterion);
    kept.push({ subject: criterionSubject(criterion.key), result, asOf: result.asOf });
    const change = compareCriterion(criterion, result);
    if (change) changes.push(change);
  }
  await upsertEvaluations(tx, incident.id, kept);
  return changes;
}

interface CriterionResult {
  met: boolean | null;
  value: number | null;
  text: string;
  asOf: Date;
}

async function measureCriterion(
  tx: Context,
  incident: Incident,
  criterion: ExitCriterion,
): Promise<CriterionResult> {
  const to = tx.clock.now();
  const from = new Date(to.getTime() - criterion.windowHours * hourMs);
  const { metric, parameters } = criterion;
  const measured = await measureMetric(tx.db, to, { metric, parameters, incident, from, to });
  const met = compare(measured.value, criterion.comparator, criterion.threshold);
  const wanted = `wanted: ${criterion.comparator} ${formatNumber(criterion.threshold, { decimals: 2 })}`;
  const text = measured.value === null ? measured.text : `${measured.text}; ${wanted}.`;
  return { met, value: measured.value, text, asOf: measured.asOf };
}

function compareCriterion(before: ExitCriterion, after: CriterionResult): Shown | null {
  if (before.met === after.met) return before.text === after.text ? null : { event: null };
  const verdict = after.met === null ? 'unknown' : after.met ? 'met' : 'not met';
  const data = { key: before.key, met: after.met, value: after.value };
  const told = `Exit criterion ${verdict}: ${before.title}. ${after.text}`;
  return { event: { type: 'criterion.evaluated', public: true, text: told, data } };
}
