import { incidentVerbs } from '#incidents';
import type { Actor, Role } from '#platform/auth';
import { runVerb } from '#platform/verbs';
import type { TestContext } from '../../test/support/database.ts';
import { givenEstate } from '../../test/support/estate.ts';
import { givenEpisode, givenIncident } from '../../test/support/incidents.ts';
import { reviewVerbs } from './verbs.ts';

// A review with its people, for tests. Everybody is invented.

export const people = {
  lead: ['Lena Marsh', ['incident lead', 'engineer']],
  author: ['Arno Bell', ['communications author', 'engineer']],
  reviewer: ['Rae Quill', ['reviewer']],
  director: ['Dora Finch', ['approver']],
  publisher: ['Pia Stone', ['communications author']],
  desk: ['Des Moor', ['desk']],
} as const satisfies Record<string, readonly [string, readonly Role[]]>;
export type Who = keyof typeof people;

export const actorOf = (who: Who): Actor => ({ kind: 'person', name: people[who][0], roles: people[who][1] });

/** Runs a verb of reviews or incidents as one of the people, about the incident `firewalls`. */
export const as = <T = unknown>(
  context: TestContext,
  who: Who | Actor,
  verb: string,
  input: Record<string, unknown> = {},
): Promise<T> =>
  runVerb(
    [...reviewVerbs, ...incidentVerbs],
    { ...context, actor: typeof who === 'string' ? actorOf(who) : who },
    verb,
    verb === 'action.list' ||
      verb === 'action.export' ||
      verb === 'action.still-open' ||
      verb === 'action.check'
      ? input
      : { incident: 'firewalls', ...input },
  ) as Promise<T>;

export const hoursLater = (context: TestContext, hours: number): void =>
  context.clock.advanceTo(new Date(context.clock.now().getTime() + hours * 3_600_000));

/** Six practices, two of which lost their connection; declared, and with two factors and a measure. */
export async function givenResponse(context: TestContext): Promise<void> {
  await givenEstate(context, 6);
  const as_ = { ...context, actor: actorOf('lead') };
  await givenEpisode(context, {
    kind: 'outage',
    siteIds: [1, 2],
    from: '2026-04-17T06:00:00Z',
    to: '2026-04-17T06:20:00Z',
  });
  await givenIncident(as_);
  await as(context, 'lead', 'command.group', { group: 'technical', purpose: 'Find and fix' });
  for (const key of ['software', 'capacity']) {
    await as(context, 'lead', 'factor.add', {
      key,
      title: `About ${key}`,
      statement: `Something with ${key}.`,
      settledBy: 'A test.',
    });
    await as(context, 'lead', 'factor.grade', {
      key,
      grade: 'supported',
      evidenceFor: ['Seen.'],
      reason: 'Seen.',
    });
  }
  await as(context, 'lead', 'measure.add', {
    key: 'restart',
    title: 'Restarts',
    description: 'Every morning.',
  });
}

export async function givenRestored(context: TestContext): Promise<void> {
  await as(context, 'lead', 'criterion.add', {
    key: 'quiet',
    title: 'No site down',
    metric: 'sites.downNow',
    comparator: 'at most',
    threshold: 0,
  });
  await as(context, 'lead', 'incident.respond', { to: 'mitigating', note: 'Restarts.' });
  await as(context, 'lead', 'incident.respond', { to: 'restored', note: 'It works.' });
}

export const commission = (context: TestContext, more: Record<string, unknown> = {}): Promise<unknown> =>
  as(context, 'lead', 'review.commission', {
    independentReviewer: people.reviewer[0],
    reviewerOrganisation: 'Another Board',
    dueBy: '2026-06-30',
    termsOfReference: 'How it came about, how it was handled, what to change.',
    ...more,
  });

export const advance = (context: TestContext, to: string, who: Who = 'lead'): Promise<unknown> =>
  as(context, who, 'review.advance', { to, note: 'Done.' });

export const writtenParts = ['summary', 'what-happened', 'went-well', 'lucky', 'went-badly', 'unknown'];

export const steps = [
  'evidence',
  'analysis',
  'accuracy check',
  'independent review',
  'accepted',
  'published',
] as const;
type Step = (typeof steps)[number];

const stepping: Record<Step, (context: TestContext) => Promise<void>> = {
  async evidence(context) {
    await as(context, 'reviewer', 'review.declare-interests', { interests: 'None' });
    await advance(context, 'evidence');
  },
  async analysis(context) {
    await advance(context, 'analysis');
  },
  async 'accuracy check'(context) {
    for (const section of writtenParts)
      await as(context, 'author', 'review.section', { section, text: `About ${section}.` });
    await as(context, 'author', 'review.gather');
    await advance(context, 'accuracy check');
  },
  async 'independent review'(context) {
    await as(context, 'lead', 'review.accuracy-open', {});
    hoursLater(context, 24 * 12);
    await advance(context, 'independent review');
  },
  async accepted(context) {
    await as(context, 'reviewer', 'review.reviewer-statement', { text: 'I had what I asked for.' });
    await as(context, 'director', 'review.accept', { organisation: 'The Board', note: 'Accepted.' });
  },
  async published(context) {
    await as(context, 'publisher', 'review.publish');
  },
};

/** A review that has come to a step, the shortest way. The clock moves on with the accuracy check. */
export async function givenReviewAt(context: TestContext, to: Step | 'commissioned'): Promise<void> {
  await givenResponse(context);
  await givenRestored(context);
  await commission(context);
  if (to === 'commissioned') return;
  for (const each of steps.slice(0, steps.indexOf(to) + 1)) await stepping[each](context);
}
