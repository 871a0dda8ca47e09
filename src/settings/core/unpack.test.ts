import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { unpack } from './unpack.ts';

const text = (content: string) => new TextEncoder().encode(content);
const csv = text('site_code,ods_code\nG99001-1,G99001\n');
const limits = { fileBytes: 1024 * 1024, unpackedBytes: 4 * 1024 * 1024 };
const refusal = (name: string, bytes: Uint8Array) => {
  const outcome = unpack(name, bytes, limits);
  return 'refused' in outcome ? outcome.refused : undefined;
};

describe('what a file holds', () => {
  it('is itself, or the one file in a zip, packed or not', () => {
    expect(unpack('sites.csv', csv)).toEqual({ name: 'sites.csv', bytes: csv });
    for (const level of [0, 9] as const) {
      const outcome = unpack('sites.zip', zipSync({ 'sites.csv': csv }, { level }));
      expect(outcome).toMatchObject({ name: 'sites.csv' });
      expect('bytes' in outcome && Buffer.from(outcome.bytes).equals(csv)).toBe(true);
    }
  });

  it.each([
    '../../etc/passwd',
    '/etc/cron.d/sites.csv',
    '..\\sites.csv',
    'C:sites.csv',
    'a\0b.csv',
    'a\r\nSet-Cookie: x',
    '..',
    '',
    'x'.repeat(201),
  ])('path traversal: %j is refused as a name, outside a zip and in one', (name) => {
    expect(refusal(name, csv)).toMatch(/name/);
    if (name !== '') expect(refusal('sites.zip', zipSync({ [name]: csv }))).toMatch(/In the zip: .*name/);
  });

  it('zip bombs: a zip is unpacked up to the limit, whatever it says of itself', () => {
    const bomb = Buffer.from(zipSync({ 'bomb.csv': new Uint8Array(8 * 1024 * 1024).fill(32) }, { level: 9 }));
    expect(bomb.length).toBeLessThan(20_000);
    expect(refusal('bomb.zip', bomb)).toMatch(/unpacks to more than 4 MB/);
    // The same, saying that it unpacks to ten bytes.
    const liar = Buffer.from(bomb);
    const entry = liar.lastIndexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02]));
    liar.writeUInt32LE(10, entry + 24);
    expect(refusal('bomb.zip', liar)).toMatch(/unpacks to more than 4 MB/);
    // A zip in a zip is no text, and nothing unpacks it further.
    const inner = zipSync({ 'sites.csv': csv });
    expect(refusal('nested.zip', zipSync({ 'inner.zip': inner }))).toMatch(/no text/);
  });

  it('is refused in words when it is large, empty, binary, or no single file', () => {
    expect(refusal('large.csv', new Uint8Array(1024 * 1024 + 1).fill(65))).toMatch(/larger than 1 MB/);
    expect(refusal('empty.csv', new Uint8Array())).toMatch(/empty/);
    expect(refusal('picture.csv', Buffer.from([0x89, 0x50, 0, 1]))).toMatch(/no text/);
    expect(refusal('two.zip', zipSync({ 'a.csv': csv, 'b.csv': csv }))).toMatch(/holds 2 files/);
    expect(refusal('book.xlsx', zipSync({ 'xl/workbook.xml': csv, 'a.xml': csv }))).toMatch(
      /office document/,
    );
    expect(refusal('none.zip', zipSync({}))).toMatch(/holds 0 files/);
  });

  it('is refused when a zip is cut off, damaged, locked or packed in a way nobody knows', () => {
    const whole = Buffer.from(zipSync({ 'sites.csv': csv }));
    const changed = (change: (zip: Buffer, entry: number) => void) => {
      const zip = Buffer.from(whole);
      change(zip, zip.lastIndexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02])));
      return refusal('sites.zip', zip);
    };
    expect(refusal('cut.zip', whole.subarray(0, 40))).toMatch(/cannot be read/);
    expect(changed((zip, entry) => zip.writeUInt32LE(1, entry + 16))).toMatch(/cannot be read/);
    expect(changed((zip, entry) => zip.writeUInt16LE(1, entry + 8))).toMatch(/password/);
    expect(changed((zip, entry) => zip.writeUInt16LE(99, entry + 10))).toMatch(/cannot be read/);
    expect(changed((zip, entry) => zip.writeUInt32LE(0xffffff, entry + 42))).toMatch(/cannot be read/);
    for (let at = 0; at < whole.length; at += 1) {
      const zip = Buffer.from(whole);
      zip[at] = (zip[at] ?? 0) ^ 0xff;
      // Whatever is broken, it is refused or read; it never throws.
      expect(() => unpack('sites.zip', zip, limits)).not.toThrow();
    }
  });
});
