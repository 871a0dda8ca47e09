import { z } from 'zod';
import { formatNumber, openHoursBetween } from '#platform/clock';
import { type Silence, silence } from '#servicedesk';
import { type ClaimResult, defineClaim, refuse, type Saying } from '../claim.ts';
import type { EvidenceBase, EvidenceParts } from '../evidence.ts';
import { judgeFeeds } from '../feed.ts';
import { affectedPractices } from '../practices.ts';
import { hoursText, momentText, yesNo } from '../window.ts';
import { quantity } from '../words.ts';

const parameters = z.strictObject({
  disclose: yesNo
    .default('no')
    .describe('`yes` says how many calls wait to be checked, where the claim would otherwise be refused'),
});
const value = z.object({
  /** The last linked call; null when there has been none. */
  lastAt: z.iso.datetime().nullable(),
  openHours: z.number(),
  expected: z.number().nullable(),
  convincing: z.boolean(),
  waiting: z.number(),
});
type Value = z.output<typeof value>;
type Needed = EvidenceBase & Pick<EvidenceParts, 'calls' | 'sites' | 'impact'>;

export const callsQuietSince = defineClaim({
  key: 'calls.quietSince',
  summary: 'That no call linked to the incident has come since the last one, and what the silence is worth',
  sentence: 'There have been {{claim calls.quietSince}}.',
  example:
    'no calls about this incident since 10:30am on Monday 27 April (20 hours 30 minutes of service desk time, in which about 43 calls would have been expected)',
  formula:
    'The gap runs from the last linked call to the as-of time and counts service desk open hours only. The expected number and whether the silence is convincing are those of docs/algorithms/silence.md, the failing period being from the start of the incident to that call. Refused: when a call feed is stale, when calls in the gap wait to be checked (unless `disclose=yes` says so in the sentence), and while the desk has not been open in the gap. A silence that is not convincing says so in the sentence, and so does monitoring that disagrees.',
  holdsWhile: 'no linked call was opened after the one it names.',
  parameters,
  value,
  needs: ['calls', 'sites', 'impact'],
  evaluate: (evidence, given, saying) => evaluateQuiet(evidence, given.disclose === 'yes', saying),
  holds: (said, shown) =>
    shown.lastAt === null || (said.lastAt !== null && Date.parse(shown.lastAt) <= Date.parse(said.lastAt)),
  nowText: ({ lastAt }) =>
    lastAt === null
      ? 'no call is linked to this incident'
      : `a call about this incident was logged at ${momentText(new Date(lastAt))}`,
});

function evaluateQuiet(evidence: Needed, disclose: boolean, saying: Saying): ClaimResult<Value> {
  const { incident, calls } = evidence;
  const at = saying.now;
  const lastAt = calls.linked.at(-1)?.at ?? null;
  const from = lastAt ?? incident.startedAt;
  const waiting = calls.untriaged.filter((call) => call.at.getTime() >= from.getTime());
  const weighed = lastAt === null ? null : weigh(evidence, lastAt, at);
  const shown: Value = {
    lastAt: lastAt?.toISOString() ?? null,
    openHours: openHoursBetween(evidence.deskHours, from, at),
    expected: weighed?.expected ?? null,
    convincing: weighed?.convincing ?? false,
    waiting: waiting.length,
  };
  const feed = judgeFeeds(calls.feeds, {
    startedAt: incident.startedAt,
    at,
    staleMinutes: evidence.callFeedStaleMinutes,
  });
  if (feed.fault !== null) return refuse(feed.fault, shown);
  if (waiting.length > 0 && !disclose) return refuse(waitingFault(waiting), shown);
  if (shown.openHours === 0)
    return refuse(`The service desk has not been open since ${momentText(from)}.`, shown);
  const failing = affectedPractices(evidence.sites, evidence.impact, at, 'now').size;
  return {
    ok: true,
    value: shown,
    text: sayQuiet(shown, from, failing),
    evidence: {
      text: `${weighed ? explain(weighed) : 'No call has been linked to this incident.'} ${feed.text}`,
      counts: {
        openHours: shown.openHours,
        waiting: waiting.length,
        linkedBefore: calls.linked.length,
        failingNow: failing,
      },
      rowIds: { call: calls.linked.slice(-1).map((call) => call.id) },
      exclusions: [
        'Hours in which the service desk was closed are not counted.',
        `Not yet checked: ${quantity(waiting.length, 'call')} in that time.`,
      ],
    },
  };
}

function weigh({ calls, incident, deskHours }: Needed, lastLinkedAt: Date, asOf: Date): Silence {
  return silence({
    lastLinkedAt,
    asOf,
    hours: deskHours,
    history: calls.linked,
    failingFrom: incident.startedAt,
    // The last call belongs to the failing period, whose end is not included.
    failingTo: new Date(lastLinkedAt.getTime() + 1),
  });
}

function waitingFault(waiting: EvidenceParts['calls']['untriaged']): string {
  const suggested = waiting.filter((call) => call.because === 'suggested').length;
  return `${quantity(waiting.length, 'call')} since then may be about this incident and wait to be checked (${suggested} suggested, ${waiting.length - suggested} tied to no practice). Check them, or say so with disclose=yes.`;
}

function sayQuiet(shown: Value, from: Date, failing: number): string {
  const since = shown.lastAt === null ? `since it began at ${momentText(from)}` : `since ${momentText(from)}`;
  const expected =
    shown.expected === null
      ? ''
      : `, in which about ${expectedText(shown.expected)} would have been expected`;
  const notes = [
    ...(shown.convincing ? [] : ['this does not yet show that the problem is over']),
    ...(shown.waiting > 0 ? [`${quantity(shown.waiting, 'call')} not yet checked`] : []),
    ...(failing > 0 ? [`monitoring still sees ${quantity(failing, 'practice')} affected`] : []),
  ];
  const more = notes.map((note) => `; ${note}`).join('');
  return `no calls about this incident ${since} (${hoursText(shown.openHours)} of service desk time${expected}${more})`;
}

const expectedText = (expected: number): string =>
  expected < 1 ? 'less than 1 call' : quantity(Math.round(expected), 'call');

function explain(weighed: Silence): string {
  const learnt = `Before it, ${quantity(weighed.calls, 'linked call')} came in ${hoursText(weighed.failingOpenHours)} of service desk time on ${quantity(weighed.failingOpenDays, 'day')}.`;
  const chance =
    weighed.negativeBinomialP0 === null
      ? ''
      : ` If nothing had changed, the chance of no call at all would be ${chanceText(weighed.negativeBinomialP0)}, allowing for calls that come in bursts.`;
  return `${learnt}${chance} ${weighed.reason}`;
}

/** `1 in 250`, or `more than half`; chances below 1 in 10,000 are not told apart. */
function chanceText(chance: number): string {
  if (chance > 0.5) return 'more than half';
  if (chance < 0.0001) return 'less than 1 in 10,000';
  return `about 1 in ${formatNumber(Math.round(1 / chance))}`;
}
