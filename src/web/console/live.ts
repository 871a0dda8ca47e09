import { currentSession } from '#platform/auth';
import { type ConsoleApp, consolePaths } from './deps.ts';
import type { ConsoleOptions } from './options.ts';

const refresh = 'data: <turbo-stream action="refresh"></turbo-stream>\n\n';
/**
 * The first change is shown at once. What follows in half a second comes together, then in a second, and so on up to four:
 * a change by a person is seen within a second, and readings that come in all the time refresh nobody more often than that.
 */
const quiet = { leastMs: 500, mostMs: 4_000 };
/** Keeps proxies from closing a quiet stream, and looks whether its session still lives. */
const heartbeatMs = 25_000;
const mostPerSession = 6;

/**
 * A stream of server-sent events which tells open screens to fetch themselves anew. It carries no data: what a person
 * may see is decided when the screen is fetched.
 */
export function mountLive(app: ConsoleApp, options: ConsoleOptions): void {
  const openBySession = new Map<number, number>();
  app.get(consolePaths.live, (request) => {
    const session = request.get('session');
    const open = openBySession.get(session.id) ?? 0;
    // A 204 tells the browser not to connect again.
    if (open >= mostPerSession) return request.body(null, 204);
    openBySession.set(session.id, open + 1);
    const lives = async (): Promise<boolean> => {
      const base = options.base();
      const cookieSession = base && (await sessionLives(base, options, request.get('sessionSecret')));
      return cookieSession ?? false;
    };
    const stream = refreshes(options, lives, () => {
      const left = (openBySession.get(session.id) ?? 1) - 1;
      if (left > 0) openBySession.set(session.id, left);
      else openBySession.delete(session.id);
    });
    request.header('content-type', 'text/event-stream; charset=utf-8');
    request.header('x-accel-buffering', 'no');
    return request.body(stream);
  });
}

const sessionLives = async (
  base: NonNullable<ReturnType<ConsoleOptions['base']>>,
  options: ConsoleOptions,
  secret: string,
): Promise<boolean> => (await currentSession(base, secret, options.rules, { touch: false })) !== undefined;

function refreshes(
  options: ConsoleOptions,
  lives: () => Promise<boolean>,
  onEnd: () => void,
): ReadableStream<Uint8Array> {
  const text = new TextEncoder();
  let stop: () => void = () => undefined;
  return new ReadableStream<Uint8Array>({
    start(controller) {
      const send = (what: string): void => controller.enqueue(text.encode(what));
      const changes = atOnceThenQuiet(() => send(refresh), quiet);
      const stopListening = options.onChange(changes.happened);
      const beat = setInterval(() => {
        lives().then(
          (alive) => (alive ? send(': still here\n\n') : end()),
          () => end(),
        );
      }, heartbeatMs).unref();
      let ended = false;
      stop = () => {
        if (ended) return;
        ended = true;
        stopListening();
        changes.stop();
        clearInterval(beat);
        onEnd();
      };
      const end = (): void => {
        if (ended) return;
        stop();
        controller.close();
      };
      send('retry: 5000\n\n');
    },
    cancel: () => stop(),
  });
}

/**
 * Tells at once of the first of many happenings, then no more than once in each quiet time, and once at its end if
 * anything happened in it: nothing is missed. Each such end doubles the next quiet time; a calm one begins anew.
 */
export function atOnceThenQuiet(
  tell: () => void,
  { leastMs, mostMs }: { leastMs: number; mostMs: number },
): { happened(): void; stop(): void } {
  let waiting: NodeJS.Timeout | undefined;
  let missed = false;
  const begin = (ms: number): void => {
    missed = false;
    waiting = setTimeout(() => {
      waiting = undefined;
      if (!missed) return;
      begin(Math.min(mostMs, 2 * ms));
      tell();
    }, ms).unref();
  };
  return {
    happened() {
      if (waiting) {
        missed = true;
        return;
      }
      begin(leastMs);
      tell();
    },
    stop: () => clearTimeout(waiting),
  };
}
