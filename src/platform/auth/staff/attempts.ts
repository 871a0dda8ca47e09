import { inTransaction, lockForTransaction } from '../../db/index.ts';
import { AllclearError } from '../../errors/index.ts';
import { type Base, parameters } from './model.ts';
import { countAttempts, insertAttempt } from './store.ts';

export interface Attempt {
  /** The account as typed, in lower case. */
  account: string;
  address: string;
}

const minutesAgo = ({ clock }: Base, minutes: number): Date =>
  new Date(clock.now().getTime() - minutes * 60_000);

/**
 * Counts an attempt before it is checked, so that many at once do not slip through together; a success takes it back
 * (`forgetAttempts`). Throws `rate.limited` when there were too many lately. The limits are close for one account from
 * one address, wide for one address: a whole practice may sit behind it. One account from all addresses has a limit
 * between the two, so that a stranger who fails on purpose from one place does not lock its owner out elsewhere.
 */
export function beginAttempt(base: Base, attempt: Attempt): Promise<void> {
  const { failures } = parameters;
  const since = minutesAgo(base, failures.windowMinutes);
  return inTransaction(base, async (tx) => {
    await lockForTransaction(tx, 'staff.attempts');
    const count = await countAttempts(tx.db, { ...attempt, since });
    const over =
      count.both >= failures.accountAndAddress ||
      count.account >= failures.account ||
      count.address >= failures.address;
    if (over)
      throw new AllclearError('rate.limited', 'There were too many failed attempts to sign in.', {
        remedy: `Wait ${failures.windowMinutes} minutes, then try again. An administrator can give you a new link.`,
      });
    await insertAttempt(tx.db, { ...attempt, at: tx.clock.now(), forgetBefore: minutesAgo(tx, 60) });
  });
}
