import { describe, expect, it } from 'vitest';
import { isCode } from './syntax.ts';
import { readTree } from './tree.ts';

const { tree } = readTree();

/** As a name of a field, a column, a function or a file. In sentences people may still say it, and other forms ask for it. */
const phrase = /[rR]oot_?[cC]ause|root-cause/;

/** Several things have to come together. A field for "the" cause would ask people to choose one. */
describe('contributing factors are plural', () => {
  const files = tree.filter(
    (file) => file.path !== 'test/tidy/words.test.ts' && (isCode(file) || file.path.endsWith('.sql')),
  );

  it('no field, column or file is called root cause', () => {
    const found = files
      .filter(({ path, text }) => phrase.test(text) || phrase.test(path))
      .map(({ path }) => path);
    expect(found).toEqual([]);
  });

  it('would be found', () => {
    for (const text of [
      'rootCause: z.string()',
      'root_cause text not null',
      'setRootCause(',
      'root-cause.ts',
    ])
      expect(phrase.test(text), text).toBe(true);
    expect(phrase.test('We share a full root cause analysis.')).toBe(false);
    expect(files.some(({ path }) => path.endsWith('.sql'))).toBe(true);
  });
});
