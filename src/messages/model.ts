import type { Db } from '#platform/db';

export const channels = ['email', 'sms', 'webhook', 'teams'] as const;
export type ChannelName = (typeof channels)[number];

export const recipientKinds = ['subscriber', 'practice', 'staff'] as const;

/** One address on one channel that is to hear of something. */
export type Recipient = {
  /** A uuid: of a subscription or of a contact. */
  recipientId: string;
  kind: (typeof recipientKinds)[number];
  channel: ChannelName;
  /** An email address, a telephone number as E.164, or an https address. */
  address: string;
  practiceId?: string;
  /** A public page with a button; opening it changes nothing. */
  unsubscribeUrl?: string;
  /** Where mail programs post to (RFC 8058), with a signed token. */
  oneClickUrl?: string;
  /** Quiet hours: not sent before. */
  notBefore?: Date;
};

/** What somebody is to hear of. */
export type Occasion =
  | {
      kind: 'update';
      incidentId: number;
      updateNumber: number;
      practiceIds: readonly string[] | 'all';
      severity: number;
      at: Date;
    }
  | {
      kind: 'planned-work';
      incidentId: number;
      practiceIds: readonly string[] | 'all';
      severity: number;
      at: Date;
    };

/** All who are to hear of something, in pages. Called inside the transaction that decides it. */
export type RecipientsOf = (db: Db, what: Occasion) => AsyncIterable<readonly Recipient[]>;

/** What is said, once, to however many. */
export interface NoticeText {
  /** Such as `update`, `correction`, `confirmation`. */
  kind: string;
  /** Messages of one thread are shown together. */
  thread?: string | undefined;
  /** One line. */
  subject: string;
  /** Plain text. */
  body: string;
  /** The same as HTML: elements only, no document around them. */
  html?: string | undefined;
  /** For telephones. */
  short?: string | undefined;
  /** Of the public page that says more, from the root of the site. */
  path?: string | undefined;
}

export const messageStates = ['queued', 'sending', 'handed over', 'delivered', 'failed', 'stopped'] as const;
export type MessageState = (typeof messageStates)[number];

/** A message as a channel is given it. */
export interface Parcel {
  id: number;
  noticeId: number;
  kind: string;
  incident: string | null;
  updateNumber: number | null;
  thread: string | null;
  subject: string;
  body: string;
  html: string | null;
  /** For telephones; within two parts of a text message, with how to stop them. */
  short: string;
  /** Where more is said; absolute. */
  url: string | null;
  recipientId: string | null;
  channel: ChannelName;
  address: string;
  unsubscribeUrl: string | null;
  oneClickUrl: string | null;
  /** It says so itself already; it must not reach a real address. */
  exercise: boolean;
  attempts: number;
  /** It may have been handed over before, and nobody wrote it down. */
  inDoubt: boolean;
  createdAt: Date;
}

/** What became of an attempt. */
export type Outcome =
  /** The next system has it; `delivered` when that is the recipient's own. */
  | { kind: 'handed over'; reference?: string; delivered?: boolean; note?: string }
  /** This message not now. `doubt`: it may have arrived all the same. */
  | { kind: 'try again'; reason: string; afterSeconds?: number; doubt?: boolean }
  /** No message now: the channel waits, and the attempt does not count. */
  | { kind: 'busy'; reason: string; afterSeconds: number; doubt?: boolean }
  /** Never. `address`: nothing will ever reach this address. */
  | { kind: 'failed'; reason: string; address: boolean };

/** One way to people: what every adapter in `connectors` is. */
export interface Channel {
  /** Which way, as shown: `smtp`, `notify`, … */
  name: string;
  /** How many are handed over at the same time. */
  atOnce: number;
  /** Hands one over. Never throws for what the other side does; whatever goes wrong is an outcome with its reason. */
  send(parcel: Parcel): Promise<Outcome>;
  /** Where the other side can be asked: whether it has it from an earlier attempt. Undefined when it cannot say now. */
  hasIt?(parcel: Parcel): Promise<{ reference?: string } | 'no' | undefined>;
  close(): Promise<void>;
}

export type Channels = Readonly<Partial<Record<ChannelName, Channel>>>;

export const messageParameters = {
  /** Rows of a page of recipients at most that are written by one statement. */
  rowsAtOnce: 2_000,
  /** Waits between attempts, in seconds; after the last the message has failed. */
  retrySeconds: [5, 30, 120, 600, 1_800, 3_600, 7_200, 14_400, 28_800],
  /** Waits are lengthened by up to this share, each message by another, so that not all come back at once. */
  jitter: 0.25,
  /** An attempt that takes longer is given up by its channel. */
  attemptSeconds: 60,
  /** Of a text message to one person alone; what is longer is cut. */
  mostTextParts: 6,
  longestSubject: 200,
  longestBody: 60_000,
} as const;
