import {
  type Bulletin,
  groupsOf,
  type IncidentBulletin,
  type ReviewBulletin,
  type SnapshotSource,
} from '#publishing';
import { type Asset, loadEmbedScript } from '../assets/index.ts';
import { actionsPage } from './actions.tsx';
import { publicActionsCsv } from './actions-csv.ts';
import { incidentFeed } from './atom.ts';
import { elsewherePage } from './elsewhere.tsx';
import { files } from './files.ts';
import { capFeed, capFiles } from './formats/cap.ts';
import { wholeScope } from './formats/scope.ts';
import { statuspageDocuments } from './formats/statuspage/documents.ts';
import { historyAtom, historyJson, historyRss } from './formats/statuspage/history.ts';
import { groupsPage } from './groups.tsx';
import { hubPage } from './hub.tsx';
import { incidentPage } from './incident/page.tsx';
import { bulletinJson, incidentJson } from './json.ts';
import type { View } from './layout.tsx';
import { paths } from './paths.ts';
import { accessibilityPage, notFoundPage } from './plain-pages.tsx';
import { practicesPage } from './practices.tsx';
import { packFile, scopeFile, statuspageFor } from './resolve.ts';
import { reviewPage, versionPage } from './review.tsx';
import { updatePage } from './update.tsx';

const { html, atom, rss, json, cap, csv, script } = files;

function incidentFiles(view: View, incident: IncidentBulletin): SnapshotSource[] {
  const { bulletin } = view;
  return [
    html(paths.incident(incident.slug), incidentPage(view, incident)),
    ...incident.updates.map((update) => html(update.path, updatePage(view, incident, update))),
    ...newestPack(view, incident),
    atom(paths.incidentFeed(incident.slug), incidentFeed(bulletin, incident)),
    json(paths.incidentJson(incident.slug), incidentJson(bulletin, incident)),
  ];
}

/** The pack that is in use; older ones are made when asked for. */
function newestPack(view: View, incident: IncidentBulletin): SnapshotSource[] {
  const [newest] = incident.updates;
  if (!newest) return [];
  return ['pack', 'poster', 'pack.zip'].flatMap((name) => packFile(view, incident, newest, name) ?? []);
}

/** Everything in the shapes of Statuspage. */
function statuspageFiles(bulletin: Bulletin): SnapshotSource[] {
  const statuspage = statuspageFor(bulletin);
  const documents = Object.entries(statuspageDocuments(statuspage));
  return [
    ...documents.map(([name, document]) => json(paths.statuspage(name), `${JSON.stringify(document)}\n`)),
    rss(paths.history('rss'), historyRss(bulletin, statuspage)),
    atom(paths.history('atom'), historyAtom(bulletin, statuspage)),
    json(paths.history('json'), historyJson(bulletin, statuspage, 1)),
  ];
}

/** Feeds, calendar and what others put on their pages, for all practices. */
function wholeFiles(view: View): SnapshotSource[] {
  const scope = wholeScope(view.bulletin);
  const embedded = { ...scope, at: (name: string) => `/embed/${name}` };
  const beside = ['feed.atom', 'feed.rss', 'calendar.ics', 'badge.svg'];
  return [
    ...beside.flatMap((name) => scopeFile(view, scope, name) ?? []),
    ...['banner', 'status.json'].flatMap((name) => scopeFile(view, embedded, name) ?? []),
    script(paths.embedScript, loadEmbedScript()),
    atom(paths.capFeed, capFeed(view.bulletin)),
    ...capFiles(view.bulletin).map(({ path, body }) => cap(path, body)),
  ];
}

/** What the pages are rendered from: the bulletin, and where the assets are. */
export const viewOf = (bulletin: Bulletin, assetPaths: readonly string[]): View => ({
  bulletin,
  stylesheet: assetPaths.find((path) => path.endsWith('.css')) ?? '',
  copyScript: assetPaths.find((path) => /^\/assets\/copy\./.test(path)),
});
const reviewFiles = (view: View, review: ReviewBulletin): SnapshotSource[] => [
  html(paths.review(review.slug), reviewPage(view, review)),
  ...review.versions.map((version) => html(version.path, versionPage(view, review, version))),
];

/** The tracker of actions exists once a review with actions is published. */
const actionFiles = (view: View): SnapshotSource[] =>
  view.bulletin.reviews.some(({ versions }) => versions.length > 0)
    ? [html(paths.actions, actionsPage(view)), csv(paths.actionsCsv, publicActionsCsv(view.bulletin.actions))]
    : [];

/**
 * Renders the public site from its model alone: pages, feeds, data and the given assets. What there is of every practice
 * and group is made when asked for: see `resolve.ts`.
 * @param assets the style sheet first, as `loadAssets()` returns them.
 */
export function renderPublicPages(
  bulletin: Bulletin,
  assets: readonly [Asset, ...Asset[]],
): SnapshotSource[] {
  const view = viewOf(
    bulletin,
    assets.map((asset) => asset.path),
  );
  return [
    html(paths.hub, hubPage(view)),
    ...[...bulletin.current, ...bulletin.past].flatMap((incident) => incidentFiles(view, incident)),
    ...bulletin.reviews.flatMap((review) => reviewFiles(view, review)),
    ...actionFiles(view),
    html(paths.practices, practicesPage(view)),
    html(paths.groups, groupsPage(view, groupsOf(bulletin.practices))),
    html(paths.elsewhere, elsewherePage(view)),
    ...wholeFiles(view),
    ...statuspageFiles(bulletin),
    json(paths.bulletin, bulletinJson(bulletin)),
    html(paths.accessibility, accessibilityPage(view)),
    html(paths.notFound, notFoundPage(view)),
    ...assets,
  ];
}
