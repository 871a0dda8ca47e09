import { raw } from 'hono/html';
import type { FC } from 'hono/jsx';
import type { PublishedUpdate, ReportRoute } from '#publishing';
import { Details, SearchInput, SummaryList, safeHref } from '../components/index.ts';
import { updateHtml } from './claims.ts';
import { paths } from './paths.ts';
import { reportWays, sentence, when } from './words.ts';

/** The text of an update, each changed claim with its note, and how its figures came about. */
export const UpdateBody: FC<{ update: PublishedUpdate; asOf: string; headingLevel: number }> = ({
  update,
  asOf,
  headingLevel,
}) => (
  <>
    {raw(updateHtml(update, { headingLevel, asOf }))}
    {update.claims.length === 0 ? null : (
      <Details summary="How the figures in this update were worked out">
        <ul class="nhsuk-list nhsuk-list--bullet">
          {update.claims.map((claim) => (
            <li>
              “{claim.text}”, as of {when(claim.asOf, asOf)}. {sentence(claim.evidence)}
            </li>
          ))}
        </ul>
      </Details>
    )}
  </>
);

/** The form that finds a practice. It works without scripts: it asks for `/practices?q=…`. */
export const PracticeSearch: FC<{ value?: string }> = ({ value }) => (
  <search>
    <form action={paths.practices} method="get">
      <SearchInput
        id="q"
        name="q"
        value={value}
        label={{ text: 'Find your practice', size: 's' }}
        hint="Enter a name, a postcode or an ODS code"
      />
    </form>
  </search>
);

/** How a practice reaches the service desk, and why it still should. */
export const ReportProblem: FC<{ report: ReportRoute }> = ({ report }) => (
  <>
    <p>
      Please report each new problem, even when you have reported one before. We then know that your practice
      is affected.
    </p>
    <SummaryList
      rows={reportWays(report).map(({ label, text, href }) => ({
        key: label,
        value: <a href={safeHref(href)}>{text}</a>,
      }))}
    />
    <p>{report.hours}</p>
  </>
);

/** Messages, feeds, the calendar and the badge of a practice or of a group; `subscribe` fills in the form for messages. */
export const FollowLinks: FC<{ page: string; subscribe: string }> = ({ page, subscribe }) => (
  <ul class="nhsuk-list nhsuk-list--bullet">
    <li>
      <a href={`${paths.subscribe}?${subscribe}`}>messages about it, by email or text</a>
    </li>
    <li>
      <a href={`${page}/feed.atom`}>updates that concern it, as a feed</a>
    </li>
    <li>
      <a href={`${page}/calendar.ics`}>its planned work, as a calendar</a>
    </li>
    <li>
      <a href={`${page}/badge.svg`}>its status, as a picture</a>
    </li>
    <li>
      <a href={paths.elsewhere}>how to use these on your own website</a>
    </li>
  </ul>
);
