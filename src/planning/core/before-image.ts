/** Attributes of a site as they were on record, by key. */
export type SiteImage = Readonly<Record<string, string>>;

/**
 * Attributes that say how a site is connected. Putting a site back restores these; the others, such as the version of its firewall's
 * software, do not go back by it, and tags are said of the site by people.
 */
export const connectionKeys = [
  'concentrator',
  'circuit',
  'circuitSupplier',
  'circuitMbps',
  'publicIp',
  'template',
] as const;

/** What must be recorded so that the site is connected as it was; null: not on record then. */
export const restoring = (before: SiteImage, now: SiteImage): { key: string; value: string | null }[] =>
  connectionKeys.flatMap((key) => (before[key] === now[key] ? [] : [{ key, value: before[key] ?? null }]));

/** The image in words, attributes in the order of their names. */
export const imageWords = (image: SiteImage): string =>
  Object.entries(image)
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([key, value]) => (key.startsWith('tag:') ? key.slice(4) : `${key} ${value}`))
    .join(', ');
