import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Channel } from './address.ts';

/** What a link is for. One made for one thing opens nothing else. */
export const linkPurposes = ['confirm', 'manage', 'stop', 'undo'] as const;
export type LinkPurpose = (typeof linkPurposes)[number];

const idBytes = 16;
const bodyBytes = 1 + idBytes + 4;
const macBytes = 16;
const minuteMs = 60_000;

const macOf = (secret: Uint8Array, body: Uint8Array): Buffer =>
  createHmac('sha256', secret).update('link:').update(body).digest().subarray(0, macBytes);

/**
 * The token of a link: what it is for, whose it is (a uuid), until when it works (whole minutes; for ever without), and 128 bits
 * of HMAC-SHA-256 (RFC 2104) over these. 50 letters of base64url.
 */
export function signLink(
  secret: Uint8Array,
  { purpose, id, until }: { purpose: LinkPurpose; id: string; until?: Date },
): string {
  const body = Buffer.alloc(bodyBytes);
  body[0] = linkPurposes.indexOf(purpose) + 1;
  body.set(Buffer.from(id.replaceAll('-', ''), 'hex'), 1);
  body.writeUInt32BE(until ? Math.ceil(until.getTime() / minuteMs) : 0, 1 + idBytes);
  return Buffer.concat([body, macOf(secret, body)]).toString('base64url');
}

const shortMacBytes = 8;

const shortMacOf = (secret: Uint8Array, id: Uint8Array): Buffer =>
  createHmac('sha256', secret).update('short stop:').update(id).digest().subarray(0, shortMacBytes);

/**
 * The token of a link to end messages that fits into a text message: whose it is, and 64 bits of HMAC-SHA-256 over it. 32
 * letters. It opens nothing but the page with the button, for ever.
 */
export function signShortStop(secret: Uint8Array, id: string): string {
  const body = Buffer.from(id.replaceAll('-', ''), 'hex');
  return Buffer.concat([body, shortMacOf(secret, body)]).toString('base64url');
}

/** Whose link this is; undefined for one that we did not sign, that is for something else, or whose time is over. */
export function openLink(
  secret: Uint8Array,
  token: string,
  { purpose, now }: { purpose: LinkPurpose; now: Date },
): string | undefined {
  const bytes = Buffer.from(token, 'base64url');
  // A second spelling of the same bytes is no link of ours.
  if (bytes.toString('base64url') !== token) return undefined;
  if (bytes.length === idBytes + shortMacBytes)
    return purpose === 'stop' ? openShort(secret, bytes) : undefined;
  if (bytes.length !== bodyBytes + macBytes) return undefined;
  const body = bytes.subarray(0, bodyBytes);
  if (!timingSafeEqual(bytes.subarray(bodyBytes), macOf(secret, body))) return undefined;
  const untilMs = body.readUInt32BE(1 + idBytes) * minuteMs;
  if (linkPurposes[(body[0] ?? 0) - 1] !== purpose || (untilMs !== 0 && untilMs <= now.getTime()))
    return undefined;
  return uuidOf(body.subarray(1, 1 + idBytes));
}

function openShort(secret: Uint8Array, bytes: Buffer): string | undefined {
  const id = bytes.subarray(0, idBytes);
  return timingSafeEqual(bytes.subarray(idBytes), shortMacOf(secret, id)) ? uuidOf(id) : undefined;
}

const uuidOf = (bytes: Buffer): string =>
  bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

/** What is kept of an address that must not be taken from a list again. Without the secret it cannot be tried out. */
export const addressHash = (secret: Uint8Array, channel: Channel, address: string): Buffer =>
  createHmac('sha256', secret).update(`address:${channel}:${address}`).digest();
