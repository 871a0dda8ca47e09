import { describe, expect, it } from 'vitest';
import { parseCss, writeCss } from './css-tree.ts';
import { findUsedClasses, isUsed, joinNeighbours, purgeCss } from './purge.ts';

const used = findUsedClasses(['class="nhsuk-button"', '`nhsuk-tag--$' + '{colour}`', '.allclear-update']);

const purge = (css: string) => writeCss(purgeCss(parseCss(css), (name) => isUsed(used, name)));

describe('findUsedClasses', () => {
  it('finds whole names and, before a placeholder, prefixes', () => {
    expect([...used.names]).toEqual(['nhsuk-button', 'allclear-update']);
    expect(used.prefixes).toEqual(['nhsuk-tag--']);
  });

  it('does not take a name for a prefix of another', () => {
    expect(isUsed(used, 'nhsuk-button--warning')).toBe(false);
    expect(isUsed(used, 'nhsuk-tag--red')).toBe(true);
  });
});

describe('purgeCss', () => {
  it.each([
    ['a rule that asks for an unused class', '.nhsuk-hero{top:0}', ''],
    ['a rule that asks for both', '.nhsuk-button .nhsuk-hero{top:0}', ''],
    ['one selector of several', '.nhsuk-hero,.nhsuk-button{top:0}', '.nhsuk-button{top:0}'],
    ['a group left empty', '@media print{.nhsuk-hero{top:0}}', ''],
    ['a class inside :has()', '.nhsuk-button:has(.nhsuk-hero){top:0}', ''],
  ])('drops %s', (_what, css, expected) => {
    expect(purge(css)).toBe(expected);
  });

  it.each([
    ['elements and attributes', 'a[href]:hover,*{top:0}'],
    ['what a selector excludes', '.nhsuk-button:not(.nhsuk-hero){top:0}'],
    ['alternatives', '.nhsuk-button:is(.nhsuk-hero,:hover){top:0}'],
    ['names from a placeholder', '.nhsuk-tag--green{top:0}'],
    ['numbers that look like classes', 'a{margin:.5em}'],
    ['at-rules kept whole', '@font-face{font-family:A}'],
  ])('keeps %s', (_what, css) => {
    expect(purge(css)).toBe(css);
  });
});

describe('joinNeighbours', () => {
  const join = (css: string) => writeCss(joinNeighbours(parseCss(css)));

  it('joins what stands side by side', () => {
    expect(join('@media print{a{top:0}}@media print{a{left:0}b{top:0}}')).toBe(
      '@media print{a{top:0;left:0}b{top:0}}',
    );
  });

  it('moves nothing past another rule', () => {
    const css = 'a{top:0}b{top:1px}a{top:2px}';
    expect(join(css)).toBe(css);
  });
});
