import { describe, expect, it } from 'vitest';
import { treeOf } from '../tree-of.ts';
import { weakTypes } from './types.ts';

const lines = (code: string): number[] =>
  weakTypes(treeOf({ 'src/estate/a.ts': code })).map(({ line }) => line);

describe('weak types', () => {
  it.each([
    'let a: any;',
    'const a = b as any;',
    'const a: Record<string, any> = {};',
    'function f(...args: any[]) {}',
    '// @ts-ignore',
    '/* @ts-nocheck */',
    '// @ts-expect-error',
  ])('refuses %s', (code) => {
    expect(lines(`\n${code}\nexport {};`)).toEqual([2]);
  });

  it.each([
    'let a: unknown; // any value',
    "const any = 'any'; const text = '// @ts-ignore';",
    ['const text = `// @ts-nocheck $', '{a} // @ts-ignore`;'].join(''),
    '// @ts-expect-error: the package ships no types',
  ])('leaves %s alone', (code) => {
    expect(lines(code)).toEqual([]);
  });

  it('looks at tests and benchmarks as well', () => {
    expect(weakTypes(treeOf({ 'test/a.ts': 'let a: any;', 'bench/b.ts': 'let b: any;' }))).toHaveLength(2);
  });
});
