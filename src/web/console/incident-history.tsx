import type { FC } from 'hono/jsx';
import { formatDuration, formatNumber } from '#platform/clock';
import { SummaryList, Table } from '../components/index.ts';
import { consolePaths } from './deps.ts';
import type { IncidentModel } from './incident-load.ts';
import { type Linker, shown } from './links.ts';
import { Actions, at, counted, Section } from './parts.tsx';
import { reviewPaths } from './review-parts.tsx';

const shownSites = 25;

/** Impact by site, longest first. The picture of all of them is a screen of its own. */
export const Impact: FC<{ model: IncidentModel }> = ({ model: { impact } }) => {
  const now = impact.filter((site) => site.now).length;
  return (
    <Section id="impact" heading="Impact by site">
      <p>
        {counted(impact.length, 'site was', 'sites were')} affected; {formatNumber(now)}{' '}
        {now === 1 ? 'is' : 'are'} now. <a href={consolePaths.sitesTime}>See all sites by time</a>
      </p>
      {impact.length === 0 ? null : (
        <Table
          caption={`Longest affected: ${Math.min(shownSites, impact.length)} of ${impact.length}`}
          responsive
          compact
          head={[
            'Site',
            'Practice',
            { content: 'Times', format: 'numeric' },
            { content: 'In all', format: 'numeric' },
            'Latest',
          ]}
          rows={impact
            .slice(0, shownSites)
            .map((site) => [
              <a href={consolePaths.site(site.code)}>{site.code}</a>,
              site.practice,
              { content: formatNumber(site.periods), format: 'numeric' },
              { content: formatDuration(site.seconds), format: 'numeric' },
              site.now ? 'Now' : at(site.latest),
            ])}
        />
      )}
    </Section>
  );
};

export const Calls: FC<{ model: IncidentModel }> = ({ model: { calls, untriaged, incident } }) => {
  const last = calls.at(-1)?.call;
  return (
    <Section id="calls" heading="Calls">
      <p>
        {counted(calls.length, 'call is', 'calls are')} linked
        {last ? `; the last was opened at ${at(last.openedAt)}` : ''}.{' '}
        {counted(untriaged, 'call waits', 'calls wait')} to be checked.
      </p>
      <p>
        <a href={`${consolePaths.calls}?${new URLSearchParams({ incident: incident.slug })}`}>
          Check and undo links
        </a>
      </p>
    </Section>
  );
};

/** Moves, practices' return to normal, and the review. */
export const Recovery: FC<{ model: IncidentModel; link: Linker }> = ({ model, link }) => {
  const { migration, recovery, review } = model;
  const rows = [
    ...(migration
      ? [
          {
            key: 'Moved',
            value: `${formatNumber(migration.moved)} of ${formatNumber(migration.total)} sites`,
          },
          { key: 'Checked by readings', value: formatNumber(migration.verified) },
          ...migration.cannotMove.map(({ reason, siteCodes, contacted }) => ({
            key: `Cannot move: ${reason}`,
            value: `${formatNumber(siteCodes.length)} (${formatNumber(contacted)} contacted)`,
          })),
        ]
      : []),
    {
      key: 'Practices back to normal',
      value: `${formatNumber(recovery.recovered)} of ${formatNumber(recovery.total)}; ${formatNumber(recovery.notReplied)} did not say`,
    },
    ...(review
      ? [
          {
            key: 'Review',
            value: `${review.independentReviewer} (${review.reviewerOrganisation}), due ${review.dueBy}`,
          },
        ]
      : []),
  ];
  return (
    <Section id="recovery" heading="Moves, recovery, review">
      <SummaryList rows={rows} />
      <Actions
        actions={shown(
          ...(migration
            ? [
                link('migration.plan', 'Plan a wave'),
                link('migration.move', 'Record a move'),
                link('migration.cannot-move', 'Record a site that cannot move'),
              ]
            : [link('migration.start', 'Start a migration')]),
          link('contact.record', 'Record a contact'),
          link('recovery.report', 'Record what a practice said'),
          { text: review ? 'Open the review' : 'Review', href: reviewPaths.review(model.incident.slug) },
        )}
      />
    </Section>
  );
};

/** The kinds that the timeline can be narrowed to: the first word of an entry's type. */
const kindWords: Readonly<Record<string, string>> = {
  command: 'Command',
  factor: 'Factors',
  measure: 'Measures',
  call: 'Calls',
  update: 'Updates',
  note: 'Notes',
  migration: 'Moves',
  response: 'Response',
};

const shownEntries = 60;

export const Timeline: FC<{ model: IncidentModel; kind: string; link: Linker }> = ({ model, kind, link }) => {
  const { timeline, incident } = model;
  const kindOf = (type: string): string => type.split('.')[0] ?? type;
  const present = Object.entries(kindWords).filter(([key]) =>
    timeline.some(({ type }) => kindOf(type) === key),
  );
  const entries = timeline.filter(({ type }) => !(kind in kindWords) || kindOf(type) === kind);
  const path = consolePaths.incident(incident.slug);
  return (
    <Section id="timeline" heading="Timeline">
      <Actions actions={shown(link('incident.note', 'Add a note'))} />
      <nav aria-label="Narrow the timeline">
        <ul class="allclear-actions">
          <li>
            <a href={`${path}#timeline`} aria-current={kind in kindWords ? undefined : 'true'}>
              Everything
            </a>
          </li>
          {present.map(([key, words]) => (
            <li>
              <a href={`${path}?kind=${key}#timeline`} aria-current={kind === key ? 'true' : undefined}>
                {words}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <ol class="allclear-timeline">
        {entries.slice(0, shownEntries).map((entry) => (
          <li class={entry.public ? 'allclear-timeline--public' : ''}>
            <p class="allclear-small">
              {at(entry.at)}, {entry.actor}
              {entry.public ? ', public' : ''}
            </p>
            <p>{entry.text}</p>
            {entry.evidence === null ? null : <p class="allclear-small">Evidence: {entry.evidence}</p>}
          </li>
        ))}
      </ol>
      {entries.length > shownEntries ? (
        <p>
          The latest {shownEntries} of {entries.length}. The whole timeline is in{' '}
          <a href={consolePaths.verb('incident.show', { incident: incident.slug }, path)}>
            all that is stored
          </a>
          .
        </p>
      ) : null}
    </Section>
  );
};
