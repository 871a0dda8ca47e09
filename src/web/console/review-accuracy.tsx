import type { FC } from 'hono/jsx';
import { formatDay } from '#platform/clock';
import { writeCsv } from '#platform/csv';
import { AllclearError } from '#platform/errors';
import type { AccuracyCheck, ReviewView } from '#review';
import { Button, Input, Table, Tag } from '../components/index.ts';
import { may, mustBeAble } from './ask.ts';
import type { ConsoleApp, ConsoleDeps, ConsoleRequest } from './deps.ts';
import { performWith } from './do.tsx';
import { PostForm, Problems, type Refused, refusedBy } from './forms/form-page.tsx';
import { typedText } from './forms/read.ts';
import { type Linker, shown } from './links.ts';
import type { ConsoleOptions } from './options.ts';
import { Pages, pageAt } from './pages.tsx';
import { Actions, at, Figures, Section } from './parts.tsx';
import { capital, mustLoadReview, ReviewHead, reviewLinker, reviewPaths } from './review-parts.tsx';

interface Opened {
  closesAt: Date;
  links: { odsCode: string; name: string; path: string }[];
}

/** How far practices have checked the facts about themselves, and the links for those who have yet to. */
export function mountAccuracy(app: ConsoleApp, deps: ConsoleDeps, options: ConsoleOptions): void {
  const show = async (request: ConsoleRequest, slug: string, refused?: Refused) => {
    const view = await mustLoadReview(request, options, slug);
    const link = reviewLinker(request, options, slug, reviewPaths.accuracy(slug));
    const opens = may(request, options, 'review.accuracy-open');
    return deps.page(request, {
      title: `${refused ? 'Error: ' : ''}Accuracy check`,
      content: (
        <Screen
          {...{ view, link, opens, refused, csrf: request.get('csrf') }}
          asked={request.req.query('page')}
        />
      ),
      ...(refused ? { status: 422 as const } : {}),
    });
  };
  app.get('/console/incidents/:slug/review/accuracy', (request) => {
    mustBeAble(request, options, 'review.show');
    return show(request, request.req.param('slug'));
  });
  app.post('/console/incidents/:slug/review/accuracy', async (request) => {
    const slug = request.req.param('slug');
    const typed = request.get('typed');
    const closesOn = typedText(typed, 'closesOn');
    try {
      const opened = (await performWith(request, options, 'review.accuracy-open', {
        incident: slug,
        ...(closesOn === '' ? {} : { closesOn }),
      })) as Opened;
      const address = addressOf(request, options);
      if (typedText(typed, 'as') === 'csv') return csvOf(request, slug, opened, address);
      const view = await mustLoadReview(request, options, slug);
      return deps.page(request, {
        title: 'Links for practices',
        content: <Links {...{ view, opened, address }} />,
      });
    } catch (error) {
      if (!(error instanceof AllclearError) || error.code === 'forbidden') throw error;
      return show(request, slug, refusedBy(error));
    }
  });
}

const addressOf = (request: ConsoleRequest, { publicUrl }: ConsoleOptions): string =>
  publicUrl.startsWith('https:') ? publicUrl.replace(/\/+$/, '') : new URL(request.req.url).origin;

function csvOf(
  request: ConsoleRequest,
  slug: string,
  { links, closesAt }: Opened,
  address: string,
): Response {
  request.header('content-type', 'text/csv; charset=utf-8');
  request.header('content-disposition', `attachment; filename="accuracy-check-${slug}.csv"`);
  return request.body(
    writeCsv(
      ['ods_code', 'practice', 'link', 'closes_at'],
      links.map(({ odsCode, name, path }) => [odsCode, name, `${address}${path}`, closesAt]),
    ),
  );
}

const Links: FC<{ view: ReviewView; opened: Opened; address: string }> = ({ view, opened, address }) => (
  <>
    <ReviewHead view={view} heading="Links for practices" here={reviewPaths.accuracy(view.incident.slug)} />
    <p>
      Send each practice its own link. These links are not shown again. They work until{' '}
      {lastMoment(opened.closesAt)}, without an account, and show nothing about anybody else.
    </p>
    <Table
      caption="One link for each practice"
      responsive
      compact
      head={['Code', 'Practice', 'Link']}
      rows={opened.links.map(({ odsCode, name, path }) => [
        odsCode,
        name,
        <span class="allclear-token">{`${address}${path}`}</span>,
      ])}
    />
    <p>
      <a href={reviewPaths.accuracy(view.incident.slug)}>Go to the answers</a>
    </p>
  </>
);

const Screen: FC<{
  view: ReviewView;
  link: Linker;
  opens: boolean;
  refused: Refused | undefined;
  csrf: string;
  asked: string | undefined;
}> = ({ view, link, opens, refused, csrf, asked }) => {
  const { review, accuracy } = view;
  return (
    <>
      <Problems refused={refused} fields={['closesOn']} />
      <ReviewHead view={view} heading="Accuracy check" here={reviewPaths.accuracy(view.incident.slug)} />
      <p>
        Every practice that lost its connection checks the facts about itself before anything is published.
        One that does not answer is shown as not having answered.
      </p>
      {review.accuracyClosesAt === null ? (
        <NotOpened view={view} opens={opens} csrf={csrf} />
      ) : (
        <Progress view={view} link={link} checks={accuracy} asked={asked} />
      )}
    </>
  );
};

const NotOpened: FC<{ view: ReviewView; opens: boolean; csrf: string }> = ({ view, opens, csrf }) => {
  if (view.review.state !== 'accuracy check')
    return <p>It begins when the review comes to its accuracy check.</p>;
  if (!opens) return <p>No practice has been asked yet.</p>;
  return (
    <PostForm csrf={csrf}>
      <Input
        id="closesOn"
        name="closesOn"
        type="date"
        width={20}
        label="Last day for answers (optional)"
        hint="10 days from now when left empty"
      />
      <p>The links are shown once. Take them as a file for a mail merge, or read them on a page.</p>
      <Button text="Ask, and download the links (CSV)" name="as" value="csv" />{' '}
      <Button text="Ask, and show the links" name="as" value="page" variant="secondary" />
    </PostForm>
  );
};

/** A check closes with a day: its last moment is named by that day, not by the next one's midnight. */
const lastMoment = (closesAt: Date): string =>
  `the end of ${formatDay(new Date(closesAt.getTime() - 1), { year: false })}`;

const verdictTag = ({ answer }: AccuracyCheck) =>
  answer === null ? (
    <Tag text="No answer" colour="grey" />
  ) : answer.verdict === 'agree' ? (
    <Tag text="Agreed" colour="green" />
  ) : (
    <Tag text="Correction" colour="orange" />
  );

/** More than these are in pages. */
const shownChecks = 250;

interface ProgressOptions {
  view: ReviewView;
  link: Linker;
  checks: readonly AccuracyCheck[];
  asked: string | undefined;
}

const Progress: FC<ProgressOptions> = ({ view, link, checks, asked }) => {
  const page = pageAt(checks, asked, shownChecks);
  const silent = checks.filter(({ answer }) => answer === null).length;
  const corrected = checks.filter(({ answer }) => answer?.verdict === 'correct');
  const waiting = corrected.filter(({ settled }) => settled === null);
  return (
    <>
      <Figures
        figures={[
          { count: checks.length, words: 'practices were asked', bad: false },
          { count: checks.length - silent - corrected.length, words: 'agreed', bad: false },
          { count: corrected.length, words: 'asked for a correction', bad: corrected.length > 0 },
          { count: silent, words: 'have not answered', bad: silent > 0 },
        ]}
      />
      <p>
        {view.review.accuracyClosesAt
          ? `Answers are taken until ${lastMoment(view.review.accuracyClosesAt)}.`
          : ''}
      </p>
      <Actions
        actions={shown(
          link('review.accuracy-answer', 'Record an answer by telephone'),
          link('review.accuracy-renew', 'Make a new link for a practice'),
        )}
      />
      {waiting.length === 0 ? null : (
        <Section id="waiting" heading="Corrections to deal with">
          <ul class="nhsuk-list nhsuk-list--bullet">
            {waiting.map(({ practiceName, odsCode, answer }) => (
              <li>
                <strong>{practiceName}</strong>: {answer?.corrections} ({answer?.saidBy}){' '}
                <Settle link={link} odsCode={odsCode} name={practiceName} />
              </li>
            ))}
          </ul>
        </Section>
      )}
      <Table
        caption={
          page.pages === 1
            ? 'Every practice that was asked'
            : `Every practice that was asked, by its code: page ${page.number} of ${page.pages}`
        }
        responsive
        compact
        head={['Practice', 'Answer', 'Answered by', 'What was done']}
        rows={page.items.map((check) => [
          `${check.practiceName} (${check.odsCode})`,
          verdictTag(check),
          check.answer
            ? `${check.answer.saidBy}, ${check.answer.channel}, ${at(check.answer.at)}`
            : 'Nobody yet',
          check.settled ? `${capital(check.settled.outcome)}: ${check.settled.text}` : 'Nothing to do',
        ])}
      />
      <Pages page={page} path={reviewPaths.accuracy(view.incident.slug)} />
    </>
  );
};

const Settle: FC<{ link: Linker; odsCode: string; name: string }> = ({ link, odsCode, name }) => {
  const settle = link('review.accuracy-settle', 'Deal with it', { practice: odsCode }, `for ${name}`);
  return settle ? (
    <a href={settle.href}>
      {settle.text}
      <span class="nhsuk-u-visually-hidden"> {settle.hidden}</span>
    </a>
  ) : null;
};
