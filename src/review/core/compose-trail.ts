import { formatDate, formatNumber, joinWords } from '#platform/clock';
import type { ReportBlock } from '#publishing';
import type { ReportFacts } from './compose-facts.ts';
import { capital, counted, heading, text } from './compose-words.ts';
import { reasonFor, redactedMark } from './redactor.ts';

// The trail of the review itself: its reviewer, what practices said, how it was made.

/** The reviewer's words stand as they wrote them: nobody else can leave anything out of them. */
export function composeReviewer(
  { statement, comments, redactions }: ReportFacts,
  redact: (text: string) => string,
): ReportBlock[] {
  const open = comments.filter((comment) => comment.public);
  const closed = comments.length - open.length;
  return [
    statement
      ? { kind: 'markdown', text: statement.text, figures: [] }
      : text('The reviewer has given no statement yet.'),
    heading('Comments and answers'),
    text(
      comments.length === 0
        ? 'The reviewer made no comment.'
        : `The reviewer made ${counted(comments.length, 'comment')}. Nobody can change them. Each has the authors' answer.${closed > 0 ? ` ${counted(closed, 'comment')} ${closed === 1 ? 'is' : 'are'} not published, as the reviewer chose.` : ''}`,
    ),
    ...open.flatMap((comment): ReportBlock[] => {
      const reason = reasonFor(redactions, 'comment', comment.number);
      const { response } = comment;
      return [
        {
          kind: 'facts',
          rows: [
            { label: `Comment ${comment.number}`, text: `On ${comment.about}, ${formatDate(comment.at)}` },
            { label: 'Reviewer', text: reason === undefined ? comment.text : redactedMark(reason) },
            {
              label: 'Authors',
              text: response
                ? `${capital(response.disposition)}. ${redact(response.text)}`
                : 'Not answered yet',
            },
          ],
        },
      ];
    }),
  ];
}

export function composeAccuracy({ accuracy }: ReportFacts, redact: (text: string) => string): ReportBlock[] {
  const { checks, closesAt } = accuracy;
  if (closesAt === null) return [text('The practices have not been asked yet.')];
  const agreed = checks.filter(({ answer }) => answer?.verdict === 'agree').length;
  const corrected = checks.filter(({ answer }) => answer?.verdict === 'correct');
  const silent = checks.length - agreed - corrected.length;
  return [
    text(
      `Every affected practice was asked to check the facts about itself before this report went out: ${formatNumber(checks.length)} were asked, ${formatNumber(agreed)} agreed, ${formatNumber(corrected.length)} asked for a correction, and ${formatNumber(silent)} did not answer. Silence is not agreement.`,
    ),
    ...(corrected.length === 0
      ? []
      : [
          {
            kind: 'table' as const,
            caption: 'Corrections that were asked for',
            head: ['What was done', 'Answer'],
            rows: corrected.map(({ settled }) => [
              settled ? capital(settled.outcome) : 'Not dealt with yet',
              settled ? redact(settled.text) : 'None yet',
            ]),
          },
        ]),
  ];
}

export function composeMethod(facts: ReportFacts, redact: (text: string) => string): ReportBlock[] {
  const { review, interests, evidenceCounts, redactions, acceptedBy } = facts;
  return [
    {
      kind: 'facts',
      rows: [
        { label: 'Terms of reference', text: redact(review.termsOfReference) },
        { label: 'Commissioned', text: formatDate(review.commissionedAt) },
        {
          label: 'Interests the reviewer declared',
          text: interests ? interests.interests : 'Not declared yet',
        },
        {
          label: 'Accepted by',
          text: acceptedBy
            ? `${acceptedBy.name}, ${acceptedBy.organisation}, on ${formatDate(acceptedBy.at)}`
            : 'Not accepted yet',
        },
        {
          label: 'Evidence',
          text:
            capital(joinWords(evidenceCounts.map(({ kind, count }) => `${kind}: ${formatNumber(count)}`))) ||
            'None',
        },
      ],
    },
    text(
      'Evidence was frozen when it was gathered, each item with its source, its time and a hash of its content. Nothing was taken away. Figures are as of the date of this report.',
    ),
    heading('What is left out'),
    redactions.length === 0
      ? text('Nothing is left out.')
      : {
          kind: 'list',
          items: [...Map.groupBy(redactions, ({ reason }) => reason)].map(
            ([reason, own]) => `${counted(own.length, 'redaction')}: ${reason}`,
          ),
        },
  ];
}
