import { currentSession } from '#platform/auth';
import { type ConsoleApp, consolePaths } from './deps.ts';
import type { ConsoleOptions } from './options.ts';

const refresh = 'data: <turbo-stream action="refresh"></turbo-stream>\n\n';
/** At most one refresh in so long, however much is announced: readings come in every second. */
const quietMs = 2_000;
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
      let waiting: NodeJS.Timeout | undefined;
      const send = (what: string): void => controller.enqueue(text.encode(what));
      const stopListening = options.onChange(() => {
        waiting ??= setTimeout(() => {
          waiting = undefined;
          send(refresh);
        }, quietMs).unref();
      });
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
        clearTimeout(waiting);
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
