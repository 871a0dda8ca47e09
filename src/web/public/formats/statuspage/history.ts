import type { Bulletin } from '#publishing';
import { tagUri } from '../../atom.ts';
import { escapeMarkup } from '../../claims.ts';
import { absolute, paths } from '../../paths.ts';
import { unrealWords } from '../../words.ts';
import { pubDate, rssDocument } from '../rss.ts';
import { element, xml } from '../xml.ts';
import type { Statuspage } from './documents.ts';
import type { IncidentShape, MaintenanceShape } from './shapes.ts';

// The feeds of a Statuspage: one entry for each incident, which gathers all of its updates. For readers that expect
// just that; our own feeds have an entry for each update.

type Told = IncidentShape | MaintenanceShape;

const shownEntries = 25;
const monthsAPage = 3;

const labels: Readonly<Record<string, string>> = {
  investigating: 'Investigating',
  identified: 'Identified',
  monitoring: 'Monitoring',
  resolved: 'Resolved',
  postmortem: 'Postmortem',
  scheduled: 'Scheduled',
  in_progress: 'In progress',
  verifying: 'Verifying',
  completed: 'Completed',
};

const whole = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'UTC',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
});

/** `29 Apr 2026, 09:00 UTC` in one piece: a time split over elements, without its year, is converted wrongly by extensions. */
const stamp = (instant: string): string => `${whole.format(new Date(instant))} UTC`;

/** Planned work is told when it was announced: never in the future. */
const newestFirst = ({ incidents, maintenances }: Statuspage): Told[] =>
  [...incidents, ...maintenances]
    .sort((a, b) => b.created_at.localeCompare(a.created_at))
    .slice(0, shownEntries);

function contentHtml(told: Told): string {
  const planned =
    'scheduled_for' in told
      ? `<p><strong>THIS IS A SCHEDULED EVENT ${stamp(told.scheduled_for)} - ${stamp(told.scheduled_until)}</strong></p>`
      : '';
  const updates = told.incident_updates.map(
    (update) =>
      `<p><small>${stamp(update.display_at)}</small><br><strong>${labels[update.status] ?? update.status}</strong> - ` +
      `${escapeMarkup(update.body).replaceAll('\n', '<br>')}</p>`,
  );
  return `${planned}${updates.join('')}`;
}

/** As a Statuspage does: a number for each incident, which here follows from its identifier. */
const entryId = (bulletin: Bulletin, told: Told): string => {
  const number = [...told.id].reduce(
    (sum, character) => (sum * 36 + Number.parseInt(character, 36)) % 1e9,
    0,
  );
  return tagUri(bulletin, '2005', `Incident/${number}`);
};

/** `/history.rss`. */
export function historyRss(bulletin: Bulletin, statuspage: Statuspage): string {
  const { publicUrl, organisation, builtAt } = bulletin;
  const unreal = unrealWords(bulletin);
  const items = newestFirst(statuspage).map((told) =>
    [
      '<item>',
      element('title', told.name),
      element('description', contentHtml(told)),
      element('pubDate', pubDate(told.created_at, bulletin)),
      element('link', told.shortlink),
      `<guid isPermaLink="false">${xml(entryId(bulletin, told))}</guid>`,
      '</item>',
    ].join(''),
  );
  return rssDocument({
    title: `${organisation.serviceName} - Incident History`,
    link: absolute(publicUrl, '/'),
    self: absolute(publicUrl, paths.history('rss')),
    description: `Incidents and planned work, each with all of its updates.${unreal ? ` ${unreal}` : ''}`,
    builtAt,
    items,
  });
}

/** `/history.atom`. */
export function historyAtom(bulletin: Bulletin, statuspage: Statuspage): string {
  const { publicUrl, organisation } = bulletin;
  const entries = newestFirst(statuspage).map((told) =>
    [
      '<entry>',
      element('id', entryId(bulletin, told)),
      `<published>${told.created_at}</published><updated>${told.updated_at}</updated>`,
      `<link rel="alternate" type="text/html" href="${xml(told.shortlink)}"/>`,
      element('title', told.name),
      `<content type="html">${xml(contentHtml(told))}</content>`,
      '</entry>',
    ].join(''),
  );
  return [
    '<?xml version="1.0" encoding="utf-8"?>\n<feed xml:lang="en-GB" xmlns="http://www.w3.org/2005/Atom">',
    element('id', tagUri(bulletin, '2005', 'history')),
    `<link rel="alternate" type="text/html" href="${xml(absolute(publicUrl, '/'))}"/>`,
    `<link rel="self" type="application/atom+xml" href="${xml(absolute(publicUrl, paths.history('atom')))}"/>`,
    element('title', `${organisation.serviceName} - Incident History`),
    `<updated>${statuspage.page.updated_at}</updated>`,
    `<author><name>${xml(organisation.name)}</name></author>`,
    ...entries,
    '</feed>\n',
  ].join('\n');
}

const monthNames =
  'January February March April May June July August September October November December'.split(' ');

/**
 * `/history.json?page=N`: what the history page of a Statuspage is made from, three months a page, the newest first. It is
 * documented nowhere; these are the fields seen in use, with whole dates beside them.
 */
export function historyJson(bulletin: Bulletin, statuspage: Statuspage, page: number): string {
  const { incidents, parts } = statuspage;
  const now = new Date(bulletin.builtAt);
  const newest = now.getUTCFullYear() * 12 + now.getUTCMonth() - (page - 1) * monthsAPage;
  const months = Array.from({ length: monthsAPage }, (_, back) => newest - back).map((month) => {
    const year = Math.floor(month / 12);
    const index = month % 12;
    const prefix = `${year}-${String(index + 1).padStart(2, '0')}`;
    return {
      name: monthNames[index],
      year,
      starts_on: new Date(Date.UTC(year, index, 1)).getUTCDay(),
      days: new Date(Date.UTC(year, index + 1, 0)).getUTCDate(),
      incidents: incidents.filter((each) => each.created_at.startsWith(prefix)).map(historyEntry),
    };
  });
  const components = parts.components.map(({ shape }) => ({
    id: shape.id,
    name: shape.name,
    group: shape.group,
  }));
  return `${JSON.stringify({ page: statuspage.page, components, show_component_filter: false, months })}\n`;
}

function historyEntry(incident: IncidentShape): object {
  const { id, name, impact, status, created_at, resolved_at, incident_updates } = incident;
  const until = resolved_at === null ? 'now' : stamp(resolved_at);
  return {
    code: id,
    name,
    message: incident_updates[0]?.body ?? '',
    impact,
    timestamp: `${stamp(created_at)} - ${until}`,
    status,
    started_at: incident.started_at,
    resolved_at,
  };
}

/** The highest page that may be asked for: ten years. */
export const lastHistoryPage = 40;
