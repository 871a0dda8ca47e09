import { createHash } from 'node:crypto';
import { supplierFeedParameters } from '../model.ts';

const minuteMs = 60_000;

/** A share from 0 to 1 that follows from the feed and the time: spreads feeds out without drawing a random number. */
const spread = (key: string, now: Date): number =>
  (createHash('sha256').update(`${key}\n${now.getTime()}`).digest()[0] ?? 0) / 255;

/**
 * When to ask next. After a success: the interval and up to a tenth more. After failures in a row the interval doubles
 * with each, up to 6 hours, and up to a quarter more; never sooner than the server asked for (`Retry-After`).
 */
export function nextPoll(
  feed: { key: string; pollMinutes: number },
  of: { now: Date; failures: number; retryAfterSeconds: number | null },
): Date {
  const { now, failures, retryAfterSeconds } = of;
  const longest = Math.max(feed.pollMinutes, supplierFeedParameters.longestBackoffMinutes);
  const minutes = Math.min(longest, feed.pollMinutes * 2 ** Math.min(failures, 20));
  const jitter = (failures === 0 ? 0.1 : 0.25) * spread(feed.key, now);
  const waitMs = Math.max(minutes * minuteMs * (1 + jitter), (retryAfterSeconds ?? 0) * 1_000);
  return new Date(now.getTime() + Math.round(waitMs));
}

const longestRetrySeconds = 86_400;

/** `Retry-After` in seconds: it is given as seconds or as a date (RFC 9110, 10.2.3). A day at most. */
export function retryAfterSeconds(header: string | undefined, now: Date): number | null {
  if (header === undefined) return null;
  const seconds = /^\d{1,9}$/.test(header.trim())
    ? Number(header)
    : (new Date(header).getTime() - now.getTime()) / 1_000;
  if (!Number.isFinite(seconds) || seconds <= 0) return null;
  return Math.min(longestRetrySeconds, Math.ceil(seconds));
}

/** What a feed said is old once this many minutes have passed. */
export const staleAfterMinutes = (pollMinutes: number): number =>
  Math.max(
    supplierFeedParameters.leastStaleMinutes,
    Math.ceil(pollMinutes * 1.1) * supplierFeedParameters.staleAfterPolls,
  );
