import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { claim, publishedUpdate, stoppedClaim } from '../../../test/support/bulletin.ts';
import { updateHtml, updateText } from './claims.ts';

const asOf = '2026-04-29T10:00:00.000Z';
const html = (body: string, claims = [stoppedClaim()]) =>
  updateHtml(publishedUpdate({ body, claims }), { headingLevel: 2, asOf });
const text = (body: string, claims = [stoppedClaim()]) => updateText(publishedUpdate({ body, claims }), asOf);

const note =
  'This has changed since. It was true until 10:42am on Wednesday 29 April. Now: the last call linked to this incident was at 10:42am on Wednesday 29 April.';

describe('a claim that holds', () => {
  it('stands in its sentence, escaped, without a note', () => {
    expect(html('There are {{claim calls.quietSince}}.', [claim({ text: '<b>no</b> calls & "mail"' })])).toBe(
      '<p>There are &lt;b&gt;no&lt;/b&gt; calls &amp; &quot;mail&quot;.</p>\n',
    );
  });

  it('is not read as Markdown', () => {
    expect(html('It is {{claim x}}.', [claim({ text: '**5** of _6_' })])).toBe(
      '<p>It is **5** of _6_.</p>\n',
    );
  });

  it('fills the tokens in their order, whatever is in their parameters', () => {
    const claims = [claim({ text: 'one' }), claim({ text: 'two' })];
    expect(html('{{claim a words="} \\" {"}} and {{ claim b }}', claims)).toBe('<p>one and two</p>\n');
  });
});

describe('a claim that stopped holding', () => {
  it('has its note behind its own sentence', () => {
    const body = 'First. There have been {{claim calls.quietSince}}. Access is stable.';
    expect(html(body)).toBe(
      '<p>First. There have been no calls since 10:30am on Monday 27 April. ' +
        `<span class="allclear-changed" role="note">${note}</span> Access is stable.</p>\n`,
    );
    expect(text(body)).toBe(
      `First. There have been no calls since 10:30am on Monday 27 April. [${note}] Access is stable.`,
    );
  });

  it('has its note inside its list item and outside of a heading', () => {
    expect(html('- {{claim x}}\n- other')).toMatch(/April <span[^>]*>[^<]*<\/span><\/li>\n<li>other/);
    expect(html('# {{claim x}}\n\nText.')).toMatch(/^<h3>[^<]*<\/h3> <span[^>]*>[^<]*<\/span>\n<p>Text/);
  });

  it('is not ended by a full stop inside another claim of the sentence', () => {
    const other = claim({ text: 'about 1.5 calls a day. Or so' });
    expect(html('We had {{claim x}} and {{claim y}} here. Next.', [stoppedClaim(), other])).toMatch(
      /Or so here\. <span[^>]*>[^<]*<\/span> Next/,
    );
  });

  it('keeps the order of two notes in one sentence', () => {
    const claims = ['a', 'b'].map((nowText) => ({ ...stoppedClaim(), nowText }));
    const notes = [...html('{{claim x}} and {{claim y}}.', claims).matchAll(/Now: (\w)/g)].map(
      ([, word]) => word,
    );
    expect(notes).toEqual(['a', 'b']);
  });

  it('says so even when nothing newer can be said', () => {
    const unknown = { ...stoppedClaim(), stoppedAt: null, nowText: null };
    expect(text('{{claim x}}.', [unknown])).toContain(
      '[This has changed since. We are checking what is true now.]',
    );
  });

  it('is always noted, wherever its token stands', () => {
    const piece = fc.constantFrom(
      '{{claim x}}',
      'word',
      '. ',
      '\n\n',
      '- ',
      '# ',
      '**',
      '> ',
      '? ',
      '`',
      '1. ',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
        const body = pieces.join('');
        const tokens = pieces.filter((each) => each === '{{claim x}}').length;
        const claims = Array.from({ length: tokens }, () => stoppedClaim());
        expect(html(body, claims).split('This has changed since.').length - 1).toBe(tokens);
        expect(text(body, claims).split('This has changed since.').length - 1).toBe(tokens);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a body that does not fit its claims', () => {
  it('says that a figure is missing rather than showing a token', () => {
    expect(text('It is {{claim x}}.', [])).toBe('It is (this figure is not available).');
  });

  it('takes an author’s private-use characters for nothing', () => {
    expect(text('\uE0000\uE001 and {{claim x}}', [claim({ text: 'one' })])).toBe('0 and one');
  });
});
