import type { Fault } from '#platform/errors';
import { type Channel, channels, readAddress } from './address.ts';

/** A row of a list of contact addresses, read. A practice of null is somebody of the staff. */
export interface ContactRow {
  practiceId: number | null;
  channel: Channel;
  address: string;
  name: string;
}

interface Line {
  line: number;
  values: Readonly<Record<string, string>>;
}

const longestName = 120;

/** Reads the rows of a list of contact addresses; each fault names its line and column. */
export function readContacts(
  lines: readonly Line[],
  practices: ReadonlyMap<string, number>,
): { rows: ContactRow[]; faults: Fault[] } {
  const rows: ContactRow[] = [];
  const faults: Fault[] = [];
  const seen = new Map<string, number>();
  for (const { line, values } of lines) {
    const before = faults.length;
    const code = (values.ods_code ?? '').trim().toUpperCase();
    const practiceId = code === '' ? null : practices.get(code);
    if (practiceId === undefined)
      faults.push({
        line,
        field: 'ods_code',
        reason: `${code.slice(0, 20)} is not a practice of the estate`,
      });
    const channelText = (values.channel ?? '').trim().toLowerCase();
    const channel = channels.find((each) => each === channelText);
    if (!channel) faults.push({ line, field: 'channel', reason: `is not one of ${channels.join(', ')}` });
    const read = channel && readAddress(channel, values.address ?? '');
    if (read && 'reason' in read) faults.push({ line, field: 'address', reason: read.reason });
    const name = (values.name ?? '').trim();
    if (name.length > longestName)
      faults.push({ line, field: 'name', reason: `is longer than ${longestName} letters` });
    if (faults.length > before || practiceId === undefined || !channel || !read || 'reason' in read) continue;
    const key = `${practiceId ?? ''}:${channel}:${read.address}`;
    const first = seen.get(key);
    if (first !== undefined) {
      faults.push({ line, field: 'address', reason: `is the same as in line ${first}` });
      continue;
    }
    seen.set(key, line);
    rows.push({ practiceId, channel, address: read.address, name });
  }
  return { rows, faults };
}
