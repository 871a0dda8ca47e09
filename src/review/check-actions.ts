import { compare, findIncidentById, measureMetric } from '#incidents';
import { audit } from '#platform/audit';
import { authorise } from '#platform/auth';
import { addDays, londonDate, londonDayBounds } from '#platform/clock';
import type { Context } from '#platform/context';
import { inTransaction } from '#platform/db';
import { emit } from '#platform/outbox';
import { stillHolds } from '#publishing';
import { actionOf } from './action-steps.ts';
import { sceneOf } from './change.ts';
import { isCheckDue, isOpen } from './core/actions.ts';
import { type EntryData, entry } from './core/entries.ts';
import { type ActionMeasure, type ReviewAction, reminderDays } from './model.ts';
import { mayDerive } from './policy.ts';
import { allActions } from './read-actions.ts';
import { appendEntries } from './store.ts';
import { mailReminder, type ReminderStage } from './tell-action.ts';

/** A figure is measured at 9am London time of the check date, when the morning has been seen. */
const checkHourMs = 9 * 3_600_000;

const checkAt = (checkOn: string): Date => new Date(londonDayBounds(checkOn).from.getTime() + checkHourMs);

/**
 * Measures the actions whose check date has come, and reminds of those that are due. Each check is recorded once; one whose
 * figure cannot be measured stays open and is tried again. Returns how many were checked and reminded.
 */
export async function reviewActions(context: Context): Promise<{ checked: number; reminded: number }> {
  authorise(context.actor, mayDerive);
  const now = context.clock.now();
  const today = londonDate(now);
  const actions = await allActions(context.db);
  const due = actions.filter(
    (action) => isMeasurable(action) && isCheckDue(action, today) && checkAt(action.checkOn) <= now,
  );
  let checked = 0;
  for (const action of due) checked += (await checkAction(context, action)) ? 1 : 0;
  let reminded = 0;
  for (const action of actions) reminded += (await remind(context, action, today)) ? 1 : 0;
  return { checked, reminded };
}

const isMeasurable = ({ measure }: ReviewAction): boolean => measure.kind !== 'judgement';

function checkAction(context: Context, { incidentId, number }: ReviewAction): Promise<boolean> {
  return inTransaction(context, async (tx) => {
    const scene = await sceneOf(tx, (await findIncidentById(tx.db, incidentId)).slug);
    const action = actionOf(scene, number);
    // Another process may have checked it meanwhile.
    if (action.status !== 'done') return false;
    const found = await measured(tx, scene.incident, action);
    const last = action.checks.at(-1);
    if (found.outcome === 'cannot be measured' && last?.outcome === found.outcome && last.text === found.text)
      return false;
    await appendEntries(tx, scene.review.id, [entry('action.checked', found, String(number))]);
    await audit(tx, {
      verb: 'action.checked',
      subject: `incident:${scene.incident.slug}`,
      data: { number, ...found },
    });
    await emit(tx, 'action.changed', { incidentId, number });
    return true;
  });
}

type Found = EntryData<'action.checked'>;

async function measured(
  tx: Context,
  incident: Parameters<typeof stillHolds>[1]['incident'],
  { measure, said, checkOn }: ReviewAction,
): Promise<Found> {
  if (measure.kind === 'claim') {
    if (said === null)
      return { outcome: 'cannot be measured', text: 'Nothing was said when it was done.', value: null };
    const { holds, text } = await stillHolds(
      tx.db,
      { incident, now: tx.clock.now() },
      { token: measure.token, ...said },
    );
    return { outcome: outcomeOf(holds), text: `It said: ${said.text}. ${text}`, value: null };
  }
  if (measure.kind === 'judgement')
    return { outcome: 'cannot be measured', text: 'A person judges this.', value: null };
  return measureFigure(tx, incident, measure, checkAt(checkOn));
}

const outcomeOf = (kept: boolean | null): Found['outcome'] =>
  kept === null ? 'cannot be measured' : kept ? 'shown to work' : 'not effective';

async function measureFigure(
  tx: Context,
  incident: Parameters<typeof stillHolds>[1]['incident'],
  measure: Extract<ActionMeasure, { kind: 'metric' }>,
  to: Date,
): Promise<Found> {
  const { metric, parameters, comparator, target, windowHours, baseline } = measure;
  const from = new Date(to.getTime() - windowHours * 3_600_000);
  const found = await measureMetric(tx.db, tx.clock.now(), { metric, parameters, incident, from, to });
  const kept = compare(found.value, comparator, target, baseline);
  const wanted = `Wanted: ${comparator} ${target}${comparator === 'falls by at least' ? '%' : ''}.`;
  return {
    outcome: outcomeOf(kept),
    text: `${found.text}. ${wanted} ${found.evidence}`.trim(),
    value: found.value,
  };
}

/** The stage of an open action on a day, with the date it is about: a date that moves is reminded of anew. */
export function stageOf(action: Pick<ReviewAction, 'status' | 'dueOn'>, today: string): string | null {
  if (!isOpen(action)) return null;
  if (today > addDays(action.dueOn, reminderDays.escalateAfter)) return `escalated ${action.dueOn}`;
  if (today > action.dueOn) return `overdue ${action.dueOn}`;
  return today >= addDays(action.dueOn, -reminderDays.before) ? `due soon ${action.dueOn}` : null;
}

/** Tells once for each stage, by mail and as a fact: soon due, overdue, and a week later to those above. */
async function remind(context: Context, action: ReviewAction, today: string): Promise<boolean> {
  const stage = stageOf(action, today);
  if (stage === null || action.remindedFor.includes(stage)) return false;
  return inTransaction(context, async (tx) => {
    const scene = await sceneOf(tx, (await findIncidentById(tx.db, action.incidentId)).slug);
    if (actionOf(scene, action.number).remindedFor.includes(stage)) return false;
    await appendEntries(tx, action.reviewId, [entry('action.reminded', { stage }, String(action.number))]);
    const { incidentId, number, reference, owner, dueOn } = action;
    const reached = stage.replace(/ \d{4}-\d{2}-\d{2}$/, '') as ReminderStage;
    const told = await mailReminder(tx, action, reached);
    await audit(tx, {
      verb: 'action.reminded',
      subject: `incident:${scene.incident.slug}`,
      data: { number, stage, told },
    });
    await emit(tx, 'action.reminder', { incidentId, number, reference, stage: reached, owner, dueOn });
    return true;
  });
}
