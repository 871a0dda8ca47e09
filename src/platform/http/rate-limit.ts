import type { Clock } from '../clock/index.ts';
import { AllclearError } from '../errors/index.ts';

export interface RateLimit {
  /** How many at once. */
  burst: number;
  /** How many a second in the long run. */
  perSecond: number;
}

export interface RateLimiter {
  /** Counts one for a key. Returns 0 when it is within the limit, else after how many whole seconds the next one is. */
  take(key: string): number;
}

/** Keys that are remembered; beyond it the one that was quiet longest is forgotten, so a flood cannot fill the memory. */
const mostKeys = 20_000;

/**
 * A token bucket for each key, in the memory of this process: several processes beside each other each allow the whole
 * rate. The clock should be the machine's, as on a clock that stands still no bucket fills again.
 */
export function createRateLimiter({ burst, perSecond }: RateLimit, clock: Clock): RateLimiter {
  const buckets = new Map<string, { left: number; atMs: number }>();
  return {
    take(key) {
      const nowMs = clock.now().getTime();
      const known = buckets.get(key);
      const gained = known ? Math.max(0, nowMs - known.atMs) * (perSecond / 1000) : 0;
      const left = known ? Math.min(burst, known.left + gained) : burst;
      buckets.delete(key);
      if (buckets.size >= mostKeys) buckets.delete(buckets.keys().next().value ?? '');
      buckets.set(key, { left: left >= 1 ? left - 1 : left, atMs: nowMs });
      return left >= 1 ? 0 : Math.max(1, Math.ceil((1 - left) / perSecond));
    },
  };
}

/** Throws `rate.limited`, with the time to wait, when the key is over its limit. */
export function takeOrRefuse(limiter: RateLimiter, key: string): void {
  const retryAfterSeconds = limiter.take(key);
  if (retryAfterSeconds > 0) throw tooMany('There were too many requests.', retryAfterSeconds);
}

/** The refusal of whoever was too quick; says how long to wait. */
export const tooMany = (message: string, retryAfterSeconds: number): AllclearError =>
  new AllclearError('rate.limited', message, {
    remedy: `Wait ${inWords(retryAfterSeconds)}, then try again.`,
    retryAfterSeconds,
  });

const inWords = (seconds: number): string => {
  if (seconds < 90) return seconds === 1 ? '1 second' : `${seconds} seconds`;
  return `${Math.ceil(seconds / 60)} minutes`;
};
