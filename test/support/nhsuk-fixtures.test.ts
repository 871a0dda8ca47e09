import { describe, expect, it } from 'vitest';
import { expectSameHtml, normaliseHtml } from './nhsuk-fixtures.ts';

describe('normaliseHtml', () => {
  it.each([
    ['indentation', '<p>\n    Text\n  </p>', '<p>Text</p>'],
    ['order of attributes and of classes', '<p id="a" class="c b">x</p>', '<p class="b c" id="a">x</p>'],
    ['ways to write a character', "<p title='\"'>&#39;</p>", '<p title="&quot;">\'</p>'],
    ['end tags of empty elements', '<input><path d="M0"/>', '<input/><path d="M0"></path>'],
    ['roles that an element has anyway', '<nav role="navigation">x</nav>', '<nav>x</nav>'],
  ])('sees no difference in %s', (_what, one, other) => {
    expect(normaliseHtml(one)).toBe(normaliseHtml(other));
  });

  it.each([
    ['words', '<p>a</p>', '<p>b</p>'],
    ['a space that somebody typed', '<p>a<b> b</b></p>', '<p>a<b>b</b></p>'],
    ['a class', '<p class="a">x</p>', '<p class="a b">x</p>'],
    ['an attribute', '<a href="#">x</a>', '<a href="#" rel="next">x</a>'],
    ['a role', '<div role="alert">x</div>', '<div>x</div>'],
    ['an element', '<p>x</p>', '<p><b>x</b></p>'],
  ])('sees a difference in %s', (_what, one, other) => {
    expect(normaliseHtml(one)).not.toBe(normaliseHtml(other));
  });
});

describe('expectSameHtml', () => {
  it('compares up to a call block and after it', () => {
    expectSameHtml('<p>\n\u0001\n</p>', '<p>\nanything\n</p>');
    expect(() => expectSameHtml('<p>\n\u0001\n</p>', '<div>\nanything\n</p>')).toThrow();
    expect(() => expectSameHtml('<p>\n\u0001\n</p>', '<p>\nanything\n</div>')).toThrow();
  });
});
