import type { Call, LinkReason, LinkSubject } from '../model.ts';

/** See docs/algorithms/call-linking.md for the reason of each. */
export const linkParameters = {
  points: {
    words: 55,
    'more-words': 10,
    monitoring: 35,
    'affected-practice': 20,
    'shared-component': 10,
    'same-practice': 5,
  },
  /** From here linked without asking: needs the words and the place, by how the points add up. */
  autoFrom: 75,
  /** From here a person is asked. */
  suggestedFrom: 45,
  /** People may call before the first failure that monitoring saw, and after the last one. */
  windowMarginMinutes: 30,
} as const;

export type LinkBand = 'auto' | 'suggested' | 'left';

/** What is known of a call beside its own fields. */
export interface CallSurroundings {
  /** Attributes that the practice's sites had when the call was opened. */
  components: readonly { key: string; value: string }[];
  /** Whether another call of the same practice is linked and was still open when this one came. */
  hasOpenLinkedCall: boolean;
}

export type ScoredCall = Pick<
  Call,
  'practiceId' | 'openedAt' | 'shortDescription' | 'description' | 'category'
>;

/**
 * Scores how likely a call belongs to an incident: the sum of the points of every reason that holds. A subject that
 * names nothing matches nothing, and a call outside the incident's time is left alone, both with 0 points.
 */
export function scoreCall(
  call: ScoredCall,
  subject: LinkSubject,
  surroundings: CallSurroundings,
): { score: number; band: LinkBand; reasons: LinkReason[] } {
  const refusal = isEmpty(subject)
    ? emptySubject
    : isInWindow(call.openedAt, subject)
      ? undefined
      : outsideWindow;
  if (refusal) return { score: 0, band: 'left', reasons: [refusal] };
  const reasons = [
    ...reasonsInWords(call, subject.symptomWords),
    ...(call.practiceId === null
      ? []
      : reasonsOfPlace(call.practiceId, call.openedAt, subject, surroundings)),
  ];
  const score = reasons.reduce((sum, reason) => sum + reason.points, 0);
  return { score, band: bandOf(score), reasons };
}

const emptySubject: LinkReason = {
  reason: 'empty-subject',
  points: 0,
  text: 'The incident has no symptom words, affected practices or shared components yet, so no call matches it.',
};
const outsideWindow: LinkReason = {
  reason: 'outside-window',
  points: 0,
  text: 'The call was not opened during the incident.',
};

const bandOf = (score: number): LinkBand =>
  score >= linkParameters.autoFrom ? 'auto' : score >= linkParameters.suggestedFrom ? 'suggested' : 'left';

const isEmpty = (subject: LinkSubject): boolean =>
  normalisePhrases(subject.symptomWords).length === 0 &&
  subject.affectedPracticeIds.size === 0 &&
  subject.sharedComponents.length === 0;

/** Whether a call opened then can belong to the incident at all. */
export function isInWindow(
  openedAt: Date,
  { startedAt, endedAt }: Pick<LinkSubject, 'startedAt' | 'endedAt'>,
): boolean {
  const marginMs = linkParameters.windowMarginMinutes * 60_000;
  const at = openedAt.getTime();
  return at >= startedAt.getTime() - marginMs && (endedAt === null || at <= endedAt.getTime() + marginMs);
}

const reasonOf = (reason: keyof typeof linkParameters.points, text: string): LinkReason => ({
  reason,
  points: linkParameters.points[reason],
  text,
});

function reasonsInWords(call: ScoredCall, symptomWords: readonly string[]): LinkReason[] {
  const said = ` ${normaliseWords([call.shortDescription, call.description, call.category].join(' '))} `;
  const found = normalisePhrases(symptomWords).filter((phrase) => said.includes(` ${phrase} `));
  const [first, ...more] = found;
  if (first === undefined) return [];
  return [
    reasonOf('words', `The call says “${first}”.`),
    ...(more.length === 0 ? [] : [reasonOf('more-words', `It also says “${more.join('”, “')}”.`)]),
  ];
}

function reasonsOfPlace(
  practiceId: number,
  openedAt: Date,
  subject: LinkSubject,
  surroundings: CallSurroundings,
): LinkReason[] {
  const reasons: LinkReason[] = [];
  if (subject.failingNear(practiceId, openedAt))
    reasons.push(
      reasonOf('monitoring', 'Monitoring saw the practice failing within half an hour of the call.'),
    );
  if (subject.affectedPracticeIds.has(practiceId))
    reasons.push(reasonOf('affected-practice', 'The practice is one that the incident has affected.'));
  const shared = surroundings.components.find((component) =>
    subject.sharedComponents.some((other) => other.key === component.key && other.value === component.value),
  );
  if (shared)
    reasons.push(
      reasonOf(
        'shared-component',
        `The practice has what failing sites share: ${shared.key} ${shared.value}.`,
      ),
    );
  if (surroundings.hasOpenLinkedCall)
    reasons.push(reasonOf('same-practice', 'Another call from the same practice is linked and still open.'));
  return reasons;
}

/** Lower case, accents and punctuation off, words one space apart: so phrases match whole words only. */
function normaliseWords(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\p{M}'’]/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

const normalisePhrases = (phrases: readonly string[]): string[] =>
  [...new Set(phrases.map(normaliseWords))].filter((phrase) => phrase !== '');
