import { authorise } from '#platform/auth';
import type { Context } from '#platform/context';
import { inTransaction } from '#platform/db';
import { isRefusal, type Outbound, type OutboundAnswer, type Refusal } from '#platform/http';
import { confirmSupplier, recordSupplierStatus } from '#publishing';
import { readFeed } from './core/read-feed.ts';
import type { Reading } from './core/reading.ts';
import { nextPoll, retryAfterSeconds, staleAfterMinutes } from './core/schedule.ts';
import { supplierFeedParameters as limits, type SupplierFeed } from './model.ts';
import { mayPollFeeds } from './policy.ts';
import { lockFeed, saveFeed, takeDueFeeds } from './store.ts';

/**
 * Asks the feeds that are due, each once however many processes run, and keeps what they say. Nothing is held open while a
 * server is waited for. Returns how many were asked.
 */
export async function pollFeeds(context: Context, outbound: Outbound): Promise<number> {
  authorise(context.actor, mayPollFeeds);
  const now = context.clock.now();
  const leaseUntil = new Date(now.getTime() + 2 * limits.timeoutMs);
  const due = await inTransaction(context, (tx) =>
    takeDueFeeds(tx, { now, leaseUntil, limit: limits.inOneGo }),
  );
  for (let from = 0; from < due.length; from += limits.atOnce)
    await Promise.all(due.slice(from, from + limits.atOnce).map((feed) => pollFeed(context, outbound, feed)));
  return due.length;
}

async function pollFeed(context: Context, outbound: Outbound, feed: SupplierFeed): Promise<void> {
  const answer = await outbound({
    url: feed.url,
    headers: {
      accept:
        feed.format === 'statuspage'
          ? 'application/json'
          : 'application/atom+xml, application/rss+xml, text/xml',
      ...(feed.etag === null ? {} : { 'if-none-match': feed.etag }),
      ...(feed.lastModified === null ? {} : { 'if-modified-since': feed.lastModified }),
    },
    timeoutMs: limits.timeoutMs,
    maxBytes: limits.maxBytes,
    maxRedirects: limits.maxRedirects,
  });
  const outcome = outcomeOf(feed, answer, context.clock.now());
  await inTransaction(context, (tx) => keep(tx, feed.key, outcome));
}

type Outcome =
  | { kind: 'read'; reading: Reading; etag: string | null; lastModified: string | null }
  | { kind: 'same' }
  | { kind: 'failed'; fault: string; retryAfter: number | null; gone: boolean };

function outcomeOf(feed: SupplierFeed, answer: OutboundAnswer | Refusal, now: Date): Outcome {
  const failed = (fault: string, more: { retryAfter?: number | null; gone?: boolean } = {}): Outcome => ({
    kind: 'failed',
    fault,
    retryAfter: more.retryAfter ?? null,
    gone: more.gone ?? false,
  });
  if (isRefusal(answer)) return failed(answer.text);
  const { status, headers, body, url } = answer;
  if (status === 304 && (feed.etag !== null || feed.lastModified !== null)) return { kind: 'same' };
  if (status === 410) return failed('Its server says that it is gone for good (410).', { gone: true });
  if (status !== 200) {
    return failed(`Its server answered ${status}.`, {
      retryAfter: retryAfterSeconds(headers['retry-after'], now),
    });
  }
  const reading = readFeed(feed.format, body, { url, contentType: headers['content-type'], now });
  if (typeof reading === 'string') return failed(reading);
  return {
    kind: 'read',
    reading,
    etag: shortHeader(headers.etag),
    lastModified: shortHeader(headers['last-modified']),
  };
}

/** A validator is sent back as it came, or not at all. */
const shortHeader = (value: string | undefined): string | null =>
  value !== undefined && value.length <= 500 ? value : null;

async function keep(tx: Context, key: string, outcome: Outcome): Promise<void> {
  // It may have been paused or removed while it was waited for.
  const feed = await lockFeed(tx, key);
  if (!feed) return;
  const now = tx.clock.now();
  if (outcome.kind === 'failed') return keepFailure(tx, feed, outcome);
  const nextPollAt = nextPoll(feed, { now, failures: 0, retryAfterSeconds: null });
  const healthy = { ...feed, nextPollAt, lastReadAt: now, failures: 0, lastFault: null };
  if (outcome.kind === 'same') {
    const known = await confirmSupplier(tx, key);
    // What it says was lost: the next answer must be whole.
    return saveFeed(tx, known ? healthy : { ...healthy, etag: null, lastModified: null, nextPollAt: now });
  }
  const { reading, etag, lastModified } = outcome;
  const { pageUrl, ...said } = reading;
  await saveFeed(tx, { ...healthy, etag, lastModified, pageUrl: pageUrl ?? feed.pageUrl });
  await recordSupplierStatus(tx, {
    ...said,
    key,
    name: feed.name,
    url: pageUrl ?? feed.pageUrl ?? feed.url,
    staleAfterMinutes: staleAfterMinutes(feed.pollMinutes),
  });
}

function keepFailure(
  tx: Context,
  feed: SupplierFeed,
  { fault, retryAfter, gone }: Extract<Outcome, { kind: 'failed' }>,
): Promise<void> {
  const now = tx.clock.now();
  const failures = feed.failures + 1;
  const nextPollAt = nextPoll(feed, { now, failures, retryAfterSeconds: retryAfter });
  const paused = gone ? { pausedBy: tx.actor.name, pausedAt: now } : {};
  return saveFeed(tx, { ...feed, ...paused, nextPollAt, failures, lastFault: fault });
}
