/** Where the public pages live, below the site's root. */
export const paths = {
  hub: '/',
  practices: '/practices',
  feed: '/feed.atom',
  bulletin: '/bulletin.json',
  accessibility: '/accessibility',
  notFound: '/404',
  practice: (odsCode: string) => `/practices/${odsCode}`,
  incident: (slug: string) => `/incidents/${slug}`,
  incidentFeed: (slug: string) => `/incidents/${slug}/feed.atom`,
  review: (slug: string) => `/incidents/${slug}/review`,
  actions: '/actions',
  actionsCsv: '/actions.csv',
  incidentJson: (slug: string) => `/incidents/${slug}.json`,
  elsewhere: '/elsewhere',
  subscribe: '/subscribe',
  groups: '/groups',
  group: (slug: string) => `/groups/${slug}`,
  rss: '/feed.rss',
  calendar: '/calendar.ics',
  capFeed: '/cap.atom',
  cap: (identifier: string) => `/cap/${identifier}.xml`,
  history: (kind: 'rss' | 'atom' | 'json') => `/history.${kind}`,
  statuspage: (name: string) => `/api/v2/${name}.json`,
  badge: '/badge.svg',
  banner: '/embed/banner',
  embedStatus: '/embed/status.json',
  embedScript: '/embed.js',
  pack: (updatePath: string) => `${updatePath}/pack`,
  packZip: (updatePath: string) => `${updatePath}/pack.zip`,
  poster: (updatePath: string) => `${updatePath}/poster`,
};

/** An absolute address on the public site; `publicUrl` may or may not end with a slash. */
export const absolute = (publicUrl: string, path: string): string =>
  `${publicUrl.replace(/\/+$/, '')}${path}`;
