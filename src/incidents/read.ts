import type { Db } from '#platform/db';
import { notFound } from '#platform/errors';
import { keepUntilChanged } from '#platform/kept';
import { commandOf, factorsOf, nextStepsOf } from './core/folds.ts';
import { deriveCommunication, openStates } from './core/states.ts';
import {
  type CommandGroup,
  type CommunicationState,
  type Factor,
  type ImpactPeriod,
  type Incident,
  type NextStep,
  type ResponseState,
  responseStates,
  type TimelineEntry,
} from './model.ts';
import { findById, findBySlug, selectAllImpact, selectEvents, selectIncidents } from './store.ts';

/** The incident of this slug; throws `not-found`. */
export async function findIncident(db: Db, slug: string): Promise<Incident> {
  const found = await findBySlug(db, slug);
  if (!found) throw notFound('incident', slug);
  return found;
}

/** The incident of this id; throws `not-found`. */
export async function findIncidentById(db: Db, id: number): Promise<Incident> {
  const found = await findById(db, id);
  if (!found) throw notFound('incident', id);
  return found;
}

/** Incidents, newest start first; in any response state unless some are named. */
export const listIncidents = (
  db: Db,
  options: { states?: readonly ResponseState[] } = {},
): Promise<Incident[]> => selectIncidents(db, options.states ?? responseStates);

/** Declared incidents that are not closed, newest start first. A candidate is not open: nobody has declared it. */
export const openIncidents = (db: Db): Promise<Incident[]> => selectIncidents(db, openStates);

/** Whether the incident owes an update at `now`: the stored state may be older than the clock. */
export const communicationAt = (incident: Incident, now: Date): CommunicationState =>
  deriveCommunication(incident.states.response, incident.nextUpdateDueAt, now);

/** The incident's entries in the order they happened. */
export async function timeline(
  db: Db,
  incidentId: number,
  options: { publicOnly?: boolean } = {},
): Promise<TimelineEntry[]> {
  const entries = await selectEvents(db, incidentId);
  return entries
    .filter((entry) => entry.public || !options.publicOnly)
    .sort((a, b) => a.at.getTime() - b.at.getTime() || a.id - b.id);
}

const impact = keepUntilChanged<readonly ImpactPeriod[]>(['impact'], { most: 8 });

/** Impact periods in order of time, of every kind; read once for each change of any incident's impact, and shared. */
export const impactPeriods = (db: Db, incidentId: number): Promise<readonly ImpactPeriod[]> =>
  impact(db, String(incidentId), () => selectAllImpact(db, incidentId));

const commandTypes = [
  'command.group',
  'command.assigned',
  'command.released',
  'command.action',
  'command.action-done',
];

/** The subgroups in the order they were set up. */
export const commandStructure = async (db: Db, incidentId: number): Promise<CommandGroup[]> =>
  commandOf(await selectEvents(db, incidentId, commandTypes));

/** Contributing factors in the order they were added. */
export const factors = async (db: Db, incidentId: number): Promise<Factor[]> =>
  factorsOf(await selectEvents(db, incidentId, ['factor.added', 'factor.graded']));

/** Next steps in the order they were added, done ones included (`doneAt`). */
export const nextSteps = async (db: Db, incidentId: number): Promise<NextStep[]> =>
  nextStepsOf(await selectEvents(db, incidentId, ['nextstep.added', 'nextstep.done']));
