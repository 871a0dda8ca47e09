import { z } from 'zod';
import { formatNumber } from '#platform/clock';
import { defineClaim, refuse, type Saying } from '../claim.ts';
import { type MetricRequest, measured } from '../evidence.ts';
import { beginning, ending, moment, windowText } from '../window.ts';

const parameters = z.strictObject({
  from: moment.describe('Start of the period'),
  to: moment.optional().describe('End of the period; a day counts to its end. Now when absent'),
});
type Parameters = z.output<typeof parameters>;
const value = z.object({ percent: z.number() });

function requestFor(given: Parameters, { asOf }: Saying): MetricRequest | null {
  const from = beginning(given.from);
  const to = given.to === undefined ? asOf : ending(given.to, asOf);
  return from && to && from < to ? { metric: 'availability.percent', parameters: {}, from, to } : null;
}

export const availability = defineClaim({
  key: 'availability',
  summary: 'The share of known time in which sites were connected, over a period',
  sentence: 'Sites were connected for {{claim availability from=2026-04-27}}.',
  example: '99.93% of the known time from Monday 27 April to 10am on Wednesday 29 April',
  formula:
    '(up + degraded) / (up + degraded + down), in seconds over all sites. Unknown time is left out of both, and the evidence says how much it was; when it is more than half, the claim is refused.',
  holdsWhile: 'late readings do not move it by more than 0.1 of a percentage point.',
  parameters,
  value,
  needs: [],
  metrics(given, saying) {
    const request = requestFor(given, saying);
    return request ? [request] : [];
  },
  evaluate(evidence, given, saying) {
    const request = requestFor(given, saying);
    if (!request) return refuse('The period ends before it begins.');
    const { measurement, fault } = measured(evidence, request);
    const percent = measurement?.value ?? null;
    if (percent === null) return refuse(fault ?? measurement?.text ?? 'It could not be measured.');
    return {
      ok: true,
      value: { percent },
      text: `${percentText(percent)} of the known time ${windowText(request)}`,
      evidence: {
        text: measurement?.evidence ?? '',
        counts: { percent },
        exclusions: ['Time without readings is unknown. It counts neither as connected nor as down.'],
      },
    };
  },
  holds: (said, shown) => Math.abs(shown.percent - said.percent) <= 0.1,
  nowText: ({ percent }) => `late readings give ${percentText(percent)}`,
});

/** Never rounded up to 100: a minute of outage is not none. */
const percentText = (percent: number): string =>
  `${formatNumber(percent === 100 ? 100 : Math.min(percent, 99.99), { decimals: 2 })}%`;
