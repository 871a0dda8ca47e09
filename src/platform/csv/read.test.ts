import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AllclearError } from '../errors/index.ts';
import { type CsvOptions, readCsv, readCsvHeader } from './read.ts';
import { writeCsv } from './write.ts';

const columns = { required: ['site_code', 'name'], optional: ['phone'] };
const withHeader: CsvOptions = { header: true, columns };
const bytes = (...parts: (string | number[])[]): Buffer =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part))));

function refusal(read: () => unknown): AllclearError {
  try {
    read();
  } catch (error) {
    if (error instanceof AllclearError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('encodings', () => {
  it('reads UTF-8 with and without a byte order mark', () => {
    const text = 'site_code,name\nA1,Caffè Surgery\n';
    const expected = [{ line: 2, values: { site_code: 'A1', name: 'Caffè Surgery' } }];
    expect(readCsv(text, withHeader)).toMatchObject({ encoding: 'utf-8', rows: expected, faults: [] });
    const marked = readCsv(bytes([0xef, 0xbb, 0xbf], text), withHeader);
    expect(marked).toMatchObject({ encoding: 'utf-8', rows: expected, faults: [] });
    expect(readCsv(`\ufeff${text}`, withHeader)).toMatchObject({ rows: expected, faults: [] });
  });

  it('falls back to Windows-1252 and says so', () => {
    const table = readCsv(
      bytes('site_code,name\nA1,Caff', [0xe8], ' ', [0x93], 'Q', [0x94], ' \n'),
      withHeader,
    );
    expect(table.encoding).toBe('windows-1252');
    expect(table.rows[0]?.values.name).toBe('Caffè “Q” ');
  });

  it.each([
    ['NUL bytes', bytes('site_code,name\nA1,x', [0], '\n'), /NUL/],
    ['UTF-16', Buffer.from('\ufeffsite_code,name\n', 'utf16le'), /UTF-16/],
    ['an Excel workbook', bytes('PK', [3, 4], 'rest'), /Excel workbook/],
    ['a PDF', bytes('%PDF-1.7'), /PDF/],
    ['bytes that no encoding here has', bytes('site_code,name\nA1,', [0x81, 0xff], '\n'), /neither UTF-8/],
  ])('refuses %s', (_name, input, message) => {
    const error = refusal(() => readCsv(input, withHeader));
    expect(error.code).toBe('input.encoding');
    expect(error.message).toMatch(message);
    expect(error.remedy).toContain('CSV UTF-8');
  });
});

describe('headers', () => {
  it('takes names in any order and case, and leaves absent optional columns absent', () => {
    const table = readCsv(' Name , SITE_CODE \nA,1\n', withHeader);
    expect(table.header).toEqual(['name', 'site_code']);
    expect(table.rows).toEqual([{ line: 2, values: { name: 'A', site_code: '1' } }]);
  });

  it('reports unknown, doubled, nameless and missing columns together, and reads no rows', () => {
    const table = readCsv('phone,Fax,PHONE,\n1,2,3,4\n', withHeader);
    expect(table.rows).toEqual([]);
    expect(table.faults).toEqual([
      { line: 1, field: 'Fax', reason: 'Unknown column. Expected: site_code, name, phone.' },
      { line: 1, field: 'PHONE', reason: 'The column is there twice.' },
      { line: 1, field: '4', reason: 'The column has no name.' },
      { line: 1, field: 'site_code', reason: 'The column is missing.' },
      { line: 1, field: 'name', reason: 'The column is missing.' },
    ]);
  });

  it('reports an empty file', () => {
    for (const text of ['', '\n\r\n', ' , \n']) {
      expect(readCsv(text, withHeader).faults).toEqual([{ line: 1, reason: 'The file has no header row.' }]);
    }
    expect(readCsv('', { header: false })).toMatchObject({ rows: [], faults: [] });
  });

  it('numbers or names the columns of a file without a header', () => {
    expect(readCsv('a,b\n', { header: false }).rows).toEqual([{ line: 1, values: { '1': 'a', '2': 'b' } }]);
    const named = readCsv('a,b,c\nd,e\n', { header: false, columns });
    expect(named.rows).toEqual([{ line: 1, values: { site_code: 'a', name: 'b', phone: 'c' } }]);
    expect(named.faults).toEqual([{ line: 2, reason: 'The row has 2 columns where 3 are expected.' }]);
  });

  it('gives lower-case names when none are expected', () => {
    expect(readCsv('Site,At\n1,2\n', { header: true }).rows[0]?.values).toEqual({ site: '1', at: '2' });
    expect(readCsvHeader('\n Site ,At\n1,2\n')).toEqual(['site', 'at']);
    expect(readCsvHeader('')).toEqual([]);
    expect(readCsvHeader(`a,b\n"${'x'.repeat(100_000)}`)).toEqual(['a', 'b']);
  });
});

describe('rows', () => {
  const linesOf = (text: string): number[] => readCsv(text, { header: false }).rows.map((row) => row.line);

  it.each([
    ['line feeds', 'a\nb\nc', [1, 2, 3]],
    ['Windows line ends', 'a\r\nb\r\nc\r\n', [1, 2, 3]],
    ['old Mac line ends', 'a\rb\rc\r', [1, 2, 3]],
    ['line ends of all kinds', 'a\r\nb\rc\nd', [1, 2, 3, 4]],
    ['blank lines', '\r\n\r\na\n\n\nb', [3, 6]],
    ['rows of blank cells', 'a,b\n , \n,\nc,d', [1, 4]],
    ['line feeds in quotes', '"a\na"\nb', [1, 3]],
    ['Windows line ends in quotes', '"a\r\na\r\n"\r\nb\r\n"c\r\n"\r\nd', [1, 4, 5, 7]],
  ])('counts physical lines through %s', (_name, text, expected) => {
    expect(linesOf(text)).toEqual(expected);
  });

  it('reports the line of a row with too few or too many columns, and goes on', () => {
    const table = readCsv('site_code,name\n"A\n1",x\nB\nC,y,z\nD,w\n', withHeader);
    expect(table.rows.map((row) => [row.line, row.values.name])).toEqual([
      [2, 'x'],
      [6, 'w'],
    ]);
    expect(table.faults).toEqual([
      { line: 4, reason: 'The row has 1 column where 2 are expected.' },
      { line: 5, reason: 'The row has 3 columns where 2 are expected.' },
    ]);
  });

  it('stops at broken quotes with the line where the row begins, and keeps the rows before', () => {
    const open = readCsv('site_code,name\r\nA,x\r\n\r\nB,"y\r\nC,z\r\n', withHeader);
    expect(open.rows.map((row) => row.values.site_code)).toEqual(['A']);
    expect(open.faults).toEqual([
      { line: 4, reason: 'A quote is opened in this row and never closed. Nothing after it was read.' },
    ]);
    for (const cell of ['a "b" c', '"a"b']) {
      const broken = readCsv(`site_code,name\nA,x\nB,${cell}\nC,z\n`, withHeader);
      expect(broken.rows).toHaveLength(1);
      expect(broken.faults).toHaveLength(1);
      expect(broken.faults[0]).toMatchObject({ line: 3 });
      expect(broken.faults[0]?.reason).toMatch(/^A quote stands in the middle/);
    }
  });

  it('refuses more rows than it may take', () => {
    const text = 'site_code,name\nA,x\nB,y\n';
    expect(readCsv(text, { ...withHeader, maxRows: 2 }).rows).toHaveLength(2);
    expect(refusal(() => readCsv(text, { ...withHeader, maxRows: 1 })).code).toBe('input.too-large');
  });

  it('reads back whatever writeCsv wrote, with every line number right', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', 'é', '"', ',', '\r\n', '\n', ' ', '1') });
    const row = fc.tuple(cell, cell, cell).filter((cells) => cells.some((text) => text.trim() !== ''));
    fc.assert(
      fc.property(fc.array(row, { maxLength: 20 }), (rows) => {
        const safe = rows.map((cells) => cells.map((text) => text.replace(/^[\r\n]+/, '')));
        const full = safe.filter((cells) => cells.some((text) => text.trim() !== ''));
        const text = writeCsv(['x', 'y', 'z'], full);
        const table = readCsv(text, { header: true });
        expect(table.faults).toEqual([]);
        expect(table.rows.map((read) => Object.values(read.values))).toEqual(full);
        const physical = text.split('\n');
        for (const [index, read] of table.rows.entries()) {
          const breaks = full.slice(0, index).flat().join('').split('\n').length - 1;
          expect(read.line).toBe(2 + index + breaks);
          expect(read.line).toBeLessThanOrEqual(physical.length);
        }
      }),
    );
  });

  it('never throws anything but a refusal, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (input) => {
        try {
          readCsv(input, { header: true });
        } catch (error) {
          expect(error).toBeInstanceOf(AllclearError);
        }
      }),
    );
  });
});

const odsFile = join(import.meta.dirname, '../../../../shared/data/ods/epraccur.csv');

describe.skipIf(!existsSync(odsFile))('the real ODS file (skipped when ../shared/data is missing)', () => {
  it('is read whole: 27 columns, a line a row', () => {
    const file = readFileSync(odsFile);
    const table = readCsv(file, { header: false });
    expect(table.faults).toEqual([]);
    expect(table.header).toHaveLength(27);
    expect(table.rows).toHaveLength(file.toString('latin1').trimEnd().split('\n').length);
    expect(table.rows.at(-1)?.line).toBe(table.rows.length);
  });
});
