import { z } from 'zod';
import { defineClaim, refuse } from '../claim.ts';
import { countText, quantity } from '../words.ts';

const parameters = z.strictObject({});
const value = z.object({ met: z.number(), total: z.number() });

export const exitCriteriaMet = defineClaim({
  key: 'exitCriteria.met',
  summary: 'How many of the conditions for closing the incident are met',
  sentence: 'So far {{claim exitCriteria.met}} for closing the incident are met.',
  example: '3 of 4 conditions',
  formula:
    'Exit criteria whose last measurement met their threshold, out of all that were set. One that cannot be measured is not met. What each measures: docs/algorithms/exit-criteria.md.',
  holdsWhile: 'the number met has not fallen and no criterion was added.',
  parameters,
  value,
  needs: ['criteria'],
  evaluate({ criteria }) {
    const total = criteria.length;
    if (total === 0) return refuse('No exit criterion has been set.');
    const met = criteria.filter((criterion) => criterion.met === true).length;
    const unknown = criteria.filter((criterion) => criterion.met === null).length;
    return {
      ok: true,
      value: { met, total },
      text: countText(met, total, 'conditions'),
      evidence: {
        text: criteria
          .map(
            ({ title, met: each, text }) =>
              `${title}: ${each === null ? 'unknown' : each ? 'met' : 'not met'}. ${text}`,
          )
          .join(' '),
        counts: { met, total, unknown },
        exclusions: unknown === 0 ? [] : [`${quantity(unknown, 'condition')} cannot be measured; not met.`],
      },
    };
  },
  holds: (said, shown) => shown.met >= said.met && shown.total === said.total,
  nowText: ({ met, total }) => `${countText(met, total, 'conditions')} met`,
});
