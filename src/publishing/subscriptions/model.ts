import type { Channel } from './core/address.ts';
import type { Wants } from './core/wants.ts';

export const addressStates = ['active', 'failing', 'stopped'] as const;
/** `failing`: messages do not arrive, found by us. `stopped`: ended by its owner, or by somebody of the staff. */
export type AddressState = (typeof addressStates)[number];

/** One address on one channel whose owner asked to hear of something. */
export interface Subscription {
  /** A uuid. */
  id: string;
  channel: Channel;
  address: string;
  state: AddressState;
  /** Why it is not active. */
  stateReason: string | null;
  stateAt: Date;
  wants: Wants;
  source: 'form' | 'import';
  madeBy: string;
  madeAt: Date;
}

/** Somebody asked for messages and has not yet shown that the address is theirs. */
export interface SubscriptionRequest {
  id: string;
  channel: Channel;
  address: string;
  wants: Wants;
  askedAt: Date;
  expiresAt: Date;
  confirmedAt: Date | null;
}

/** An address of a practice, or of somebody of the staff, on record without their asking. */
export interface ContactAddress {
  id: string;
  kind: 'practice' | 'staff';
  practiceId: number | null;
  odsCode: string | null;
  practiceName: string | null;
  name: string;
  channel: Channel;
  address: string;
  state: AddressState;
  stateReason: string | null;
  stateAt: Date;
  /** Put on record by somebody of the staff, or stated by the estate's file of sites. */
  source: 'person' | 'estate';
  addedBy: string;
  addedAt: Date;
}

/** Some of those who are told of an update: by what, and how many people at how many practices. */
export interface AudienceShare {
  /** Such as `email`. */
  channel: string;
  people: number;
  practiceIds: readonly number[];
}

export const subscriptionParameters = {
  /** A request that nobody confirmed is deleted after so long. */
  requestDays: 7,
  /** So many messages that ask for confirmation go to one address in a day; then the same answer and no message. */
  requestsADay: 5,
  /** Whoever unsubscribed can take it back for so long; then the address is deleted, and a hash of it kept. */
  undoDays: 30,
  /** An address that fails is kept so long for somebody to mend it, then deleted. */
  failingDays: 90,
  /** A fact that asked for a message is deleted so long after it was written. */
  messageDays: 1,
} as const;
