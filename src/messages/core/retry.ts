import { messageParameters } from '../model.ts';

/**
 * Seconds until a message is tried again after so many attempts; undefined when it has had its last. Waits grow, and each
 * message waits a little longer than others do by a share that follows from its id, so that not all come back at once.
 */
export function retryAfter(message: { id: number; attempts: number }, wishSeconds = 0): number | undefined {
  const { retrySeconds, jitter } = messageParameters;
  const wait = retrySeconds[message.attempts - 1];
  if (wait === undefined) return undefined;
  const lengthened = wait * (1 + jitter * shareOf(message.id, message.attempts));
  return Math.min(Math.max(lengthened, wishSeconds), Math.max(wait, 86_400));
}

/** From 0 to 1, spread evenly over ids: the fractional parts of multiples of the golden ratio. */
const shareOf = (id: number, attempts: number): number => ((id * 31 + attempts) * 0.618_033_988_749_895) % 1;
