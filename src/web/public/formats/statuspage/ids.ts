import { createHash } from 'node:crypto';

/**
 * A Statuspage identifier: 12 lower-case letters and digits that follow from what they stand for alone, so they are the
 * same after a restart, a restore and on every server. The first is a letter, so that no reader takes one for a number.
 */
export function stableId(...key: readonly (string | number)[]): string {
  const digest = createHash('sha256').update(JSON.stringify(key)).digest();
  const number = digest.readBigUInt64BE(0).toString(36).padStart(13, '0').slice(-11);
  return `${String.fromCharCode(97 + ((digest[8] ?? 0) % 26))}${number}`;
}
