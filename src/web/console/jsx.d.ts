import 'hono/jsx';

declare module 'hono/jsx' {
  namespace JSX {
    interface IntrinsicElements {
      /** Of @hotwired/turbo: connects to a stream of server-sent events. */
      'turbo-stream-source': { src: string };
    }
  }
}
