import type { FC } from 'hono/jsx';
import type { ReviewComment, ReviewView } from '#review';
import { InsetText, SummaryList, Tag } from '../components/index.ts';
import { mustBeAble } from './ask.ts';
import type { ConsoleApp, ConsoleDeps } from './deps.ts';
import { type Linker, shown } from './links.ts';
import type { ConsoleOptions } from './options.ts';
import { Actions, at, Section } from './parts.tsx';
import { capital, mustLoadReview, ReviewHead, reviewLinker, reviewPaths } from './review-parts.tsx';

/** The reviewer's own screen: their interests, comments with the authors' answers, and their statement. */
export function mountReviewer(app: ConsoleApp, deps: ConsoleDeps, options: ConsoleOptions): void {
  app.get('/console/incidents/:slug/review/reviewer', async (request) => {
    mustBeAble(request, options, 'review.show');
    const slug = request.req.param('slug');
    const view = await mustLoadReview(request, options, slug);
    const link = reviewLinker(request, options, slug, reviewPaths.reviewer(slug));
    return deps.page(request, { title: 'Independent reviewer', content: <Screen view={view} link={link} /> });
  });
}

const Screen: FC<{ view: ReviewView; link: Linker }> = ({ view, link }) => {
  const { review, interests, ties, statement, comments } = view;
  return (
    <>
      <ReviewHead
        view={view}
        heading="Independent reviewer"
        here={reviewPaths.reviewer(view.incident.slug)}
      />
      {ties.length === 0 ? null : (
        <InsetText>
          <p>
            <strong>The reviewer is not independent any more.</strong>
          </p>
          <ul class="nhsuk-list nhsuk-list--bullet">
            {ties.map((tie) => (
              <li>{tie}</li>
            ))}
          </ul>
        </InsetText>
      )}
      <SummaryList
        rows={[
          { key: 'Reviewer', value: `${review.independentReviewer}, ${review.reviewerOrganisation}` },
          { key: 'Terms of reference', value: review.termsOfReference },
          {
            key: 'Interests declared',
            value: interests ? `${interests.interests} (${at(interests.at)})` : 'Not declared yet',
          },
          {
            key: 'Independence',
            value:
              ties.length === 0
                ? 'Checked just now: no part in the incident, under any of their accounts, and no line to anybody who had one.'
                : 'Not given',
          },
        ]}
      />
      <Actions
        actions={shown(
          link('review.declare-interests', 'Declare your interests'),
          link('review.comment', 'Make a comment'),
          link('review.reviewer-statement', 'Give your statement'),
        )}
      />
      <p>
        Read <a href={reviewPaths.evidence(view.incident.slug)}>the evidence</a> and{' '}
        <a href={reviewPaths.report(view.incident.slug)}>the report as it stands</a>. A comment cannot be
        changed by anybody, not even by you. Every comment needs the authors' answer before the review can be
        accepted.
      </p>
      <Section id="comments" heading={`Comments (${comments.length})`}>
        {comments.length === 0 ? <p>None yet.</p> : null}
        {comments.map((comment) => (
          <Comment comment={comment} link={link} />
        ))}
      </Section>
      <Section id="statement" heading="Statement">
        <p>{statement ? statement.text : 'Not given yet.'}</p>
      </Section>
    </>
  );
};

const Comment: FC<{ comment: ReviewComment; link: Linker }> = ({ comment, link }) => (
  <>
    <h3 class="nhsuk-heading-s">
      {comment.number}. {comment.about}{' '}
      {comment.response ? (
        <Tag text={capital(comment.response.disposition)} colour="blue" />
      ) : (
        <Tag text="Unanswered" colour="orange" />
      )}
    </h3>
    <p>{comment.text}</p>
    <p class="allclear-small">
      {comment.by}, {at(comment.at)}, {comment.public ? 'published with its answer' : 'not published'}
    </p>
    {comment.response ? (
      <p>
        <strong>Authors:</strong> {comment.response.text} ({comment.response.by}, {at(comment.response.at)})
      </p>
    ) : null}
    <Actions
      actions={shown(
        link('review.answer', 'Answer it', { comment: String(comment.number) }, `comment ${comment.number}`),
        link(
          'review.redact',
          'Leave it out',
          { what: 'comment', target: String(comment.number) },
          `comment ${comment.number}`,
        ),
      )}
    />
  </>
);
