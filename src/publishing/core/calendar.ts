import type { MigrationProgress } from '#planning';
import { quantity } from './words.ts';

/** What a calendar should say of one piece of planned work. */
export interface WantedEvent {
  /** What it is a part of: entries of one series are matched with each other. */
  series: string;
  title: string;
  text: string;
  startsAt: Date;
  endsAt: Date | null;
  siteIds: number[];
}

export interface StoredEvent extends WantedEvent {
  id: number;
  incidentId: number;
  uid: string;
  sequence: number;
  status: 'confirmed' | 'cancelled';
  firstPublishedAt: Date;
  changedAt: Date;
}

/**
 * The waves of a migration as planned work: one event for each wave and time. Sites that have moved stay in it, since an
 * event says what was planned and not how far it has come; a site that turned out unable to move leaves it.
 */
export function wavesOf(progress: MigrationProgress): WantedEvent[] {
  const planned = progress.sites.flatMap((site) =>
    site.plannedFor === null || site.status === 'cannot move'
      ? []
      : [{ ...site, plannedFor: site.plannedFor }],
  );
  const groups = Map.groupBy(planned, ({ wave, plannedFor }) => `${plannedFor.getTime()}|${wave ?? ''}`);
  return [...groups.values()].flatMap((sites): WantedEvent[] => {
    const [first] = sites;
    if (!first) return [];
    return [
      {
        series: `${progress.key}:${first.wave ?? ''}`,
        title: first.wave ? `${progress.title}: ${first.wave}` : progress.title,
        text: `${quantity(sites.length, 'site')} ${sites.length === 1 ? 'moves' : 'move'} from ${progress.fromCode} to ${progress.toCode}.`,
        startsAt: first.plannedFor,
        endsAt: null,
        siteIds: sites.map((site) => site.siteId).sort((a, b) => a - b),
      },
    ];
  });
}

export interface CalendarChanges {
  add: WantedEvent[];
  /** Stored events with what they say from now on, their sequence counted up. */
  change: StoredEvent[];
}

/**
 * What must change so that calendars say what is wanted. Within a series an event keeps the entry of the same start;
 * what is then left over is paired in order of time, which is a new date for the same work. An entry that nothing
 * wants any more is cancelled while it still lies ahead, and stays as it is once it has begun.
 */
export function changesTo(
  stored: readonly StoredEvent[],
  wanted: readonly WantedEvent[],
  now: Date,
): CalendarChanges {
  const changes: CalendarChanges = { add: [], change: [] };
  const series = new Set([...stored, ...wanted].map((event) => event.series));
  for (const name of series) {
    const of = <E extends WantedEvent>(events: readonly E[]): E[] =>
      events
        .filter((event) => event.series === name)
        .sort((a, b) => a.startsAt.getTime() - b.startsAt.getTime());
    matchSeries(of(stored), of(wanted), now, changes);
  }
  return changes;
}

function matchSeries(
  stored: readonly StoredEvent[],
  wanted: readonly WantedEvent[],
  now: Date,
  changes: CalendarChanges,
): void {
  const left = new Set(stored);
  const open = wanted.filter((event) => {
    const same = [...left].find((each) => each.startsAt.getTime() === event.startsAt.getTime());
    if (!same) return true;
    left.delete(same);
    keep(same, event, changes);
    return false;
  });
  const movable = [...left].filter((event) => event.status === 'confirmed');
  for (const event of open) {
    const moved = movable.shift();
    if (moved) keep(moved, event, changes);
    else changes.add.push(event);
  }
  for (const event of movable) {
    if (event.startsAt.getTime() <= now.getTime()) continue;
    changes.change.push({ ...event, status: 'cancelled', sequence: event.sequence + 1, changedAt: now });
  }
}

function keep(stored: StoredEvent, wanted: WantedEvent, changes: CalendarChanges): void {
  if (stored.status === 'confirmed' && says(stored) === says(wanted)) return;
  changes.change.push({ ...stored, ...wanted, status: 'confirmed', sequence: stored.sequence + 1 });
}

const says = ({ title, text, startsAt, endsAt, siteIds }: WantedEvent): string =>
  JSON.stringify([title, text, startsAt, endsAt, siteIds]);
