import { createHmac, timingSafeEqual } from 'node:crypto';

// Time-based one-time passwords: RFC 6238 over RFC 4226, with SHA-1, 6 digits and 30 seconds, which is what every
// authenticator app supports.

const stepSeconds = 30;
const digits = 6;
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The time step that an instant falls into. */
export const stepAt = (instant: Date): number => Math.floor(instant.getTime() / 1000 / stepSeconds);

/** The code of a time step: six digits. */
export function codeAtStep(secret: Uint8Array, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', secret).update(counter).digest();
  const offset = mac.readUInt8(mac.length - 1) & 0x0f;
  const value = (mac.readUInt32BE(offset) & 0x7fffffff) % 10 ** digits;
  return String(value).padStart(digits, '0');
}

/**
 * The step whose code this is: now, one before or one after, and later than `lastStep`, so that no code works twice.
 * Undefined when it is none of them.
 */
export function matchingStep(
  secret: Uint8Array,
  code: string,
  { now, lastStep }: { now: Date; lastStep: number },
): number | undefined {
  const given = Buffer.from(code.replace(/\s/g, ''));
  const current = stepAt(now);
  const matches = [current - 1, current, current + 1].filter((step) => {
    const expected = Buffer.from(codeAtStep(secret, step));
    return step > lastStep && given.length === expected.length && timingSafeEqual(given, expected);
  });
  return matches.at(-1);
}

/** Base32 (RFC 4648) without padding, as authenticator apps take a secret. */
export function toBase32(bytes: Uint8Array): string {
  let bits = '';
  for (const byte of bytes) bits += byte.toString(2).padStart(8, '0');
  return (bits.match(/.{1,5}/g) ?? [])
    .map((group) => alphabet.charAt(Number.parseInt(group.padEnd(5, '0'), 2)))
    .join('');
}

/** The address that opens an authenticator app with the secret filled in. */
export function otpauthAddress(secret: Uint8Array, issuer: string, account: string): string {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(account)}`;
  return `otpauth://totp/${label}?secret=${toBase32(secret)}&issuer=${encodeURIComponent(issuer)}`;
}
