import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderMarkdown } from './render.ts';
import { markdownToText } from './to-text.ts';

describe('renderMarkdown', () => {
  it('renders paragraphs, emphasis, lists and links with NHS classes', () => {
    const html = renderMarkdown(
      'Two **things**:\n\n- one\n- [two](https://example.org/a?b=1&c=2)\n\n1. first\n',
    );
    expect(html).toBe(
      '<p>Two <strong>things</strong>:</p>\n' +
        '<ul class="nhsuk-list nhsuk-list--bullet">\n<li>one</li>\n' +
        '<li><a href="https://example.org/a?b=1&amp;c=2">two</a></li>\n</ul>\n' +
        '<ol class="nhsuk-list nhsuk-list--number">\n<li>first</li>\n</ol>\n',
    );
  });

  it('puts headings under the given level, in order and without gaps', () => {
    expect(renderMarkdown('# a\n\n### b\n\n# c', { headingLevel: 2 })).toBe(
      '<h3>a</h3>\n<h4>b</h4>\n<h3>c</h3>\n',
    );
    expect(renderMarkdown('## a')).toBe('<h3>a</h3>\n');
    expect(renderMarkdown('# a\n## b\n### c', { headingLevel: 4 })).toBe(
      '<h5>a</h5>\n<h6>b</h6>\n<h6>c</h6>\n',
    );
  });

  it('renders tables with header scope and no style attributes', () => {
    const html = renderMarkdown('| site | state |\n|---|--:|\n| A | up |');
    expect(html).toContain('<table class="nhsuk-table">');
    expect(html).toContain('<th class="nhsuk-table__header" scope="col">site</th>');
    expect(html).not.toContain('style=');
  });

  it.each([
    '/practices/G99001',
    'updates/3',
    '#latest',
    '?q=a',
    'http://example.org',
    'mailto:desk@example.org',
    'tel:+441632960001',
  ])('links to %s', (href) => {
    expect(renderMarkdown(`[x](${href})`)).toContain(`<a href="${href}">x</a>`);
  });

  it.each([
    '[x](javascript:alert(1))',
    '[x](JaVaScRiPt:alert(1))',
    '[x](java&#115;cript:alert(1))',
    '[x](&#x6A;avascript&colon;alert(1))',
    '[x](<java\tscript:alert(1)>)',
    '[x](< javascript:alert(1)>)',
    '[x](\u0001javascript:alert(1))',
    '[x](vbscript:x)',
    '[x](data:text/html,<b>x</b>)',
    '[x](data:image/png;base64,AAAA)',
    '[x](file:///etc/passwd)',
    '[x](//evil.example)',
    '[x](/\\evil.example)',
    '[x](\\\\evil.example)',
    '<javascript:alert(1)>',
    '[x][r]\n\n[r]: javascript:alert(1)',
  ])('makes no link of %j', (text) => {
    expect(renderMarkdown(text)).not.toContain('href');
  });

  it.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '![x](https://evil.example/x.png)',
    '<!-- x --><style>*{}</style>',
    '[x](https://a.example "\\" onmouseover=alert(1) x=\\"")',
    '```"><script>alert(1)</script>\n</code><script>\n```',
    '`<script>`',
    '<a href="javascript:alert(1)">x</a>',
    '&lt;script&gt;alert(1)&lt;/script&gt;',
  ])('leaves nothing that runs or loads in %j', (text) => {
    expect(tagsOf(renderMarkdown(text)).filter((tag) => !harmless(tag))).toEqual([]);
  });

  it('writes only its own tags, whatever the text', () => {
    const bit = fc.constantFrom(
      '<',
      '>',
      '"',
      "'",
      '&',
      '#',
      '\n',
      ' ',
      '[x](',
      ')',
      'javascript:',
      '<script>',
      '</p>',
      '`',
      '*',
      '- ',
      '|',
      '&#60;',
      '![',
      '\\',
      'on=1',
      'https://a.example/',
      '\u001b[31m',
      '\u202e',
    );
    fc.assert(
      fc.property(fc.array(bit, { maxLength: 30 }), (bits) => {
        const html = renderMarkdown(bits.join(''));
        expect(tagsOf(html).filter((tag) => !harmless(tag))).toEqual([]);
        expect(html.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u);
      }),
      { numRuns: 500 },
    );
  });
});

const tagsOf = (html: string): string[] => html.match(/<[^>]*>?/g) ?? [];
/** The tags that the renderer may write, with nothing but a class, a safe address (a colon behind a slash or hash is no scheme) or a scope. */
const harmless = (tag: string): boolean =>
  /^<\/?(?:p|h[3-6]|strong|em|s|code|pre|blockquote|ul|ol|li|hr|br|table|thead|tbody|tr|th|td|a)(?: (?:class="[\w -]*(?:&[#\w;]*[^<"]*)?"|scope="col"|start="\d+"|title="[^"<]*"|href="(?:https?:[^"<]*|mailto:[^"<]*|tel:[^"<]*|(?!\/\/)[^":</?#]*(?:[/?#][^"<]*)?)"))*>$/.test(
    tag,
  );

describe('markdownToText', () => {
  it('keeps the words, the lists and the addresses', () => {
    const text =
      '# What we know\n\nTwo *things*\nwent [wrong](https://example.org).\n\n- one\n- two\n  - deeper\n\n3. third\n4. fourth\n\n> quoted\n';
    expect(markdownToText(text)).toBe(
      'What we know\n\nTwo things went wrong (https://example.org).\n\n- one\n- two\n  - deeper\n3. third\n4. fourth\n\nquoted',
    );
  });

  it('does not repeat an address that is its own text', () => {
    expect(markdownToText('<https://example.org> or <desk@example.org>')).toBe(
      'https://example.org or desk@example.org',
    );
    expect(markdownToText('[call us](tel:01632960001)')).toBe('call us (01632960001)');
  });

  it('keeps line breaks that were asked for, and code as it is', () => {
    expect(markdownToText('a  \nb\n\n```\nx  y\n  z\n```')).toBe('a\nb\n\nx  y\n  z');
  });

  it('sends no control characters to a terminal', () => {
    expect(markdownToText('a\u001b[2J\u0007b\u009bc\u202ed\u0000e\r\nf')).toBe('a[2Jbcde f');
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(markdownToText(text).replaceAll(/[\n\t]/g, '')).not.toMatch(
          /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u,
        );
      }),
    );
  });

  it('shows raw HTML as the text it is', () => {
    expect(markdownToText('<b>x</b> & y')).toBe('<b>x</b> & y');
  });
});
