import { z } from 'zod';
import { londonDate, londonDayBounds } from '#platform/clock';
import { defineClaim, refuse, type Saying } from '../claim.ts';
import { type MetricRequest, measured } from '../evidence.ts';
import { momentText } from '../window.ts';
import { quantity } from '../words.ts';

const parameters = z.strictObject({});
const value = z.object({ sites: z.number() });

/** The London day it was said on, up to now, or whole once it is over. */
function requestFor({ asOf, now }: Saying): MetricRequest {
  const { from, to } = londonDayBounds(londonDate(asOf));
  return { metric: 'sites.flapping', parameters: {}, from, to: now.getTime() < to.getTime() ? now : to };
}

export const sitesFlappedToday = defineClaim({
  key: 'sites.flappedToday',
  summary: 'How many sites have had an unstable connection today',
  sentence: 'Today {{claim sites.flappedToday}} had an unstable connection.',
  example: '4 sites',
  formula:
    'Sites with a flap (docs/algorithms/detection.md) that touches the London day, from midnight to now. Refused when fewer than half of the day is known from readings.',
  holdsWhile: 'the number for that day is not higher than it said.',
  parameters,
  value,
  needs: [],
  metrics: (_, saying) => [requestFor(saying)],
  evaluate(evidence, _, saying) {
    const request = requestFor(saying);
    const { measurement, fault } = measured(evidence, request);
    const sites = measurement?.value ?? null;
    if (sites === null) return refuse(fault ?? measurement?.text ?? 'It could not be measured.');
    return {
      ok: true,
      value: { sites },
      text: quantity(sites, 'site'),
      evidence: {
        text: `Up to ${momentText(request.to)}. ${measurement?.evidence ?? ''}`,
        counts: { sites },
        exclusions: ['A site that lost its connection once and got it back is not unstable in this sense.'],
      },
    };
  },
  holds: (said, shown) => shown.sites <= said.sites,
  nowText: ({ sites }) => `${quantity(sites, 'site')} that day`,
});
