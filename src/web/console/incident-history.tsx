import type { FC } from 'hono/jsx';
import { formatDuration, formatNumber } from '#platform/clock';
import { SummaryList, Table } from '../components/index.ts';
import { consolePaths } from './deps.ts';
import type { IncidentModel } from './incident-load.ts';
import { type Linker, shown } from './links.ts';
import { Actions, at, counted, Section } from './parts.tsx';
import { movePaths } from './planning-moves.tsx';
import { recoveryPath } from './recovery.tsx';
import { telephonePath } from './recovery-telephone.tsx';
import { reviewPaths } from './review-parts.tsx';

const shownSites = 25;
const shownCalls = 5;

/** Impact by site, longest first. The picture of all of them is a screen of its own. */
export const Impact: FC<{ model: IncidentModel }> = ({ model: { impact, incident } }) => {
  const now = impact.filter((site) => site.now).length;
  return (
    <Section id="impact" heading="Impact by site">
      <p>
        {counted(impact.length, 'site was', 'sites were')} affected; {formatNumber(now)}{' '}
        {now === 1 ? 'is' : 'are'} now.
      </p>
      <Actions
        actions={[
          { text: 'See every site and what shows it', href: consolePaths.impact(incident.slug) },
          { text: 'See all sites by time', href: consolePaths.sitesTime },
        ]}
      />
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
          rows={impact.slice(0, shownSites).map((site) => [
            <a href={consolePaths.site(site.code)}>{site.code}</a>,
            site.practice,
            {
              content: (
                <a href={consolePaths.impact(incident.slug, { site: site.code })}>
                  {formatNumber(site.periods)}
                  <span class="nhsuk-u-visually-hidden"> times at {site.code}</span>
                </a>
              ),
              format: 'numeric',
            },
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
      {calls.length === 0 ? null : (
        <ul class="nhsuk-list nhsuk-list--bullet">
          {calls
            .slice(-shownCalls)
            .reverse()
            .map(({ call }) => (
              <li>
                <a
                  href={`${consolePaths.calls}?${new URLSearchParams({ incident: incident.slug, q: call.externalId })}`}
                >
                  {call.externalId}
                </a>{' '}
                at {at(call.openedAt)}: {call.shortDescription ?? 'no words'}
              </li>
            ))}
        </ul>
      )}
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
  const records = link('recovery.report', 'Record what a practice said');
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
      value: `${formatNumber(recovery.recovered)} of ${formatNumber(recovery.total)}; ${formatNumber(recovery.notReplied)} have not replied`,
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
          records && { ...records, href: telephonePath(model.incident.slug) },
          { text: 'Open recovery', href: recoveryPath(model.incident.slug) },
          { text: 'Plans of moves', href: movePaths.list(model.incident.slug) },
          { text: review ? 'Open the review' : 'Review', href: reviewPaths.review(model.incident.slug) },
        )}
      />
    </Section>
  );
};
