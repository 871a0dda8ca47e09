import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sampleOf } from './sample.ts';

it('a sample is all of a few, and exactly the asked number of many, each once', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(), { maxLength: 60 }), (ids) => {
      const sample = sampleOf(ids, 20);
      expect(sample).toHaveLength(Math.min(ids.length, 20));
      expect(new Set(sample).size).toBe(sample.length);
      expect(sample.every((id) => ids.includes(id))).toBe(true);
      expect(sampleOf([...ids].reverse(), 20)).toEqual(sample);
    }),
  );
});
