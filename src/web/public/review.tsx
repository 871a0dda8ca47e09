import type { FC } from 'hono/jsx';
import { formatDate, formatNumber } from '#platform/clock';
import type { Bulletin, ReportVersion, ReviewBulletin } from '#publishing';
import { ContentsList, InsetText, SummaryList } from '../components/index.ts';
import { Column, publicPage, type View } from './layout.tsx';
import { absolute, paths } from './paths.ts';
import { ReportBody, sectionLinks } from './report.tsx';
import { when } from './words.ts';

const day = (date: string): string => formatDate(new Date(date.length === 10 ? `${date}T12:00:00Z` : date));

/** Where a review stands, in words for who waits for it. */
const stateWords: Readonly<Record<string, string>> = {
  commissioned: 'It has been commissioned.',
  evidence: 'Evidence is being gathered.',
  analysis: 'The evidence is being analysed.',
  'accuracy check': 'Practices are checking the facts about themselves.',
  'independent review': 'The independent reviewer is reading it.',
  accepted: 'It has been accepted and will be published soon.',
  published: 'It has been published. Its actions are being agreed.',
  actions: 'Its actions are being carried out.',
  'effectiveness checked': 'Every action has been shown to work, or was rejected with a reason.',
  closed: 'It is closed. Every action has been shown to work, or was rejected with a reason.',
};

export const reviewStateWords = (state: string): string => stateWords[state] ?? state;

export const reviewOfIncident = (bulletin: Bulletin, slug: string): ReviewBulletin | undefined =>
  bulletin.reviews.find((review) => review.slug === slug);

/** The newest version at the review's own address; before there is one, where the review stands. */
export function reviewPage(view: View, review: ReviewBulletin): string {
  const [newest] = review.versions;
  if (newest) return versionPage(view, review, newest, paths.review(review.slug));
  return publicPage(view, {
    path: paths.review(review.slug),
    title: 'Independent review',
    description: `Where the independent review stands: ${review.incidentTitle}.`,
    trail: trailTo(view, review),
    children: (
      <Column>
        <h1>Independent review</h1>
        <p class="nhsuk-lede-text">{review.incidentTitle}</p>
        <p>
          {reviewStateWords(review.state)} It is due by {day(review.dueBy)}.
        </p>
        <About review={review} />
      </Column>
    ),
  });
}

/** The way back, unless the incident is so old that it has no page any more. */
function trailTo({ bulletin }: View, { slug, incidentTitle }: ReviewBulletin) {
  const hasPage = [...bulletin.current, ...bulletin.past].some((incident) => incident.slug === slug);
  return hasPage ? [{ text: incidentTitle, href: paths.incident(slug) }] : [];
}

const About: FC<{ review: ReviewBulletin }> = ({ review }) => (
  <SummaryList
    rows={[
      { key: 'Independent reviewer', value: `${review.reviewer}, ${review.reviewerOrganisation}` },
      { key: 'Commissioned', value: day(review.commissionedAt) },
      { key: 'Terms of reference', value: review.termsOfReference },
      { key: 'Interests they declared', value: review.interests ?? 'Not declared yet' },
    ]}
  />
);

/** One version of a report, for ever at its own address. */
export function versionPage(
  view: View,
  review: ReviewBulletin,
  version: ReportVersion,
  path: string = version.path,
): string {
  const { report } = version;
  return publicPage(view, {
    path,
    title: `${report.title}, version ${version.version}`,
    description: `The independent review of ${review.incidentTitle}, version ${version.version}.`,
    trail: trailTo(view, review),
    children: (
      <Column>
        <h1>{report.title}</h1>
        <p class="nhsuk-lede-text">{report.subtitle}</p>
        <Newer review={review} version={version} />
        <SummaryList
          rows={[
            {
              key: 'Version',
              value: `${version.version}, published at ${when(version.publishedAt, view.bulletin.asOf)}`,
            },
            { key: 'Figures are as of', value: when(report.asOf, view.bulletin.asOf) },
            {
              key: 'Permanent address',
              value: <a href={version.path}>{absolute(view.bulletin.publicUrl, version.path)}</a>,
            },
            { key: 'Download', value: <Download version={version} /> },
            {
              key: 'Actions',
              value: <a href={paths.actions}>What came of the actions</a>,
            },
          ]}
        />
        {version.changes.length === 0 ? null : (
          <>
            <h2>What changed in this version</h2>
            <ul class="nhsuk-list nhsuk-list--bullet">
              {version.changes.map((change) => (
                <li>{change}</li>
              ))}
            </ul>
          </>
        )}
        <ContentsList ariaLabel="In this report" items={sectionLinks(report.sections)} />
        <ReportBody report={report} />
        <Versions review={review} />
      </Column>
    ),
  });
}

const Newer: FC<{ review: ReviewBulletin; version: ReportVersion }> = ({ review, version }) => {
  const [newest] = review.versions;
  return newest && newest.version !== version.version ? (
    <InsetText>
      <p>
        <strong>There is a newer version of this report.</strong>{' '}
        <a href={newest.path}>Read version {newest.version}</a>, which lists what changed.
      </p>
    </InsetText>
  ) : null;
};

const kilobytes = (bytes: number): string => `${formatNumber(Math.max(1, Math.round(bytes / 1024)))}KB`;

const Download: FC<{ version: ReportVersion }> = ({ version }) => (
  <a href={version.document.path}>
    Word document, version {version.version} ({kilobytes(version.document.bytes)})
  </a>
);

const Versions: FC<{ review: ReviewBulletin }> = ({ review }) => (
  <>
    <h2 id="versions">All versions</h2>
    <ul class="nhsuk-list nhsuk-list--bullet">
      {review.versions.map((version) => (
        <li>
          <a href={version.path}>
            Version {version.version}, published on {day(version.publishedAt)}
          </a>
        </li>
      ))}
    </ul>
  </>
);

/** On the incident's page: that there is a review, and where it stands. */
export const ReviewLink: FC<{ bulletin: Bulletin; slug: string }> = ({ bulletin, slug }) => {
  const review = reviewOfIncident(bulletin, slug);
  if (!review) return null;
  const [newest] = review.versions;
  return (
    <>
      <h2 id="review">Independent review</h2>
      <p>
        {review.reviewer}, {review.reviewerOrganisation}, reviews this incident.{' '}
        {reviewStateWords(review.state)}
      </p>
      <p>
        <a href={paths.review(slug)}>
          {newest ? `Read the review (version ${newest.version})` : 'See where the review stands'}
        </a>
      </p>
    </>
  );
};
