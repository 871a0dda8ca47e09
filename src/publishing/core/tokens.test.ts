import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { beginsSentence, fillTokens, parseTokens } from './tokens.ts';

const found = (body: string) => parseTokens(body).tokens.map(({ key, parameters }) => ({ key, parameters }));
const faults = (body: string) => parseTokens(body).faults;

describe('claim tokens', () => {
  it('have a key and parameters, quoted or not', () => {
    expect(
      found('So {{claim practices.moved}} and {{ claim calls.linked days=7 note="two \\"words\\" }}" }}.'),
    ).toEqual([
      { key: 'practices.moved', parameters: {} },
      { key: 'calls.linked', parameters: { days: '7', note: 'two "words" }}' } },
    ]);
  });

  it('know where they stand', () => {
    const { tokens } = parseTokens('# Title\n\nNow {{claim availability from=2026-04-27}} it is.\n');
    expect(tokens).toMatchObject([
      { line: 3, column: 5, start: 13, end: 51, source: '{{claim availability from=2026-04-27}}' },
    ]);
  });

  it.each([
    ['{{claim}}', 'names no claim'],
    ['{{clam practices.moved}}', 'is not a claim'],
    ['{{claim practices.moved', 'is not closed'],
    ['{{claim practices.moved\n}}', 'is not closed'],
    ['{{claim x days}}', 'days is not written parameter=value'],
    ['{{claim x days=1 days=2}}', 'gives days twice'],
    ['{{claim x days="1}}', 'is not closed'],
    ['{{claim x days=}}', 'is not written parameter=value'],
    ['{{claim 7x}}', 'names no claim'],
  ])('are refused: %s', (body, reason) => {
    expect(faults(`One\n two ${body}`)).toEqual([
      { line: 2, field: 'column 6', reason: expect.stringContaining(reason) },
    ]);
    expect(found(body)).toEqual([]);
  });

  it('are refused all together', () => {
    expect(
      faults('{{claim}} {{claim a}} {{x}}\n{{claim b c}}').map(({ line, field }) => [line, field]),
    ).toEqual([
      [1, 'column 1'],
      [1, 'column 23'],
      [2, 'column 1'],
    ]);
  });

  it('are replaced in place, by their order', () => {
    expect(fillTokens('A {{claim x}} b {{claim y}}.', (index) => `<${index}>`)).toBe('A <0> b <1>.');
    expect(fillTokens('none', () => 'x')).toBe('none');
  });

  it.each([
    ['{{claim x}} so', true],
    ['So {{claim x}}', false],
    ['Done. {{claim x}}', true],
    ['Line\n{{claim x}}', true],
    ['- {{claim x}}', true],
    ['2. {{claim x}}', true],
    ['a, {{claim x}}', false],
    ['at 3.{{claim x}}', false],
  ])('may begin a sentence: %s', (body, begins) => {
    const [token] = parseTokens(body).tokens;
    expect(token && beginsSentence(body, token)).toBe(begins);
  });

  it('never break on any text, and never overlap', () => {
    const piece = fc.constantFrom(
      '{{',
      '}}',
      'claim ',
      'a.b',
      ' x=1',
      ' y="',
      '"',
      '\\',
      '\n',
      'word ',
      '{',
      '}',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const body = pieces.join('');
        const { tokens } = parseTokens(body);
        let end = 0;
        for (const token of tokens) {
          expect(token.start).toBeGreaterThanOrEqual(end);
          expect(body.slice(token.start, token.end)).toBe(token.source);
          end = token.end;
        }
      }),
    );
  });
});
