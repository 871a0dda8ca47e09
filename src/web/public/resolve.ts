import {
  type Bulletin,
  groupsOf,
  type IncidentBulletin,
  type PracticeBulletin,
  type PracticeGroup,
  type PublishedUpdate,
  type SnapshotSource,
} from '#publishing';
import { updatesFeed } from './atom.ts';
import { badgeName, badgeSvg } from './embed/badge.ts';
import { bannerPage } from './embed/banner.tsx';
import { embedJson, embedStatus } from './embed/status.ts';
import { files } from './files.ts';
import { plannedCalendar } from './formats/ical.ts';
import { updatesRss } from './formats/rss.ts';
import { groupScope, practiceScope, type Scope } from './formats/scope.ts';
import { type Statuspage, statuspageOf } from './formats/statuspage/documents.ts';
import { historyJson, lastHistoryPage } from './formats/statuspage/history.ts';
import { stableId } from './formats/statuspage/ids.ts';
import { incidentId } from './formats/statuspage/incidents.ts';
import { groupPage } from './groups.tsx';
import type { View } from './layout.tsx';
import { packPage, posterPage } from './pack/pages.tsx';
import { packZip } from './pack/zip.ts';
import { paths } from './paths.ts';
import { practicePage } from './practice.tsx';

/** What is looked up in a bulletin again and again. */
interface Index {
  practices: ReadonlyMap<string, PracticeBulletin>;
  groups: ReadonlyMap<string, PracticeGroup>;
  incidents: ReadonlyMap<string, IncidentBulletin>;
  /** The address that a Statuspage identifier stands for. */
  byId: ReadonlyMap<string, string>;
}

const indexes = new WeakMap<Bulletin, Index>();

function indexOf(bulletin: Bulletin): Index {
  const known = indexes.get(bulletin);
  if (known) return known;
  const incidents = [...bulletin.current, ...bulletin.past];
  const made: Index = {
    practices: new Map(bulletin.practices.map((practice) => [practice.odsCode, practice])),
    groups: new Map(groupsOf(bulletin.practices).map((group) => [group.slug, group])),
    incidents: new Map(incidents.map((incident) => [incident.slug, incident])),
    byId: new Map([
      ...incidents.map((each): [string, string] => [incidentId(each), paths.incident(each.slug)]),
      ...bulletin.calendar.map((entry): [string, string] => [
        stableId('maintenance', entry.uid),
        paths.incident(entry.incidentSlug),
      ]),
    ]),
  };
  indexes.set(bulletin, made);
  return made;
}

const statuspages = new WeakMap<Bulletin, Statuspage>();

/** Computed once a bulletin. */
export function statuspageFor(bulletin: Bulletin): Statuspage {
  const made = statuspages.get(bulletin) ?? statuspageOf(bulletin);
  statuspages.set(bulletin, made);
  return made;
}

/** The files that every scope has beside its page. */
export function scopeFile(view: View, scope: Scope, name: string): SnapshotSource | undefined {
  const { bulletin } = view;
  const path = scope.at(name);
  const serviceName = bulletin.organisation.serviceName;
  switch (name) {
    case 'feed.atom':
      return files.atom(path, updatesFeed(bulletin, scope));
    case 'feed.rss':
      return files.rss(path, updatesRss(bulletin, scope));
    case 'calendar.ics':
      return files.calendar(path, plannedCalendar(bulletin, scope));
    case 'badge.svg':
      return files.svg(path, badgeSvg(badgeName(scope.name, serviceName), embedStatus(bulletin, scope)));
    case 'banner':
      return files.html(path, bannerPage(view, scope.name ?? serviceName, embedStatus(bulletin, scope)));
    case 'status.json':
      return files.json(path, embedJson(embedStatus(bulletin, scope)));
    default:
      return undefined;
  }
}

/**
 * Files that are made when somebody asks for them: there is one for every practice, every group and every old update, most
 * of them are never asked for, and all of them would have to be made again with each publication.
 */
export function resolveFile(view: View, path: string): SnapshotSource | undefined {
  const [, kind, name = '', rest] = /^\/([a-z]+)\/([^/]+)(?:\/(.+))?$/.exec(path) ?? [];
  const { practices, groups } = indexOf(view.bulletin);
  if (kind === 'practices') {
    const practice = practices.get(name);
    if (!practice) return undefined;
    if (rest === undefined) return files.html(path, practicePage(view, practice));
    return scopeFile(view, practiceScope(practice), rest);
  }
  if (kind === 'groups') {
    const group = groups.get(name);
    if (!group) return undefined;
    const scope = groupScope(group);
    return rest === undefined
      ? files.html(path, groupPage(view, group, scope))
      : scopeFile(view, scope, rest);
  }
  return kind === 'incidents' && rest !== undefined ? resolvePack(view, name, rest) : undefined;
}

function resolvePack(view: View, slug: string, rest: string): SnapshotSource | undefined {
  const [, number, name = ''] = /^updates\/(\d{1,6})\/(pack|poster|pack\.zip)$/.exec(rest) ?? [];
  const incident = indexOf(view.bulletin).incidents.get(slug);
  const update = incident?.updates.find((each) => String(each.number) === number);
  return incident && update ? packFile(view, incident, update, name) : undefined;
}

/** A file of the pack of an update; undefined when it has none. */
export function packFile(
  view: View,
  incident: IncidentBulletin,
  update: PublishedUpdate,
  name: string,
): SnapshotSource | undefined {
  const { pack } = update;
  if (!pack) return undefined;
  if (name === 'pack') return files.html(paths.pack(update.path), packPage(view, incident, update, pack));
  if (name === 'poster')
    return files.html(paths.poster(update.path), posterPage(view, incident, update, pack));
  const body = packZip(view.bulletin, incident, update);
  return body && { path: paths.packZip(update.path), contentType: 'application/zip', body };
}

/** Whether there is such a file, without making it. */
export function isResolved(bulletin: Bulletin, path: string): boolean {
  const [, kind, name = ''] = /^\/(practices|groups)\/([^/]+)$/.exec(path) ?? [];
  const { practices, groups } = indexOf(bulletin);
  return kind === 'practices' ? practices.has(name) : kind === 'groups' && groups.has(name);
}

/** The page of the incident that a Statuspage identifier names in `/incidents/<id>`. */
export const pageOfId = (bulletin: Bulletin, path: string): string | undefined =>
  indexOf(bulletin).byId.get(/^\/incidents\/([a-z0-9]{12})$/.exec(path)?.[1] ?? '');

/** An older page of `/history.json`; undefined for what is no page. */
export function historyPage(bulletin: Bulletin, page: string): SnapshotSource | undefined {
  const number = /^\d{1,3}$/.test(page) ? Number(page) : 0;
  if (number < 1 || number > lastHistoryPage) return undefined;
  const path = `${paths.history('json')}?page=${number}`;
  return files.json(path, historyJson(bulletin, statuspageFor(bulletin), number));
}

/** Pages that a static server needs as files: one for each practice. */
export function* staticPages(view: View): Generator<SnapshotSource> {
  for (const practice of view.bulletin.practices)
    yield files.html(paths.practice(practice.odsCode), practicePage(view, practice));
}
