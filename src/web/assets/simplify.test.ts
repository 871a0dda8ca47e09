import { describe, expect, it } from 'vitest';
import { parseCss, writeCss } from './css-tree.ts';
import { simplifyCss } from './simplify.ts';

const simplify = (css: string) => writeCss(simplifyCss(parseCss(css)));

describe('simplifyCss', () => {
  it.each([
    ['opens a condition every browser meets', '@supports not (-ms-ime-align: auto){a{top:0}}', 'a{top:0}'],
    ['drops fixes for old browsers', '@media print and (-ms-high-contrast: active){a{top:0}}', ''],
    [
      'keeps high contrast mode, without its old name',
      '@media (forced-colors: active),(-ms-high-contrast: active){a{fill:LinkText}}',
      '@media (forced-colors: active){a{fill:LinkText}}',
    ],
    [
      'drops link colours that high contrast mode sets itself',
      '@media (forced-colors: active){a{color:LinkText}}',
      '',
    ],
    [
      'drops sizes and colours from print',
      '@media print{a{font-size:9pt;display:none}}',
      '@media print{a{display:none}}',
    ],
    ['drops a declaration that a later one replaces', 'a{top:0;left:0;top:1px}', 'a{left:0;top:1px}'],
    ['keeps a fallback', 'a{top:0;top:max(0px,1px)}', 'a{top:0;top:max(0px,1px)}'],
    ['keeps what is important', 'a{top:0 !important;top:1px}', 'a{top:0 !important;top:1px}'],
  ])('%s', (_what, css, expected) => {
    expect(simplify(css)).toBe(expected);
  });

  it('does not touch a group it has no reason to', () => {
    const css = '@media(min-width: 40em){a{color:red}}';
    expect(simplify(css)).toBe(css);
  });
});
