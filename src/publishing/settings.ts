import { z } from 'zod';
import { defineSetting } from '#platform/settings';
import { standardWords } from './core/words.ts';

const percentage = (least: number, most: number) => z.number().int().min(least).max(most);

/** Where one word ends and the next begins. */
export const wordsSetting = defineSetting({
  key: 'words',
  title: 'Table of words',
  summary: 'Set how many "a few", "almost all" and "far fewer" are',
  schema: z
    .strictObject({
      aFewAtMost: percentage(1, 25).describe('“A few” is at least 2, and at most so many percent'),
      aboutHalfFrom: percentage(35, 50).describe('“About half” begins at so many percent'),
      aboutHalfTo: percentage(50, 65).describe('“About half” ends at so many percent'),
      almostAllFrom: percentage(80, 99).describe('“Almost all” begins at so many percent, and is never all'),
      farFewerTimes: z
        .number()
        .int()
        .min(2)
        .max(20)
        .describe('“Far fewer” is a fall to one in so many, “far more” a rise to so many times'),
      fewerBy: percentage(5, 49).describe('“Fewer” is a fall by so many percent, “more” a rise by as many'),
      leastForChange: z
        .number()
        .int()
        .min(2)
        .max(1_000)
        .describe('No word for a change when fewer than so many were counted before'),
    })
    .refine(({ farFewerTimes, fewerBy }) => 100 / farFewerTimes < 100 - fewerBy, {
      path: ['farFewerTimes'],
      message: 'has to be a greater fall than that of “fewer”',
    }),
  standard: standardWords,
});
