import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/**
 * The token of a browser's forms under a mask that is new each time: pages are compressed, and their size would
 * otherwise betray a token letter by letter (the attack called BREACH).
 */
export function maskedToken(cookieSecret: string): string {
  const token = Buffer.from(formToken(cookieSecret), 'base64url');
  const mask = randomBytes(token.length);
  return Buffer.concat([mask, xor(token, mask)]).toString('base64url');
}

export function isMaskedToken(cookieSecret: string, given: string): boolean {
  const bytes = Buffer.from(given, 'base64url');
  const half = bytes.length / 2;
  if (!Number.isInteger(half) || half === 0) return false;
  return isFormToken(cookieSecret, xor(bytes.subarray(half), bytes.subarray(0, half)).toString('base64url'));
}

const xor = (a: Buffer, b: Buffer): Buffer => Buffer.from(a.map((byte, index) => byte ^ (b[index] ?? 0)));

/** The token that the forms of a browser carry: bound to its cookie, so that no other site can know it. */
const formToken = (cookieSecret: string): string =>
  createHmac('sha256', cookieSecret).update('allclear form').digest('base64url');

function isFormToken(cookieSecret: string, given: string): boolean {
  const expected = Buffer.from(formToken(cookieSecret));
  const actual = Buffer.from(given);
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}
