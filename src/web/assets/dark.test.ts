import { describe, expect, it } from 'vitest';
import { parseCss, writeCss } from './css-tree.ts';
import { darkTheme } from './dark.ts';

const dark = (css: string): string =>
  writeCss([darkTheme(parseCss(css))])
    .replace('@media (prefers-color-scheme: dark){:root{color-scheme:dark}', '')
    .slice(0, -1);

describe('darkTheme', () => {
  it.each([
    ['ink and paper', 'p{margin:0;color:#212b32;background:#fff}', 'p{color:#eef2f4;background:#1e272e}'],
    ['lines', 'p{border-bottom:1px solid #d8dde0}', 'p{border-bottom:1px solid #46545e}'],
    ['white ink on a solid colour as it is', 'p{color:#fff}', 'p{color:#fff}'],
    ['what takes a colour away', 'p{border:0;background:none}', 'p{border:0;background:none}'],
    ['what has the focus as it is', 'a:focus{color:#212b32}', 'a:focus{color:#212b32}'],
    ['what has not the focus as any other', 'a:not(:focus){color:#212b32}', 'a:not(:focus){color:#eef2f4}'],
    [
      'black on yellow as it is',
      'p{background-color:#ffeb3b;color:#212b32}',
      'p{background-color:#ffeb3b;color:#212b32}',
    ],
    ['tags as they are', '.nhsuk-tag{color:#212b32}', '.nhsuk-tag{color:#212b32}'],
    ['a rule for both in two', 'a,a:focus{color:#212b32}', 'a{color:#eef2f4}a:focus{color:#212b32}'],
    [
      'what holds on wide screens',
      '@media (width >= 40em){p{color:#212b32}}',
      '@media (width >= 40em){p{color:#eef2f4}}',
    ],
    ['nothing of paper', '@media print{p{color:#000}}', ''],
    ['nothing that has no colour', 'p{margin:0;border-radius:4px}', ''],
  ])('writes %s', (_what, light, expected) => {
    expect(dark(light)).toBe(expected);
  });

  it('keeps the order, so that each rule wins over the same others', () => {
    expect(dark('p{color:#212b32}.a{color:#4c6272}p{color:#005eb8}')).toBe(
      'p{color:#eef2f4}.a{color:#b8c4cb}p{color:#8cc4ff}',
    );
  });
});
