export const feedFormats = ['statuspage', 'rss', 'atom'] as const;
export type FeedFormat = (typeof feedFormats)[number];

/** A supplier's own status feed, as it is asked. */
export interface SupplierFeed {
  /** Names it in claims and on the page, for ever. */
  key: string;
  name: string;
  format: FeedFormat;
  url: string;
  /** For people; null until the feed has told it. */
  pageUrl: string | null;
  pollMinutes: number;
  addedBy: string;
  addedAt: Date;
  pausedBy: string | null;
  pausedAt: Date | null;
  /** Validators of the last whole answer, sent back as they came. */
  etag: string | null;
  lastModified: string | null;
  nextPollAt: Date;
  lastPolledAt: Date | null;
  lastReadAt: Date | null;
  /** In a row, since it was last read whole. */
  failures: number;
  /** Why the last try failed; null after a success. */
  lastFault: string | null;
}

export const supplierFeedParameters = {
  timeoutMs: 10_000,
  maxBytes: 2_000_000,
  maxRedirects: 3,
  /** No feed is left alone for longer, however often it failed. */
  longestBackoffMinutes: 360,
  /** After so many missed polls what it said is old. */
  staleAfterPolls: 3,
  leastStaleMinutes: 30,
  shownItems: 20,
  longestTitle: 200,
  /** So many feeds are asked at once, and in one go. */
  atOnce: 4,
  inOneGo: 40,
} as const;
