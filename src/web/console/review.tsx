import type { FC } from 'hono/jsx';
import { findIncident } from '#incidents';
import { type ReviewFactor, type ReviewView, requirements } from '#review';
import { Button, InsetText, SummaryList, Tag, type TagColour } from '../components/index.ts';
import { ActionList } from './actions-tracker.tsx';
import { mustBeAble } from './ask.ts';
import { type ConsoleApp, type ConsoleDeps, consolePaths } from './deps.ts';
import { type Linker, shown } from './links.ts';
import type { ConsoleOptions } from './options.ts';
import { Actions, at, Section } from './parts.tsx';
import { mountAccuracy } from './review-accuracy.tsx';
import { mountEvidence } from './review-evidence.tsx';
import { capital, day, loadReview, ReviewHead, reviewLinker, reviewPaths } from './review-parts.tsx';
import { mountReports } from './review-report.tsx';
import { mountReviewer } from './review-reviewer.tsx';
import { mountSections } from './review-section.tsx';

/** Every screen of a review: what it needs next, its evidence, report, accuracy check, reviewer, and reports for others. */
export function mountReview(app: ConsoleApp, deps: ConsoleDeps, options: ConsoleOptions): void {
  mountEvidence(app, deps, options);
  mountReports(app, deps, options);
  mountSections(app, deps, options);
  mountAccuracy(app, deps, options);
  mountReviewer(app, deps, options);
  app.get('/console/incidents/:slug/review', async (request) => {
    mustBeAble(request, options, 'review.show');
    const slug = request.req.param('slug');
    const view = await loadReview(request, options, slug);
    const link = reviewLinker(request, options, slug, reviewPaths.review(slug));
    if (!view) {
      const { title } = await findIncident(deps.contextFor(request).db, slug);
      return deps.page(request, {
        title: 'Review',
        content: <NoReview slug={slug} title={title} link={link} />,
      });
    }
    return deps.page(request, { title: 'Review', live: true, content: <Overview view={view} link={link} /> });
  });
}

const NoReview: FC<{ slug: string; title: string; link: Linker }> = ({ slug, title, link }) => {
  const commission = link('review.commission', 'Commission a review');
  return (
    <>
      <p class="allclear-small">
        <a href={consolePaths.incident(slug)}>{title}</a>
      </p>
      <h1>Review</h1>
      <p>No review has been commissioned yet. Its reviewer must have had no part in the incident.</p>
      {commission ? <Button text={commission.text} href={commission.href} /> : null}
    </>
  );
};

interface PartOptions {
  view: ReviewView;
  link: Linker;
}

const Overview: FC<PartOptions> = ({ view, link }) => {
  const { review, incident } = view;
  return (
    <>
      <ReviewHead view={view} heading="Review" here={reviewPaths.review(incident.slug)} />
      <SummaryList
        rows={[
          { key: 'State', value: <Tag text={capital(review.state)} colour="blue" /> },
          {
            key: 'Independent reviewer',
            value: `${review.independentReviewer}, ${review.reviewerOrganisation}, since ${at(review.appointedAt)}`,
          },
          { key: 'Due', value: day(review.dueBy) },
          {
            key: 'Versions published',
            value:
              view.versions.length === 0
                ? 'None yet'
                : view.versions
                    .map(({ version, publishedAt }) => `${version} (${at(publishedAt)})`)
                    .join(', '),
          },
        ]}
      />
      <NextStep view={view} link={link} />
      <div class="allclear-side">
        <div>
          <Factors view={view} link={link} />
          <Section id="actions" heading="Actions">
            <ActionList
              actions={view.actions.map((action) => ({ ...action, incident }))}
              at={view.at}
              link={link}
            />
            <Actions actions={shown(link('action.propose', 'Propose an action'))} />
            <p>
              <a href={reviewPaths.actions}>All actions of all reviews</a>
            </p>
          </Section>
        </div>
        <div>
          <Requirements />
          <Redactions view={view} link={link} />
          <Consequences view={view} link={link} />
        </div>
      </div>
    </>
  );
};

/** What is wanting, or the button that goes on. */
const NextStep: FC<PartOptions> = ({ view, link }) => {
  const { next, missing, ties } = view;
  return (
    <Section id="next" heading={next ? `Next: ${next}` : 'This review is closed'}>
      {ties.length === 0 ? null : (
        <InsetText>
          <p>
            <strong>
              The reviewer is not independent any more. Nothing goes on until somebody else is appointed.
            </strong>
          </p>
        </InsetText>
      )}
      {next === null ? null : missing.length === 0 ? (
        <p>Nothing is missing.</p>
      ) : (
        <>
          <p>Missing before it may go on:</p>
          <ul class="nhsuk-list nhsuk-list--bullet">
            {missing.map(({ text }) => (
              <li>{text}</li>
            ))}
          </ul>
        </>
      )}
      <Actions
        actions={shown(
          ...nextLinks(view, link),
          view.review.state === 'closed' ? undefined : link('review.appoint', 'Appoint another reviewer'),
        )}
      />
    </Section>
  );
};

function nextLinks({ next, versions }: ReviewView, link: Linker) {
  if (next === null) return [link('review.correct', 'Publish a correction')];
  const step =
    next === 'accepted'
      ? link('review.accept', 'Accept the review')
      : next === 'published'
        ? link('review.publish', 'Publish the review')
        : link('review.advance', `Go on to ${next}`, { to: next });
  return [step, ...(versions.length > 0 ? [link('review.correct', 'Publish a correction')] : [])];
}

const gradeColours: Readonly<Record<ReviewFactor['grade'], TagColour>> = {
  confirmed: 'red',
  supported: 'orange',
  hypothesis: 'yellow',
  'ruled out': 'grey',
};

const percent = (share: number): string => `${Math.round(share * 100)}%`;

const Factors: FC<PartOptions> = ({ view, link }) => (
  <Section id="factors" heading="Contributing factors">
    <p>Several things have to come together. None of them is the cause by itself.</p>
    {view.factors.map((factor) => (
      <>
        <h3 class="nhsuk-heading-s">
          {factor.title} <Tag text={capital(factor.grade)} colour={gradeColours[factor.grade]} />
        </h3>
        <p>{factor.statement}</p>
        <SummaryList rows={factorRows(factor)} />
        <Actions
          actions={shown(
            link('review.factor', 'Rewrite', factorFields(factor), factor.title),
            link('review.rival', 'Add a rival explanation', { factor: factor.key }, `to ${factor.title}`),
          )}
        />
      </>
    ))}
    <Actions actions={shown(link('review.factor', 'Add a factor'))} />
  </Section>
);

const factorRows = (factor: ReviewFactor) => [
  { key: 'Where it lies', value: capital(factor.element) },
  { key: 'For', value: factor.evidenceFor.join(' ') || 'None' },
  { key: 'Against', value: factor.evidenceAgainst.join(' ') || 'None' },
  ...(factor.share
    ? [
        {
          key: 'Share of failures',
          value: `${percent(factor.share.estimate)} (${percent(factor.share.low)} to ${percent(factor.share.high)}), attribution ${factor.share.reference}`,
        },
      ]
    : []),
  ...(factor.settledBy ? [{ key: 'What would settle it', value: factor.settledBy }] : []),
  ...factor.rivals.map(({ statement, settledBy }) => ({
    key: 'Rival explanation',
    value: `${statement} Settled by: ${settledBy}`,
  })),
];

/** What a rewrite begins with. Texts are short enough for an address; lists go one on each line. */
const factorFields = (factor: ReviewFactor): Record<string, string> => ({
  key: factor.key,
  title: factor.title,
  statement: factor.statement,
  element: factor.element,
  grade: factor.grade,
  evidenceFor: factor.evidenceFor.join('\n'),
  evidenceAgainst: factor.evidenceAgainst.join('\n'),
  settledBy: factor.settledBy ?? '',
});

const Requirements: FC = () => (
  <Section id="requirements" heading="What each step needs">
    <ul class="nhsuk-list nhsuk-list--bullet">
      <li>Every step: the reviewer is still independent.</li>
      {requirements.map(({ to, sentence }) => (
        <li>
          {capital(to)}: {sentence}
        </li>
      ))}
    </ul>
  </Section>
);

const Redactions: FC<PartOptions> = ({ view, link }) => (
  <Section id="redactions" heading="Left out of what is published">
    {view.redactions.length === 0 ? <p>Nothing.</p> : null}
    <ul class="nhsuk-list nhsuk-list--bullet">
      {view.redactions.map(({ what, target, reason, by }) => (
        <li>
          {capital(what)} {what === 'phrase' ? `“${target}”` : target}: {reason} ({by})
        </li>
      ))}
    </ul>
    <Actions actions={shown(link('review.redact', 'Leave something out'))} />
  </Section>
);

const Consequences: FC<PartOptions> = ({ view, link }) => (
  <Section id="consequences" heading="Cost and harm">
    <SummaryList
      rows={[
        {
          key: 'Staff hours',
          value:
            view.consequences.staffHours === null
              ? 'Not known'
              : `${view.consequences.staffHours.toLocaleString('en-GB')} (${view.consequences.staffHoursSource ?? ''})`,
        },
        { key: 'Harm', value: view.consequences.harm ?? 'Not known' },
      ]}
    />
    <Actions actions={shown(link('review.consequences', 'Record cost or harm'))} />
  </Section>
);
