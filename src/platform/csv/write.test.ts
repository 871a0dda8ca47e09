import { describe, expect, it } from 'vitest';
import { writeCsv } from './write.ts';

const cellOf = (cell: string | number | boolean | Date | null | undefined): string =>
  writeCsv(['x', 'y'], [['', cell]])
    .split('\r\n')
    .slice(1, -1)
    .join('\r\n')
    .slice(1);

describe('writeCsv', () => {
  it('ends every line with CR LF and quotes only where it must', () => {
    expect(
      writeCsv(
        ['a', 'b'],
        [
          ['1', 'x, "y"'],
          [2, null],
        ],
      ),
    ).toBe('a,b\r\n1,"x, ""y"""\r\n2,\r\n');
  });

  it.each([
    ['=1+1', "'=1+1"],
    ['=HYPERLINK("http://x")', `"'=HYPERLINK(""http://x"")"`],
    ['+cmd|calc', "'+cmd|calc"],
    ['-2+3', "'-2+3"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\t=1"],
    ['\r=1', `"'\r=1"`],
    ['＝1+1', "'＝1+1"],
  ])('takes the formula out of %j', (cell, expected) => {
    expect(cellOf(cell)).toBe(expected);
  });

  it.each([
    [-3.5, '-3.5'],
    ['-3.5', '-3.5'],
    ['+441632960001', '+441632960001'],
    ['a=b', 'a=b'],
    [true, 'true'],
    [undefined, ''],
    [new Date('2026-04-29T09:00:00Z'), '2026-04-29T09:00:00.000Z'],
    [' a', '" a"'],
    ['a\nb', '"a\nb"'],
  ])('leaves %j as it is', (cell, expected) => {
    expect(cellOf(cell)).toBe(expected);
  });

  it('writes a row of one blank cell so that it is seen', () => {
    expect(writeCsv(['a'], [['']])).toBe('a\r\n""\r\n');
  });
});
