import type { Log } from '#platform/log';

const retryMs = 250;

/**
 * Starts work at once whenever asked; when it fails, tries again soon, until it succeeds or is stopped. Stopping waits
 * for what is under way.
 */
export function untilDone(work: () => Promise<void>, log: Log): { now(): void; stop(): Promise<void> } {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let running: Promise<void> = Promise.resolve();
  const now = (): void => {
    clearTimeout(timer);
    if (stopped) return;
    const attempt = work().catch((error: unknown) => {
      if (stopped) return;
      log.error({ err: error }, 'what was announced could not be followed; trying again');
      clearTimeout(timer);
      timer = setTimeout(now, retryMs);
    });
    running = Promise.all([running, attempt]).then(() => undefined);
  };
  return {
    now,
    stop() {
      stopped = true;
      clearTimeout(timer);
      return running;
    },
  };
}

/** Asked for while it runs, the work runs once more afterwards, however often it was asked for. */
export function coalesced(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  const start = (): Promise<void> => {
    running = work().finally(() => {
      running = undefined;
    });
    return running;
  };
  return () => {
    if (!running) return start();
    next ??= running
      .catch(() => undefined)
      .then(() => {
        next = undefined;
        return start();
      });
    return next;
  };
}
