import type { Bulletin, IncidentBulletin, ReviewBulletin, SnapshotSource } from '#publishing';
import type { Asset } from '../assets/index.ts';
import { actionsPage } from './actions.tsx';
import { publicActionsCsv } from './actions-csv.ts';
import { incidentFeed, siteFeed } from './atom.ts';
import { hubPage } from './hub.tsx';
import { incidentPage } from './incident/page.tsx';
import { bulletinJson, incidentJson } from './json.ts';
import type { View } from './layout.tsx';
import { paths } from './paths.ts';
import { accessibilityPage, notFoundPage } from './plain-pages.tsx';
import { practicePage } from './practice.tsx';
import { practicesPage } from './practices.tsx';
import { reviewPage, versionPage } from './review.tsx';
import { updatePage } from './update.tsx';

const file =
  (contentType: string) =>
  (path: string, body: string): SnapshotSource => ({
    path,
    contentType: `${contentType}; charset=utf-8`,
    body,
  });

const html = file('text/html');
const atom = file('application/atom+xml');
const json = file('application/json');
const csv = file('text/csv');

function incidentFiles(view: View, incident: IncidentBulletin): SnapshotSource[] {
  const { bulletin } = view;
  return [
    html(paths.incident(incident.slug), incidentPage(view, incident)),
    ...incident.updates.map((update) => html(update.path, updatePage(view, incident, update))),
    atom(paths.incidentFeed(incident.slug), incidentFeed(bulletin, incident)),
    json(paths.incidentJson(incident.slug), incidentJson(bulletin, incident)),
  ];
}

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
 * Renders the whole public site from its model alone: pages, feeds, data and the given assets.
 * @param assets the style sheet first, as `loadAssets()` returns them.
 */
export function renderPublicPages(
  bulletin: Bulletin,
  assets: readonly [Asset, ...Asset[]],
): SnapshotSource[] {
  const view: View = { bulletin, stylesheet: assets[0].path };
  return [
    html(paths.hub, hubPage(view)),
    ...[...bulletin.current, ...bulletin.past].flatMap((incident) => incidentFiles(view, incident)),
    ...bulletin.reviews.flatMap((review) => reviewFiles(view, review)),
    ...actionFiles(view),
    html(paths.practices, practicesPage(view)),
    ...bulletin.practices.map((practice) =>
      html(paths.practice(practice.odsCode), practicePage(view, practice)),
    ),
    atom(paths.feed, siteFeed(bulletin)),
    json(paths.bulletin, bulletinJson(bulletin)),
    html(paths.accessibility, accessibilityPage(view)),
    html(paths.notFound, notFoundPage(view)),
    ...assets,
  ];
}
