import { isUtf8 } from 'node:buffer';
import { AllclearError } from '../errors/index.ts';

export type CsvEncoding = 'utf-8' | 'windows-1252';

const remedy = 'Save the file as "CSV UTF-8" and send it again.';
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);
// What people send in place of a CSV file, by its first bytes.
const otherFormats: readonly { name: string; start: Buffer }[] = [
  { name: 'an Excel workbook or another zip archive', start: Buffer.from('PK\u0003\u0004', 'latin1') },
  { name: 'an old Excel workbook', start: Buffer.from([0xd0, 0xcf, 0x11, 0xe0]) },
  { name: 'a PDF', start: Buffer.from('%PDF-') },
  { name: 'a gzip archive', start: Buffer.from([0x1f, 0x8b]) },
  { name: 'text in UTF-16', start: Buffer.from([0xff, 0xfe]) },
  { name: 'text in UTF-16', start: Buffer.from([0xfe, 0xff]) },
];

const refuse = (what: string): AllclearError =>
  new AllclearError('input.encoding', `The file is ${what}, not CSV. Nothing was changed.`, { remedy });

/**
 * Returns the text of a file as UTF-8 bytes without a byte order mark, and the encoding it came in. Bytes that are
 * not valid UTF-8 are read as Windows-1252, which is what Excel writes by default here. Throws `input.encoding` for
 * other formats, NUL bytes, and the five bytes that Windows-1252 leaves undefined.
 */
export function decodeText(input: Uint8Array | string): { encoding: CsvEncoding; utf8: Buffer } {
  const bytes =
    typeof input === 'string'
      ? Buffer.from(input)
      : Buffer.from(input.buffer, input.byteOffset, input.byteLength);
  const other = otherFormats.find((format) => bytes.subarray(0, format.start.length).equals(format.start));
  if (other) throw refuse(other.name);
  if (bytes.includes(0)) throw refuse('binary (it holds NUL bytes)');
  if (isUtf8(bytes)) return { encoding: 'utf-8', utf8: withoutMark(bytes) };
  const text = new TextDecoder('windows-1252').decode(bytes);
  // The bytes that Windows-1252 leaves undefined decode to the control characters of the same number.
  if (/[\u0081\u008d\u008f\u0090\u009d]/.test(text)) throw refuse('neither UTF-8 nor Windows-1252');
  return { encoding: 'windows-1252', utf8: Buffer.from(text) };
}

const withoutMark = (bytes: Buffer): Buffer =>
  bytes.subarray(0, 3).equals(byteOrderMark) ? bytes.subarray(3) : bytes;
