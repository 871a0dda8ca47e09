import type { Bulletin } from '#publishing';
import { latestOf } from '../../atom.ts';
import { absolute } from '../../paths.ts';
import { componentsOf, type PageParts, pageStatus } from './components.ts';
import { incidentShape, unresolvedStatuses } from './incidents.ts';
import { busyPractices, maintenanceShape } from './maintenances.ts';
import type { IncidentShape, MaintenanceShape, PageShape, StatusShape } from './shapes.ts';

/** Everything that the documents are put together from, computed once a bulletin. */
export interface Statuspage {
  page: PageShape;
  status: StatusShape;
  parts: PageParts;
  /** Newest first. */
  incidents: IncidentShape[];
  /** Newest first. */
  maintenances: MaintenanceShape[];
}

const mostRecent = 50;

/** The bulletin as Statuspage would tell it. */
export function statuspageOf(bulletin: Bulletin): Statuspage {
  const parts = componentsOf(bulletin, busyPractices(bulletin));
  const incidents = [...bulletin.current, ...bulletin.past]
    .filter((incident) => incident.declaredAt !== null)
    .map((incident) => incidentShape(bulletin, incident, parts))
    .sort((a, b) => b.created_at.localeCompare(a.created_at));
  const maintenances = bulletin.calendar
    .map((entry) => maintenanceShape(bulletin, entry, parts))
    .sort((a, b) => b.scheduled_for.localeCompare(a.scheduled_for));
  const unresolved = incidents.filter(({ status }) => unresolvedStatuses.includes(status)).length;
  return {
    page: pageShape(bulletin, parts, incidents, maintenances),
    status: pageStatus(bulletin, unresolved),
    parts,
    incidents,
    maintenances,
  };
}

/** Changes only when something on the page does, so that whoever polls can tell. */
function pageShape(
  bulletin: Bulletin,
  { pageId, components }: PageParts,
  incidents: readonly IncidentShape[],
  maintenances: readonly MaintenanceShape[],
): PageShape {
  const changes = [
    ...[...incidents, ...maintenances].map((each) => each.updated_at),
    ...components.map(({ shape }) => shape.updated_at),
  ];
  return {
    id: pageId,
    name: bulletin.organisation.serviceName,
    // Readers put `/api/v2/…` behind it: it must not end with a slash.
    url: absolute(bulletin.publicUrl, ''),
    time_zone: 'Europe/London',
    updated_at: latestOf(changes) || bulletin.builtAt,
  };
}

/** Every document of the API by its name below `/api/v2/`, without `.json`. */
export function statuspageDocuments(statuspage: Statuspage): Record<string, object> {
  const { page, status, parts, incidents, maintenances } = statuspage;
  const components = parts.components.map(({ shape }) => shape);
  const unresolved = incidents.filter((each) => unresolvedStatuses.includes(each.status));
  const upcoming = maintenances.filter((each) => each.status === 'scheduled');
  const active = maintenances.filter((each) => each.status === 'in_progress' || each.status === 'verifying');
  return {
    summary: {
      page,
      components,
      incidents: unresolved,
      scheduled_maintenances: maintenances.filter((each) => each.status !== 'completed'),
      status,
    },
    status: { page, status },
    components: { page, components },
    incidents: { page, incidents: incidents.slice(0, mostRecent) },
    'incidents/unresolved': { page, incidents: unresolved },
    'scheduled-maintenances': { page, scheduled_maintenances: maintenances.slice(0, mostRecent) },
    'scheduled-maintenances/upcoming': { page, scheduled_maintenances: upcoming },
    'scheduled-maintenances/active': { page, scheduled_maintenances: active },
  };
}
