import { describe, expect, it } from 'vitest';
import { classNames, safeHref } from './markup.ts';

describe('safeHref', () => {
  it.each([
    '/incidents/1',
    '#top',
    '?q=a:b',
    'incidents/a',
    'https://example.org/',
    'MAILTO:a@example.org',
    'tel:01632',
  ])('lets %s pass', (href) => {
    expect(safeHref(href)).toBe(href);
  });

  it.each([
    'javascript:alert(1)',
    ' JaVaScript:alert(1)',
    'java\nscript:alert(1)',
    '\u0001javascript:x',
    'data:text/html,x',
    'vbscript:x',
  ])('stops %j', (href) => {
    expect(safeHref(href)).toBe('#');
  });
});

describe('classNames', () => {
  it('joins the names that are on', () => {
    expect(classNames('a', false, undefined, '', 'b')).toBe('a b');
  });
});
