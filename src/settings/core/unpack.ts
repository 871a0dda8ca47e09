import { crc32, inflateRawSync } from 'node:zlib';

/** Most of what is taken, in bytes. */
export const uploadLimits = { fileBytes: 20 * 1024 * 1024, unpackedBytes: 64 * 1024 * 1024 } as const;

/** A file as it is read; or why it is not. */
export type Unpacked = { name: string; bytes: Uint8Array } | { refused: string; isTooLarge?: boolean };

const asMegabytes = (bytes: number): string => `${Math.floor(bytes / 1024 / 1024)} MB`;

/**
 * What a file holds: itself, or the one file in a zip. Nothing is written anywhere, so a name is only a name; still, one that would
 * lead into a folder is refused, because whoever made it meant something else. A zip is unpacked up to the limit and no further,
 * whatever it says of itself. The format of zip files: PKWARE, APPNOTE 6.3.10.
 */
export function unpack(name: string, bytes: Uint8Array, limits = uploadLimits): Unpacked {
  const nameFault = faultOfName(name);
  if (nameFault) return { refused: nameFault };
  if (bytes.length > limits.fileBytes)
    return { refused: `The file is larger than ${asMegabytes(limits.fileBytes)}.`, isTooLarge: true };
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (data.length === 0) return { refused: 'The file is empty.' };
  if (isZip(data)) return unzipOne(data, limits.unpackedBytes);
  if (data.includes(0)) return { refused: 'This is no text. Save it as CSV and send that.' };
  return { name, bytes };
}

/** Why a name is no name of a file; undefined when it is one. */
export function faultOfName(name: string): string | undefined {
  if (name.trim() === '' || name.length > 200) return 'The file has no name, or one that is too long.';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is looked for.
  if (/[\\/:\u0000-\u001f\u007f]|^\.{1,2}$/.test(name))
    return 'The name of the file holds a folder, a drive or a character that no name has. Rename it.';
  return undefined;
}

const isZip = (data: Buffer): boolean =>
  data.subarray(0, 2).toString('latin1') === 'PK' && (data[2] ?? 0) < 9;

const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const localSignature = 0x04034b50;
const endBytes = 22;
const entryBytes = 46;
const localBytes = 30;
const longestComment = 65_535;

const broken = 'The zip cannot be read. Unpack it yourself and send the CSV file.';

interface Entry {
  name: string;
  flags: number;
  method: number;
  crc: number;
  packedBytes: number;
  unpackedBytes: number;
  offset: number;
}

function unzipOne(data: Buffer, most: number): Unpacked {
  const entries = readDirectory(data);
  if (entries === undefined) return { refused: broken };
  const files = entries.filter(({ name }) => !name.endsWith('/'));
  if (files.some(({ name }) => /^(xl|word|ppt)\//.test(name)))
    return { refused: 'This is an office document. Save it as CSV and send that.' };
  const [entry, ...others] = files;
  if (entry === undefined || others.length > 0)
    return {
      refused: `The zip holds ${files.length} files, and exactly 1 is taken. Send the CSV file alone.`,
    };
  const nameFault = faultOfName(entry.name);
  if (nameFault) return { refused: `In the zip: ${nameFault}` };
  if ((entry.flags & 1) === 1)
    return { refused: 'The zip is locked by a password. Send the CSV file alone.' };
  const tooLarge = { refused: `The zip unpacks to more than ${asMegabytes(most)}.`, isTooLarge: true };
  if (entry.unpackedBytes > most) return tooLarge;
  return inflate(data, entry, most, tooLarge);
}

/** What the zip says it holds; undefined when it says nothing that can be followed. */
function readDirectory(data: Buffer): Entry[] | undefined {
  const end = data.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0 || end + endBytes > data.length || end < data.length - endBytes - longestComment)
    return undefined;
  if (data.readUInt32LE(end) !== endSignature) return undefined;
  const count = data.readUInt16LE(end + 10);
  const entries: Entry[] = [];
  let at = data.readUInt32LE(end + 16);
  for (let n = 0; n < count; n += 1) {
    if (at + entryBytes > end || data.readUInt32LE(at) !== entrySignature) return undefined;
    const nameBytes = data.readUInt16LE(at + 28);
    entries.push({
      name: data.toString('utf8', at + entryBytes, at + entryBytes + nameBytes),
      flags: data.readUInt16LE(at + 8),
      method: data.readUInt16LE(at + 10),
      crc: data.readUInt32LE(at + 16),
      packedBytes: data.readUInt32LE(at + 20),
      unpackedBytes: data.readUInt32LE(at + 24),
      offset: data.readUInt32LE(at + 42),
    });
    at += entryBytes + nameBytes + data.readUInt16LE(at + 30) + data.readUInt16LE(at + 32);
  }
  return entries;
}

function inflate(data: Buffer, entry: Entry, most: number, tooLarge: Unpacked): Unpacked {
  const { offset, packedBytes, method, name } = entry;
  if (offset + localBytes > data.length || data.readUInt32LE(offset) !== localSignature)
    return { refused: broken };
  const from = offset + localBytes + data.readUInt16LE(offset + 26) + data.readUInt16LE(offset + 28);
  if (from + packedBytes > data.length) return { refused: broken };
  const packed = data.subarray(from, from + packedBytes);
  if (method !== 0 && method !== 8) return { refused: broken };
  let bytes: Buffer;
  try {
    bytes = method === 0 ? packed : inflateRawSync(packed, { maxOutputLength: most });
  } catch (error) {
    const isBomb =
      error instanceof RangeError || (error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE';
    return isBomb ? tooLarge : { refused: broken };
  }
  if (bytes.length > most) return tooLarge;
  if (bytes.length !== entry.unpackedBytes || crc32(bytes) !== entry.crc) return { refused: broken };
  if (bytes.includes(0)) return { refused: 'What is in the zip is no text. Send the CSV file alone.' };
  return { name, bytes };
}
