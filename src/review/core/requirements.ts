import type { ResponseState, ReviewState } from '#incidents';
import { formatDay, joinWords } from '#platform/clock';

/** Everything that decides whether a review may move on. */
export interface ReviewFacts {
  state: ReviewState;
  response: ResponseState;
  now: Date;
  /** Why the reviewer is not independent, as known now; empty when nothing speaks against them. */
  ties: readonly string[];
  interestsDeclared: boolean;
  evidence: { items: number; gatheredAt: Date | null };
  /** When the incident ended, as it stands. */
  endedAt: Date | null;
  factors: readonly { title: string; evidence: number; grade: string; weighed: boolean }[];
  /** Titles of needed parts that nobody has written. */
  missingSections: readonly string[];
  accuracy: {
    opened: boolean;
    closesAt: Date | null;
    practices: number;
    answered: number;
    /** Corrections that nobody has dealt with, by practice. */
    unsettled: readonly string[];
  };
  reviewerStatement: boolean;
  unansweredComments: readonly number[];
  actions: readonly { number: number; status: string }[];
  serviceReport: { needed: boolean; sent: boolean };
}

/** One thing that a review needs before it goes to a state. `missing` says what is wanting; empty when it is met. */
export interface Requirement {
  to: ReviewState;
  key: string;
  sentence: string;
  missing(facts: ReviewFacts): string[];
}

const when = (condition: boolean, text: string): string[] => (condition ? [text] : []);

/** The check is over when every practice has answered, or when the time for it is. Nobody's silence ends it sooner. */
export const accuracyEnded = ({ accuracy, now }: Pick<ReviewFacts, 'accuracy' | 'now'>): boolean =>
  accuracy.opened &&
  (accuracy.answered === accuracy.practices || (accuracy.closesAt !== null && now >= accuracy.closesAt));

const accuracyMissing = (facts: ReviewFacts): string[] => {
  const { opened, closesAt, practices, answered } = facts.accuracy;
  if (!opened) return ['No practice has been asked to check the facts about itself.'];
  if (accuracyEnded(facts)) return [];
  const until = closesAt ? `the end of ${formatDay(new Date(closesAt.getTime() - 1))}` : 'an unknown day';
  return [`${answered} of ${practices} practices have answered, and they have until ${until}.`];
};

const over: readonly ResponseState[] = ['restored', 'stood down'];

/** What each state needs, in order. docs/reference/review.md is made from it. */
export const requirements: readonly Requirement[] = [
  {
    to: 'evidence',
    key: 'interests-declared',
    sentence: 'The independent reviewer has declared their interests, in person, or that there are none.',
    missing: ({ interestsDeclared }) =>
      when(!interestsDeclared, 'The reviewer has not declared their interests yet.'),
  },
  {
    to: 'analysis',
    key: 'evidence-gathered',
    sentence: 'Evidence has been gathered from the record.',
    missing: ({ evidence }) => when(evidence.items === 0, 'No evidence has been gathered.'),
  },
  {
    to: 'accuracy check',
    key: 'response-over',
    sentence: 'The response is restored or stood down, so that the facts no longer move.',
    missing: ({ response }) =>
      when(
        !over.includes(response),
        `The response is '${response}': what practices would check may still change.`,
      ),
  },
  {
    to: 'accuracy check',
    key: 'evidence-complete',
    sentence: 'Evidence was gathered after the incident ended.',
    missing: ({ evidence, endedAt }) =>
      when(
        endedAt !== null && (evidence.gatheredAt === null || evidence.gatheredAt < endedAt),
        'Evidence was last gathered before the incident ended. Gather it again.',
      ),
  },
  {
    to: 'accuracy check',
    key: 'factors',
    sentence:
      'Contributing factors are recorded, more than one, each with evidence for or against it, and with what would settle it or a rival explanation.',
    missing: ({ factors }) => [
      ...when(
        factors.length < 2,
        `${factors.length} contributing factors are recorded. There is never only one.`,
      ),
      ...factors
        .filter(({ evidence }) => evidence === 0)
        .map(({ title }) => `Nothing speaks for or against '${title}'.`),
      ...factors
        .filter(({ weighed }) => !weighed)
        .map(({ title }) => `'${title}' names no rival explanation, and nothing that would settle it.`),
    ],
  },
  {
    to: 'accuracy check',
    key: 'sections-written',
    sentence: 'The needed parts of the report are written.',
    missing: ({ missingSections }) =>
      when(missingSections.length > 0, `Not written yet: ${joinWords(missingSections)}.`),
  },
  {
    to: 'independent review',
    key: 'accuracy-ended',
    sentence:
      'Every affected practice was asked to check the facts about itself, and has answered or had its time to. Silence is shown as silence.',
    missing: accuracyMissing,
  },
  {
    to: 'independent review',
    key: 'corrections-settled',
    sentence: 'Every correction that a practice asked for has been dealt with.',
    missing: ({ accuracy }) =>
      accuracy.unsettled.map((practice) => `The correction of ${practice} has not been dealt with.`),
  },
  {
    to: 'accepted',
    key: 'reviewer-statement',
    sentence: 'The independent reviewer has given a statement of their own.',
    missing: ({ reviewerStatement }) => when(!reviewerStatement, 'The reviewer has given no statement yet.'),
  },
  {
    to: 'accepted',
    key: 'comments-answered',
    sentence: "Every comment of the reviewer has the authors' answer.",
    missing: ({ unansweredComments }) =>
      unansweredComments.map((number) => `Comment ${number} has no answer yet.`),
  },
  {
    to: 'published',
    key: 'accuracy-ended-still',
    sentence: 'The accuracy check has ended.',
    missing: accuracyMissing,
  },
  {
    to: 'actions',
    key: 'actions-decided',
    sentence: 'There is an action plan, and every action in it is accepted or rejected.',
    missing: ({ actions }) => [
      ...when(actions.length === 0, 'No action has been proposed.'),
      ...actions
        .filter(({ status }) => status === 'proposed')
        .map(({ number }) => `Action ${number} is neither accepted nor rejected.`),
    ],
  },
  {
    to: 'effectiveness checked',
    key: 'actions-shown',
    sentence: 'Every action is shown to work, or rejected with a reason. Done is not enough.',
    missing: ({ actions }) =>
      actions
        .filter(({ status }) => status !== 'shown to work' && status !== 'rejected')
        .map(({ number, status }) => `Action ${number} is '${status}', not shown to work.`),
  },
  {
    to: 'closed',
    key: 'service-report-sent',
    sentence: 'For severity 1 and 2, the higher-severity service incident report has been sent.',
    missing: ({ serviceReport }) =>
      when(
        serviceReport.needed && !serviceReport.sent,
        'The higher-severity service incident report has not been sent.',
      ),
  },
];

/** What every step needs, and every act of the reviewer. */
export const independenceSentence =
  'The reviewer is independent of the response: checked again at every step.';

/** What is wanting before a review may go to a state; each with the sentence it belongs to. */
export function missingFor(
  to: ReviewState,
  facts: ReviewFacts,
): { key: string; sentence: string; text: string }[] {
  const ties = facts.ties.map((text) => ({ key: 'independent', sentence: independenceSentence, text }));
  const own = requirements
    .filter((requirement) => requirement.to === to)
    .flatMap((requirement) =>
      requirement
        .missing(facts)
        .map((text) => ({ key: requirement.key, sentence: requirement.sentence, text })),
    );
  return [...ties, ...own];
}
