import { londonDate, londonDayBounds } from '#platform/clock';
import type { Bulletin, CalendarEntry } from '#publishing';
import { absolute, paths } from '../../paths.ts';
import { sentence } from '../../words.ts';
import type { PageParts } from './components.ts';
import { stableId } from './ids.ts';
import type { MaintenanceShape, MaintenanceStatus, UpdateShape } from './shapes.ts';

/** Where a piece of planned work stands. Statuspage knows no cancelled work: it counts as completed, and says so. */
export function maintenanceStatus(entry: CalendarEntry, now: string): MaintenanceStatus {
  const { status, startsAt, progress } = entry;
  if (status === 'cancelled') return 'completed';
  if (progress && progress.total > 0) {
    if (progress.verified === progress.total) return 'completed';
    if (progress.moved === progress.total) return 'verifying';
  }
  if (startsAt > now) return 'scheduled';
  return endOf(entry) <= now ? 'completed' : 'in_progress';
}

/** The shape asks for an end. Work for which nobody has said one is taken to last until the end of its London day. */
export const endOf = ({ startsAt, endsAt }: CalendarEntry): string =>
  endsAt ?? londonDayBounds(londonDate(new Date(startsAt))).to.toISOString();

/** Codes of practices in which planned work goes on now. */
export const busyPractices = (bulletin: Bulletin): Set<string> =>
  new Set(
    bulletin.calendar
      .filter((entry) => ['in_progress', 'verifying'].includes(maintenanceStatus(entry, bulletin.asOf)))
      .flatMap((entry) => entry.odsCodes),
  );

const statusWords: Readonly<Record<MaintenanceStatus, string>> = {
  scheduled: 'This is planned.',
  in_progress: 'The work has begun.',
  verifying: 'The work is done. We are checking that it holds.',
  completed: 'The work is over.',
};

/** One piece of planned work as Statuspage tells it: an incident with a beginning and an end in advance. */
export function maintenanceShape(
  bulletin: Bulletin,
  entry: CalendarEntry,
  { pageId, components }: PageParts,
): MaintenanceShape {
  const id = stableId('maintenance', entry.uid);
  const status = maintenanceStatus(entry, bulletin.asOf);
  const codes = new Set(entry.odsCodes);
  const updates = updatesOf(bulletin, entry, id, status);
  const completedAt = status === 'completed' ? (updates[0]?.created_at ?? entry.changedAt) : null;
  return {
    id,
    name: entry.title,
    status,
    created_at: entry.firstPublishedAt,
    updated_at: updates[0]?.updated_at ?? entry.changedAt,
    monitoring_at: null,
    resolved_at: completedAt,
    impact: 'maintenance',
    shortlink: absolute(bulletin.publicUrl, paths.incident(entry.incidentSlug)),
    started_at: entry.firstPublishedAt,
    page_id: pageId,
    incident_updates: updates,
    components: components
      .filter(({ shape, practices }) => !shape.group && practices.some(({ odsCode }) => codes.has(odsCode)))
      .map(({ shape }) => shape),
    reminder_intervals: null,
    scheduled_for: entry.startsAt,
    scheduled_until: endOf(entry),
  };
}

/** Newest first: what it has become, when that is not `scheduled`, and what was announced with its last change. */
function updatesOf(
  bulletin: Bulletin,
  entry: CalendarEntry,
  id: string,
  status: MaintenanceStatus,
): UpdateShape<MaintenanceStatus>[] {
  const step = (at: string, of: MaintenanceStatus, body: string): UpdateShape<MaintenanceStatus> => ({
    id: stableId('maintenance', entry.uid, of, at),
    status: of,
    body,
    incident_id: id,
    created_at: at,
    updated_at: at,
    display_at: at,
    affected_components: null,
    deliver_notifications: of === 'scheduled',
    custom_tweet: null,
    tweet_id: null,
  });
  const announced = step(entry.changedAt, 'scheduled', `${sentence(entry.text)} ${statusWords.scheduled}`);
  if (entry.status === 'cancelled') return [step(entry.changedAt, 'completed', 'This work is cancelled.')];
  if (status === 'scheduled') return [announced];
  const since = status === 'completed' && endOf(entry) <= bulletin.asOf ? endOf(entry) : entry.startsAt;
  const at = since < entry.changedAt ? entry.changedAt : since;
  return [step(at > bulletin.asOf ? bulletin.asOf : at, status, statusWords[status]), announced];
}
