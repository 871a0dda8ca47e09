import { describe, expect, it } from 'vitest';
import { parseCss, splitAtLevel, writeCss } from './css-tree.ts';

describe('parseCss', () => {
  it.each([
    ['rules', 'a{color:red}b,i{margin:0}'],
    ['groups in groups', '@supports(display: grid){@media print{a{color:red}}b{margin:0}}c{top:0}'],
    ['braces in strings', 'a::before{content:"}{;"}b{color:red}'],
    ['an escaped quote in a string', String.raw`a::before{content:"\"}"}b{color:red}`],
    ['commas in brackets', 'a:is(b,c),d:not([x=","]){color:red}'],
    ['addresses with a semicolon', 'a{background:url("data:image/svg+xml;utf8,<svg/>")}b{color:red}'],
    ['statements and at-rules kept whole', '@import "x";@font-face{font-family:A}a{color:red}'],
  ])('reads and writes %s without a change', (_what, css) => {
    expect(writeCss(parseCss(css))).toBe(css);
  });

  it('takes a rule apart into its selectors', () => {
    expect(parseCss('a:is(b,c),d{color:red}')).toEqual([
      { kind: 'rule', selectors: ['a:is(b,c)', 'd'], body: 'color:red' },
    ]);
  });
});

describe('splitAtLevel', () => {
  it('leaves separators in nested brackets alone', () => {
    expect(splitAtLevel('margin:max(1px,calc(1px + env(x)));top:0;', ';')).toEqual([
      'margin:max(1px,calc(1px + env(x)))',
      'top:0',
    ]);
  });
});
