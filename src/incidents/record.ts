import { isDeepStrictEqual } from 'node:util';
import type { Context } from '#platform/context';
import { invariant, required } from '#platform/errors';
import { emit } from '#platform/outbox';
import { affectedOdsCodes } from './affected.ts';
import { eventSchemas, isKnownType } from './core/events.ts';
import { descriptionOf } from './core/folds.ts';
import { deriveStates, deriveTimes, nextUpdateDue, stateEventTypes } from './core/states.ts';
import type { IncidentCaches, NewEvent } from './model.ts';
import { insertEvent, lockIncident, selectCountingEvents, updateCaches } from './store.ts';

/**
 * Adds an entry to an incident's timeline in the open transaction, re-derives the stored states and emits
 * `incident.changed`. Returns the entry's id. The caller has authorised its actor; `at` defaults to now.
 */
export async function recordEvent(tx: Context, incidentId: number, event: NewEvent): Promise<number> {
  const [id] = await recordEvents(tx, incidentId, [event]);
  return required(id, 'event id');
}

/** Entries after which calls may belong to the incident that did not before: `subjectChanged` of the fact says so. */
const subjectTypes: readonly string[] = ['declared', 'described'];

/** Several entries at once, re-derived once. */
export async function recordEvents(
  tx: Context,
  incidentId: number,
  events: readonly NewEvent[],
): Promise<number[]> {
  invariant(tx.db.isTransaction, 'an event is recorded in the transaction of the change it tells of');
  if (events.length === 0) return [];
  await lockIncident(tx, incidentId);
  const ids: number[] = [];
  for (const event of events)
    ids.push(await insertEvent(tx, { incidentId, ...completed(event, tx.clock.now()) }));
  if (events.some((event) => isStateEvent(event.type))) await rederiveStates(tx, incidentId);
  const subjectChanged = events.some((event) => subjectTypes.includes(event.type));
  await emit(tx, 'incident.changed', { incidentId, subjectChanged });
  return ids;
}

const isStateEvent = (type: string): boolean => stateEventTypes.some((known) => known === type);

function completed(event: NewEvent, now: Date): Required<NewEvent> {
  const data = event.data ?? {};
  // An entry that cannot be folded later would hide a change: it is a mistake of the program, found here.
  if (isKnownType(event.type)) eventSchemas[event.type].parse(data);
  const told = event.text ?? (typeof data.text === 'string' ? data.text : event.type);
  return { at: now, public: false, evidence: null, ...event, data, text: told };
}

/** Brings the stored caches in line with the events: the only place that writes them. True when a state changed. */
export async function rederiveStates(tx: Context, incidentId: number): Promise<boolean> {
  const before = await lockIncident(tx, incidentId);
  const events = await selectCountingEvents(tx.db, incidentId, stateEventTypes);
  const reported = events.some((event) => event.type === 'recovery.reported');
  const affectedPractices = reported ? await affectedOdsCodes(tx.db, incidentId) : [];
  const states = deriveStates(events, { affectedPractices }, tx.clock.now());
  const description = required(descriptionOf(events), 'description of the incident');
  const caches = cachesOf({
    ...description,
    ...deriveTimes(events),
    states,
    nextUpdateDueAt: nextUpdateDue(events),
  });
  // Written only when something differs: whoever keeps what rests on incidents would look again.
  if (!isDeepStrictEqual(caches, cachesOf(before))) await updateCaches(tx, incidentId, caches);
  return !isDeepStrictEqual(states, before.states);
}

/** The caches alone: an event may hold more, and so does an incident. */
const cachesOf = (from: IncidentCaches): IncidentCaches => ({
  title: from.title,
  summary: from.summary,
  itSeverity: from.itSeverity,
  eprrType: from.eprrType,
  symptomWords: from.symptomWords,
  components: from.components,
  startedAt: from.startedAt,
  declaredAt: from.declaredAt,
  endedAt: from.endedAt,
  states: from.states,
  nextUpdateDueAt: from.nextUpdateDueAt,
});
