import { londonParts } from '#platform/clock';
import type { AdviceCard, Bulletin, FrozenFacts, IncidentBulletin, PublishedUpdate } from '#publishing';
import { latestOf, tagUri } from '../atom.ts';
import { updateText } from '../claims.ts';
import { absolute, paths } from '../paths.ts';
import { nextUpdateWords, sentence, unrealWords, updateTitle } from '../words.ts';
import { element, xml } from './xml.ts';

// OASIS Common Alerting Protocol 1.2. Each message stands as it was sent; what changes is told by another one, which names
// all those before it. One thing alone leaves a message afterwards: advice that was withdrawn, which must not be repeated.

export interface CapAlert {
  identifier: string;
  /** ISO 8601, UTC. */
  sentAt: string;
  incident: IncidentBulletin;
  msgType: 'Alert' | 'Update' | 'Cancel';
  headline: string;
  description: string;
  /** What holds of it, as frozen at the time. */
  facts: Pick<FrozenFacts, 'response' | 'itSeverity' | 'affected'>;
  instruction: string | null;
  expiresAt: string | null;
  page: string;
  note: string | null;
}

const noneListed = { count: 0, areas: [], odsCodes: [] };

/**
 * The messages of an incident in the order they were sent: one for each update, one more for each time that a sentence of
 * one stopped being true, and one that cancels them all when the incident is closed.
 */
export function alertsOf(incident: IncidentBulletin): CapAlert[] {
  const messages = incident.updates.flatMap((update) => [
    updateAlert(incident, update),
    ...changeAlerts(incident, update),
  ]);
  const closedAt = incident.statusHistory.findLast((change) => change.response === 'stood down')?.at;
  const closed = incident.states.response === 'stood down' && closedAt !== undefined;
  const sent = [...messages, ...(closed && messages.length > 0 ? [endAlert(incident, closedAt)] : [])];
  return sent
    .sort((a, b) => a.sentAt.localeCompare(b.sentAt) || a.identifier.localeCompare(b.identifier))
    .map((alert, index) => ({ ...alert, msgType: index === 0 ? 'Alert' : alert.msgType }));
}

/** A space, a comma, `<` and `&` may not stand in an identifier; a slug has none of them. */
const identifierOf = (incident: IncidentBulletin, rest: string): string => `${incident.slug}.${rest}`;

function updateAlert(incident: IncidentBulletin, update: PublishedUpdate): CapAlert {
  const frozen = update.frozen;
  return {
    identifier: identifierOf(incident, String(update.number)),
    sentAt: update.publishedAt,
    incident,
    msgType: 'Update',
    headline: updateTitle(update),
    // As it was published: later notes are other messages.
    description: updateText(asPublished(update), update.publishedAt),
    facts: factsOf(incident, update),
    instruction: frozen ? instructionOf(incident, frozen) : null,
    expiresAt: update.nextUpdateDueAt ?? null,
    page: update.path,
    note: update.corrects === null ? null : `This corrects update ${update.corrects}.`,
  };
}

function factsOf(incident: IncidentBulletin, { frozen, publishedAt }: PublishedUpdate): CapAlert['facts'] {
  if (frozen) return frozen;
  const then = incident.statusHistory.findLast((change) => change.at <= publishedAt);
  const { itSeverity } = incident;
  return { response: then?.response ?? 'investigating', itSeverity, affected: noneListed };
}

const asPublished = (update: PublishedUpdate): PublishedUpdate => ({
  ...update,
  claims: update.claims.map((claim) => ({ ...claim, holds: true, stoppedAt: null, nowText: null })),
});

/** What the update read at an instant: only what had stopped being true by then is marked. */
const asAt = (update: PublishedUpdate, at: string): PublishedUpdate => ({
  ...update,
  claims: update.claims.map((claim) =>
    claim.stoppedAt !== null && claim.stoppedAt <= at
      ? claim
      : { ...claim, holds: true, stoppedAt: null, nowText: null },
  ),
});

function changeAlerts(incident: IncidentBulletin, update: PublishedUpdate): CapAlert[] {
  const times = new Set(
    update.claims.flatMap((claim) => (claim.stoppedAt === null ? [] : [claim.stoppedAt])),
  );
  return [...times].sort().map((at, index) => ({
    ...updateAlert(incident, update),
    identifier: identifierOf(incident, `${update.number}.changed.${index + 1}`),
    sentAt: at,
    headline: `Changed since: ${updateTitle(update)}`,
    description: updateText(asAt(update, at), at),
    note: `Something in update ${update.number} is no longer true.`,
  }));
}

function endAlert(incident: IncidentBulletin, at: string): CapAlert {
  const newest = incident.updates[0];
  return {
    identifier: identifierOf(incident, 'end'),
    sentAt: at,
    incident,
    msgType: 'Cancel',
    headline: `Over: ${incident.title}`,
    description: 'The incident is closed.',
    facts: {
      response: 'stood down',
      itSeverity: incident.itSeverity,
      affected: newest?.frozen?.affected ?? noneListed,
    },
    instruction: null,
    expiresAt: null,
    page: paths.incident(incident.slug),
    note: null,
  };
}

/** The advice of the time that is still in force: what was withdrawn since must not be repeated by us. */
function instructionOf(incident: IncidentBulletin, frozen: FrozenFacts): string | null {
  const cards = incident.advice.filter(
    (card) => frozen.advice.includes(card.number) && card.audience === 'practices',
  );
  return cards.length === 0 ? null : cards.map(adviceSentence).join(' ');
}

const adviceSentence = ({ kind, text }: AdviceCard): string =>
  sentence(kind === 'dont' && !/^(?:do not|don['’]t)/i.test(text) ? `Do not: ${text}` : text);

/**
 * Date and time as the schema wants them: seconds, and an offset in figures. London's own offset; where that is none,
 * `-00:00`, since the standard reserves that for UTC and allows no `Z`.
 */
export function capTime(instant: string): string {
  const at = new Date(instant);
  const { hour, minute } = londonParts(at);
  const offsetMinutes = (hour * 60 + minute - at.getUTCHours() * 60 - at.getUTCMinutes() + 1440) % 1440;
  const local = new Date(at.getTime() + offsetMinutes * 60_000).toISOString().slice(0, 19);
  return `${local}${offsetMinutes === 0 ? '-00:00' : '+01:00'}`;
}

const response: Readonly<Record<string, { urgency: string; type: string }>> = {
  investigating: { urgency: 'Immediate', type: 'Monitor' },
  'cause identified': { urgency: 'Immediate', type: 'Monitor' },
  mitigating: { urgency: 'Immediate', type: 'Monitor' },
  monitoring: { urgency: 'Expected', type: 'Monitor' },
  restored: { urgency: 'Past', type: 'AllClear' },
  'stood down': { urgency: 'Past', type: 'AllClear' },
};

/** `Extreme` is for threats to life: no figure of ours can say that. */
const severityOf = (itSeverity: number): string =>
  itSeverity <= 1 ? 'Severe' : itSeverity === 2 ? 'Moderate' : 'Minor';

const limited = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, length - 1).trimEnd()}…`;

const senderOf = (bulletin: Bulletin): string => new URL(bulletin.publicUrl).hostname;

/** One message, its elements in the order of the schema. `earlier` are those sent before it about the same incident. */
export function capXml(bulletin: Bulletin, alert: CapAlert, earlier: readonly CapAlert[]): string {
  const sender = senderOf(bulletin);
  const references = earlier.map((each) => `${sender},${each.identifier},${capTime(each.sentAt)}`);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">',
    element('identifier', alert.identifier),
    element('sender', sender),
    element('sent', capTime(alert.sentAt)),
    element('status', unrealWords(bulletin) === null ? 'Actual' : 'Exercise'),
    element('msgType', alert.msgType),
    element('source', bulletin.organisation.name),
    element('scope', 'Public'),
    element('note', noteOf(bulletin, alert)),
    element('references', references.join(' ')),
    element('incidents', alert.incident.slug),
    infoXml(bulletin, alert),
    '</alert>\n',
  ].join('');
}

/** The standard asks of an exercise that its note says so. */
const noteOf = (bulletin: Bulletin, { note }: CapAlert): string =>
  [unrealWords(bulletin) === null ? '' : 'This is an exercise and not real.', note ?? '']
    .filter(Boolean)
    .join(' ');

function infoXml(bulletin: Bulletin, alert: CapAlert): string {
  const { facts, incident } = alert;
  const { urgency, type } = response[facts.response] ?? { urgency: 'Unknown', type: 'Monitor' };
  const over = urgency === 'Past';
  const { report } = bulletin;
  return [
    '<info>',
    element('language', 'en-GB'),
    element('category', 'Infra'),
    element('category', 'Health'),
    element('event', 'IT network incident'),
    element('responseType', type),
    element('urgency', urgency),
    element('severity', over ? 'Minor' : severityOf(facts.itSeverity)),
    element('certainty', 'Observed'),
    element('audience', 'GP practices'),
    element('effective', capTime(alert.sentAt)),
    element('onset', capTime(incident.startedAt)),
    element('expires', alert.expiresAt === null ? null : capTime(alert.expiresAt)),
    element('senderName', bulletin.organisation.name),
    element('headline', limited(alert.headline, 160)),
    element('description', alert.description),
    element('instruction', alert.instruction),
    element('web', absolute(bulletin.publicUrl, alert.page)),
    element('contact', report.phone ?? report.email ?? report.url),
    `<parameter>${element('valueName', 'incident')}${element('value', incident.reference)}</parameter>`,
    `<parameter>${element('valueName', 'practicesAffected')}${element('value', String(facts.affected.count))}</parameter>`,
    areaXml(bulletin, facts.affected),
    '</info>',
  ].join('');
}

function areaXml(bulletin: Bulletin, { areas, odsCodes }: FrozenFacts['affected']): string {
  const described = areas.length === 0 ? `Practices of ${bulletin.organisation.name}` : areas.join(', ');
  const codes = odsCodes.map(
    (code) => `<geocode>${element('valueName', 'ODS')}${element('value', code)}</geocode>`,
  );
  return `<area>${element('areaDesc', described)}${codes.join('')}</area>`;
}

const indexedAlerts = 100;

/** The index of messages as an Atom feed: newest first, each entry with the address of its message. */
export function capFeed(bulletin: Bulletin): string {
  const { publicUrl, organisation, builtAt } = bulletin;
  const alerts = [...bulletin.current, ...bulletin.past]
    .flatMap(alertsOf)
    .sort((a, b) => b.sentAt.localeCompare(a.sentAt))
    .slice(0, indexedAlerts);
  const entries = alerts.map((alert) => {
    const href = absolute(publicUrl, paths.cap(alert.identifier));
    return [
      '<entry>',
      element('id', tagUri(bulletin, '2026', `cap/${alert.identifier}`)),
      element('title', alert.headline),
      `<published>${alert.sentAt}</published><updated>${alert.sentAt}</updated>`,
      `<author><name>${xml(organisation.name)}</name></author>`,
      `<link rel="alternate" type="application/cap+xml" href="${xml(href)}"/>`,
      `<category term="${alert.msgType}"/>`,
      `<summary>${xml(limited(alert.description, 300))}</summary>`,
      '</entry>',
    ].join('');
  });
  const next = bulletin.current.map((incident) => nextUpdateWords(incident, bulletin.asOf)).join(' ');
  return [
    '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en-GB">',
    element('id', tagUri(bulletin, '2026', 'cap')),
    element('title', `${organisation.serviceName}: alerts (CAP 1.2)`),
    element('subtitle', next),
    `<updated>${latestOf(alerts.map((alert) => alert.sentAt)) || builtAt}</updated>`,
    `<link rel="self" type="application/atom+xml" href="${xml(absolute(publicUrl, paths.capFeed))}"/>`,
    `<link rel="alternate" type="text/html" href="${xml(absolute(publicUrl, paths.hub))}"/>`,
    `<author><name>${xml(organisation.name)}</name></author>`,
    ...entries,
    '</feed>\n',
  ].join('\n');
}

/** Every message of the bulletin with its address. */
export const capFiles = (bulletin: Bulletin): { path: string; body: string }[] =>
  [...bulletin.current, ...bulletin.past].flatMap((incident) => {
    const alerts = alertsOf(incident);
    return alerts.map((alert, index) => ({
      path: paths.cap(alert.identifier),
      body: capXml(bulletin, alert, alerts.slice(0, index)),
    }));
  });
