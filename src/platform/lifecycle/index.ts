import type { Log } from '../log/index.ts';

/** The clean-ups of a running program: what was started last is stopped first. */
export interface Lifecycle {
  /** Adds a clean-up; `name` is what the log calls it. After the stop began it is run at once. */
  onStop(name: string, cleanUp: () => Promise<void> | void): void;
  /** Runs every clean-up once, in reverse order. A failure is logged and the rest still run. Never rejects. */
  stop(): Promise<void>;
}

export function createLifecycle(log: Log): Lifecycle {
  const waiting: { name: string; cleanUp: () => Promise<void> | void }[] = [];
  let stopped: Promise<void> | undefined;

  async function runAll(): Promise<void> {
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      try {
        await next.cleanUp();
      } catch (error) {
        log.error({ err: error, cleanUp: next.name }, 'a clean-up failed; the others still run');
      }
    }
  }

  return {
    onStop(name, cleanUp) {
      waiting.push({ name, cleanUp });
      // Something that finished starting while the program was stopping must not be left running.
      if (stopped) stopped = stopped.then(runAll);
    },
    stop() {
      stopped ??= runAll();
      return stopped;
    },
  };
}
