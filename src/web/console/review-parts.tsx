import type { FC } from 'hono/jsx';
import { formatDate } from '#platform/clock';
import { AllclearError } from '#platform/errors';
import type { ReviewView } from '#review';
import { ask, may } from './ask.ts';
import { type ConsoleRequest, consolePaths } from './deps.ts';
import type { Linker } from './links.ts';
import type { ConsoleOptions } from './options.ts';

/** Addresses of the screens of a review. */
export const reviewPaths = {
  review: (slug: string) => `${consolePaths.incident(slug)}/review`,
  evidence: (slug: string) => `${consolePaths.incident(slug)}/review/evidence`,
  evidenceItem: (slug: string, number: number) => `${consolePaths.incident(slug)}/review/evidence/${number}`,
  report: (slug: string) => `${consolePaths.incident(slug)}/review/report`,
  section: (slug: string, key: string) => `${consolePaths.incident(slug)}/review/sections/${key}`,
  accuracy: (slug: string) => `${consolePaths.incident(slug)}/review/accuracy`,
  reviewer: (slug: string) => `${consolePaths.incident(slug)}/review/reviewer`,
  board: (slug: string) => `${consolePaths.incident(slug)}/review/board`,
  serviceReport: (slug: string) => `${consolePaths.incident(slug)}/review/service-report`,
  actions: '/console/actions',
  actionsCsv: '/console/actions.csv',
} as const;

/** A London date in words. */
export const day = (date: string): string => formatDate(new Date(`${date}T12:00:00Z`));

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** The review of an incident as `review.show` answers, or undefined before one was commissioned. */
export const loadReview = async (
  request: ConsoleRequest,
  options: ConsoleOptions,
  slug: string,
): Promise<ReviewView | undefined> =>
  (await ask<ReviewView | null>(request, options, 'review.show', { incident: slug })) ?? undefined;

/** The same; throws `not-found` when there is none. */
export async function mustLoadReview(
  request: ConsoleRequest,
  options: ConsoleOptions,
  slug: string,
): Promise<ReviewView> {
  const view = await loadReview(request, options, slug);
  if (!view)
    throw new AllclearError('not-found', `No review of ${slug} has been commissioned.`, {
      remedy: 'An incident lead commissions it.',
    });
  return view;
}

/** Leads to the form of a verb and back to one of the review's screens; undefined when this person may not use it. */
export const reviewLinker =
  (request: ConsoleRequest, options: ConsoleOptions, incident: string, back: string): Linker =>
  (verb, text, fields = {}, hidden) =>
    may(request, options, verb)
      ? {
          text,
          href: consolePaths.verb(verb, { incident, ...fields }, back),
          ...(hidden === undefined ? {} : { hidden }),
        }
      : undefined;

const tabs: readonly [text: string, path: (slug: string) => string][] = [
  ['Overview', reviewPaths.review],
  ['Evidence', reviewPaths.evidence],
  ['Report', reviewPaths.report],
  ['Accuracy check', reviewPaths.accuracy],
  ['Reviewer', reviewPaths.reviewer],
  ['Board summary', reviewPaths.board],
  ['Service incident report', reviewPaths.serviceReport],
];

/** The way between the screens of one review. */
export const ReviewTabs: FC<{ slug: string; here: string }> = ({ slug, here }) => (
  <nav aria-label="Review">
    <ul class="allclear-actions">
      {tabs.map(([text, path]) => (
        <li>
          {path(slug) === here ? (
            <strong aria-current="page">{text}</strong>
          ) : (
            <a href={path(slug)}>{text}</a>
          )}
        </li>
      ))}
    </ul>
  </nav>
);

/** What every screen of a review begins with. */
export const ReviewHead: FC<{ view: ReviewView; heading: string; here: string }> = ({
  view,
  heading,
  here,
}) => (
  <>
    <p class="allclear-small">
      <a href={consolePaths.incident(view.incident.slug)}>{view.incident.title}</a>
    </p>
    <h1>{heading}</h1>
    <ReviewTabs slug={view.incident.slug} here={here} />
  </>
);
