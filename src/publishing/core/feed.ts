import type { EvidenceParts } from './evidence.ts';
import { momentText } from './window.ts';
import { quantity } from './words.ts';

export interface FeedVerdict {
  /** Why figures about calls may not be given; null when they may. */
  fault: string | null;
  /** How alive the feeds are, in sentences. */
  text: string;
}

/**
 * Whether the call feeds have told everything up to `at`. A source that fell silent before the incident began is not
 * counted on, and said so; every other one must have been heard of within the limit.
 */
export function judgeFeeds(
  feeds: EvidenceParts['calls']['feeds'],
  of: { startedAt: Date; at: Date; staleMinutes: number },
): FeedVerdict {
  const counted = feeds.filter((feed) => feed.lastSyncAt.getTime() >= of.startedAt.getTime());
  if (counted.length === 0)
    return { fault: 'No service desk feed has been read since the incident began.', text: '' };
  const stale = counted.filter(
    (feed) => of.at.getTime() - feed.lastSyncAt.getTime() > of.staleMinutes * 60_000,
  );
  if (stale.length > 0) {
    const [first] = stale;
    const since = first ? momentText(first.lastSyncAt) : '';
    return {
      fault: `The service desk feed was last read at ${since}. Calls after that are not known.`,
      text: '',
    };
  }
  const oldest = new Date(Math.min(...counted.map((feed) => feed.lastSyncAt.getTime())));
  const lastCalls = counted.flatMap((feed) => (feed.lastCallAt ? [feed.lastCallAt.getTime()] : []));
  const lastCall = lastCalls.length === 0 ? null : new Date(Math.max(...lastCalls));
  const silent = feeds.length - counted.length;
  return {
    fault: null,
    text: [
      `The service desk feed was last read at ${momentText(oldest)}.`,
      ...(lastCall ? [`Its last call of any kind was logged at ${momentText(lastCall)}.`] : []),
      ...(silent > 0
        ? [`${quantity(silent, 'source')} that ended before the incident is not counted on.`]
        : []),
    ].join(' '),
  };
}
