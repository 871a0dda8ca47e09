import type { SnapshotSource } from '#publishing';

type Maker = (path: string, body: string) => SnapshotSource;

const file =
  (contentType: string): Maker =>
  (path, body) => ({ path, contentType: `${contentType}; charset=utf-8`, body });

/** Makes a file of the public site, by its media type. */
export const files = {
  html: file('text/html'),
  atom: file('application/atom+xml'),
  rss: file('application/rss+xml'),
  json: file('application/json'),
  calendar: file('text/calendar'),
  cap: file('application/cap+xml'),
  svg: file('image/svg+xml'),
  csv: file('text/csv'),
  script: file('text/javascript'),
} satisfies Record<string, Maker>;
