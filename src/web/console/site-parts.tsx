import type { FC } from 'hono/jsx';
import type { EpisodeKind } from '#detection';
import { formatDateTime, formatDuration, formatNumber } from '#platform/clock';
import { Details, Table } from '../components/index.ts';
import { consolePaths } from './deps.ts';
import type { DayFigures } from './site-figures.ts';
import type { SiteIncident, SiteModel } from './site-load.ts';
import { availabilityPercent, unknownPercent } from './sites-time-model.ts';
import { keyWords, minutesOf, percentWords } from './sites-time-words.ts';

/** What of a long list is shown; the rest is counted. */
const mostRows = 50;

const kindWords: Readonly<Record<EpisodeKind, string>> = {
  outage: 'Outage',
  flap: 'Unstable spell',
  'concentrator-outage': 'Outage of the concentrator',
  saturation: 'Concentrator full',
  surge: 'Surge of calls',
};

const until = (at: Date | null): string => (at ? formatDateTime(at, { year: false }) : 'still going on');
const since = (at: Date): string => formatDateTime(at, { year: false });

const MoreRows: FC<{ count: number }> = ({ count }) =>
  count > mostRows ? <p>{formatNumber(count - mostRows)} earlier ones are not shown.</p> : null;

/** The figures of the picture, day by day. */
export const DayTable: FC<{ days: readonly DayFigures[]; nowMs: number }> = ({ days, nowMs }) => (
  <Details summary="The same figures for each day">
    <Table
      caption={{ text: 'History by day', id: 'by-day', size: 's' }}
      compact
      scroll
      firstCellIsHeader
      head={[
        'Day',
        { content: 'Times down', format: 'numeric' },
        { content: 'Minutes down', format: 'numeric' },
        { content: 'Minutes slow', format: 'numeric' },
        { content: 'Availability', format: 'numeric' },
        { content: 'Time unknown', format: 'numeric' },
      ]}
      rows={days
        .filter(({ day }) => day.fromMs < nowMs)
        .map(({ day, timesDown, seconds }) => [
          day.label,
          formatNumber(timesDown),
          formatNumber(minutesOf(seconds.down)),
          formatNumber(minutesOf(seconds.degraded)),
          percentWords(availabilityPercent(seconds)),
          percentWords(unknownPercent(seconds)),
        ])
        .reverse()}
    />
  </Details>
);

export const FailureTable: FC<Pick<SiteModel, 'episodes'>> = ({ episodes }) =>
  episodes.length === 0 ? (
    <p>No outage or unstable spell was seen in these days.</p>
  ) : (
    <>
      <Table
        caption={{ text: 'Outages and unstable spells', id: 'failures', classes: 'nhsuk-u-visually-hidden' }}
        compact
        scroll
        head={['What', 'From', 'To', 'Length', 'What was seen']}
        rows={episodes
          .slice(0, mostRows)
          .map(({ kind, startedAt, endedAt, evidence }) => [
            kindWords[kind],
            since(startedAt),
            until(endedAt),
            endedAt ? formatDuration((endedAt.getTime() - startedAt.getTime()) / 1000) : 'Not known yet',
            typeof evidence.text === 'string' ? evidence.text : 'No sentence was recorded',
          ])}
      />
      <MoreRows count={episodes.length} />
    </>
  );

export const AttributeTable: FC<Pick<SiteModel, 'attributes'>> = ({ attributes }) =>
  attributes.length === 0 ? (
    <p>Nothing is recorded of this site's circuit, firewall or concentrator.</p>
  ) : (
    <>
      <Table
        caption={{ text: 'Attributes over time', id: 'attributes', classes: 'nhsuk-u-visually-hidden' }}
        compact
        scroll
        head={['Attribute', 'Value', 'From', 'To']}
        rows={attributes
          .slice(0, mostRows)
          .map((spell) => [
            keyWords(spell.key),
            spell.value,
            formatDateTime(spell.from),
            spell.to ? formatDateTime(spell.to) : 'now',
          ])}
      />
      <MoreRows count={attributes.length} />
    </>
  );

export const CallTable: FC<Pick<SiteModel, 'calls'>> = ({ calls }) =>
  calls.length === 0 ? (
    <p>No call came from this site or its practice in these days.</p>
  ) : (
    <>
      <Table
        caption={{ text: 'Calls', id: 'calls', classes: 'nhsuk-u-visually-hidden' }}
        compact
        scroll
        head={['Opened', 'Call', 'What they said', 'Status', 'Linked to']}
        rows={calls
          .slice(0, mostRows)
          .map(({ call, incidents }) => [
            since(call.openedAt),
            call.externalId,
            call.shortDescription ?? call.description ?? 'Nothing was written down',
            call.status,
            incidents.length === 0 ? 'No incident' : incidents.join(', '),
          ])}
      />
      <MoreRows count={calls.length} />
    </>
  );

function moveWords({ move, migrationTitle }: SiteIncident): string {
  if (!move) return 'Not part of a migration.';
  const parts = [
    migrationTitle,
    move.wave,
    move.movedAt && `moved at ${since(move.movedAt)}`,
    move.verifiedAt && `verified from readings at ${since(move.verifiedAt)}`,
    move.status === 'planned' && move.plannedFor && `planned for ${since(move.plannedFor)}`,
    move.status === 'cannot move' && `cannot move: ${move.reason ?? 'no reason given'}`,
    move.status === 'not planned' && 'not planned yet',
  ];
  return `${parts.filter(Boolean).join('; ')}.`;
}

function recoveryWords({ recovery }: SiteIncident): string {
  if (!recovery) return 'The practice was not asked.';
  if (recovery.state === 'not replied') return 'The practice has not replied.';
  const said = recovery.at ? ` It said so at ${since(recovery.at)}.` : '';
  const expected = recovery.expectedNormalOn
    ? ` It expects to be back to normal on ${recovery.expectedNormalOn}.`
    : '';
  return `The practice says that it is ${recovery.state}.${said}${expected}${recovery.note ? ` “${recovery.note}”` : ''}${recovery.takenBy ? ` Taken by telephone by ${recovery.takenBy}.` : ''}`;
}

const Told: FC<Pick<SiteIncident, 'told' | 'incident'>> = ({ told, incident }) =>
  told.length === 0 ? (
    <p>Nothing has been published.</p>
  ) : (
    <ol class="nhsuk-list" reversed>
      {told.map(({ number, title, publishedAt }) => (
        <li>
          {since(publishedAt)}:{' '}
          <a href={`/incidents/${encodeURIComponent(incident.slug)}/updates/${number}`}>{title}</a>
        </li>
      ))}
    </ol>
  );

const Contacts: FC<Pick<SiteIncident, 'contacts'>> = ({ contacts }) =>
  contacts.length === 0 ? (
    <p>Nobody has recorded a contact with this site.</p>
  ) : (
    <ol class="nhsuk-list" reversed>
      {contacts.map((contact) => (
        <li>
          {since(contact.at)}, by {contact.channel}, {contact.by}
          {contact.answered ? '' : ' (no answer)'}: {contact.summary}
        </li>
      ))}
    </ol>
  );

/** What one incident has meant for the site: impact, move, recovery, contacts, and what was published. */
export const IncidentPart: FC<{ of: SiteIncident }> = ({ of }) => (
  <section aria-labelledby={`incident-${of.incident.slug}`}>
    <h3 class="nhsuk-heading-s" id={`incident-${of.incident.slug}`}>
      <a href={consolePaths.incident(of.incident.slug)}>
        {of.incident.reference}: {of.incident.title}
      </a>
    </h3>
    <p>
      {of.periods.length === 0
        ? 'It has not affected this site.'
        : `It has affected this site ${of.periods.length === 1 ? 'once' : `${formatNumber(of.periods.length)} times`}, last ${since(of.periods.at(-1)?.from ?? of.incident.startedAt)}.`}
    </p>
    <h4 class="nhsuk-heading-xs">Move</h4>
    <p>{moveWords(of)}</p>
    <h4 class="nhsuk-heading-xs">Recovery</h4>
    <p>{recoveryWords(of)}</p>
    <h4 class="nhsuk-heading-xs">Contacts made</h4>
    <Contacts contacts={of.contacts} />
    <h4 class="nhsuk-heading-xs">What this practice has been told</h4>
    <Told told={of.told} incident={of.incident} />
  </section>
);
