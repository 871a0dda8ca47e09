import { inTransaction, lockForTransaction } from '../../db/index.ts';
import { addressKey, tooMany } from '../../http/index.ts';
import { type Base, parameters } from './model.ts';
import { countAttempts, type FailedAttempts, insertAttempt } from './store-attempts.ts';

export interface Attempt {
  /** The account as typed, in lower case. */
  account: string;
  address: string;
}

const minutesAgo = ({ clock }: Base, minutes: number): Date =>
  new Date(clock.now().getTime() - minutes * 60_000);

/**
 * Counts an attempt before it is checked, so that many at once do not slip through together; a success takes it back
 * (`forgetAttempts`). Throws `rate.limited`, with the time to wait, when there were too many lately.
 *
 * One account from one address has a few free failures, after which each one doubles the wait. One account from all
 * addresses has many more, so that a stranger who fails on purpose does not lock its owner out elsewhere. An address has
 * a wide budget and no growing wait: a whole practice, or a county behind one exit of its network, may sit behind it.
 */
export function beginAttempt(base: Base, given: Attempt): Promise<void> {
  const attempt = { account: given.account, address: addressKey(given.address) };
  return inTransaction(base, async (tx) => {
    await lockForTransaction(tx, 'staff.attempts');
    const { rememberMinutes, address } = parameters.failures;
    const failed = await countAttempts(tx.db, {
      ...attempt,
      since: minutesAgo(tx, rememberMinutes),
      addressSince: minutesAgo(tx, address.windowMinutes),
    });
    const wait = secondsToWait(failed, tx.clock.now());
    if (wait > 0) throw tooMany('There were too many failed attempts to sign in.', wait);
    const forgetBefore = minutesAgo(tx, rememberMinutes);
    await insertAttempt(tx.db, { ...attempt, at: tx.clock.now(), forgetBefore });
  });
}

/** How long until the next attempt, in whole seconds; 0 when it may be made now. */
export function secondsToWait({ both, account, address }: FailedAttempts, now: Date): number {
  const { failures } = parameters;
  const since = (at: Date | null): number => (at === null ? 0 : (now.getTime() - at.getTime()) / 1000);
  const waits = [
    waitAfter(both.count, failures.accountAndAddress.free) - since(both.lastAt),
    waitAfter(account.count, failures.account.free) - since(account.lastAt),
    address.count < failures.address.most ? 0 : failures.address.windowMinutes * 60 - since(address.firstAt),
  ];
  return Math.max(0, Math.ceil(Math.max(...waits)));
}

/** The wait after so many failures: none at first, then doubling up to the longest. Seconds. */
export function waitAfter(failures: number, free: number): number {
  const { firstSeconds, longestSeconds } = parameters.failures.wait;
  if (failures < free) return 0;
  return Math.min(longestSeconds, firstSeconds * 2 ** (failures - free));
}
