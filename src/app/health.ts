import type { Context } from '#platform/context';
import type { Publisher } from './publisher.ts';
import { factCounts, ping } from './store.ts';

/** Whether this process can do its work, for load balancers and for the page's own honesty. */
export interface Health {
  /** Tries the database; when it cannot be reached, the page says since when. Returns whether it answered. */
  check(): Promise<boolean>;
  /** Facts that could not be handled after several tries: nothing is lost, but somebody must look. */
  parkedFacts(): Promise<number>;
}

const patienceMs = 3_000;

export function watchHealth(base: Omit<Context, 'actor'>, publisher: Publisher): Health {
  let unreachableSince: Date | undefined;
  return {
    async check() {
      try {
        await withPatience(ping(base.db));
        unreachableSince = undefined;
        return true;
      } catch (error) {
        unreachableSince ??= base.clock.now();
        base.log.error({ err: error }, 'the database does not answer');
        await publisher.markStale(unreachableSince).catch((err: unknown) => {
          base.log.error({ err }, 'the page could not be marked as old');
        });
        return false;
      }
    },
    parkedFacts: async () => (await factCounts(base.db)).parked,
  };
}

async function withPatience(answer: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), patienceMs);
  });
  try {
    await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
