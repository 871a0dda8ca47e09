import { z } from 'zod';
import { defineClaim, refuse } from '../claim.ts';
import { countText, quantity } from '../words.ts';

const parameters = z.strictObject({});
const value = z.object({ cameTrue: z.number(), total: z.number() });

export const measuresCameTrue = defineClaim({
  key: 'measures.cameTrue',
  summary: 'How many of the measures have done what they promised',
  sentence: '{{claim measures.cameTrue}} have done what they promised.',
  example: '2 of 3 measures',
  formula:
    'Measures whose promise, as last measured, came true, out of all measures with a promise. Not yet due, not kept and not measurable all count as not come true.',
  holdsWhile: 'the number has not fallen and no measure with a promise was added.',
  parameters,
  value,
  needs: ['measures'],
  evaluate({ measures }) {
    const promising = measures.filter((measure) => measure.promise !== null);
    const total = promising.length;
    if (total === 0) return refuse('No measure has made a promise that can be measured.');
    const cameTrue = promising.filter((measure) => measure.outcome?.status === 'came true').length;
    return {
      ok: true,
      value: { cameTrue, total },
      text: countText(cameTrue, total, 'measures'),
      evidence: {
        text: promising
          .map(({ title, outcome }) =>
            `${title}: ${outcome?.status ?? 'not yet'}. ${outcome?.text ?? ''}`.trim(),
          )
          .join(' '),
        counts: { cameTrue, total },
        exclusions: [`${quantity(measures.length - total, 'measure')} without a promise not counted.`],
      },
    };
  },
  holds: (said, shown) => shown.cameTrue >= said.cameTrue && shown.total === said.total,
  nowText: ({ cameTrue, total }) => `${countText(cameTrue, total, 'measures')}`,
});
