/** What the addresses of screens are made of: one of each thing that a screen can be about. */
export interface ScreenPlace {
  slug: string;
  site: string;
  /** The ODS code of a practice that the incident affected. */
  practice: string;
  concentrator: string;
  /** Of a published update, and of one that is being written. */
  published: number;
  draft: number;
  attribution: string;
  evidence: number;
  section: string;
  /** The path of a one-time link that nobody has used. */
  link: string;
}

/** Who looks: somebody signed in, a visitor, or somebody who has given a password and owes a code. */
export type Onlooker = 'staff' | 'visitor' | 'half signed in';

export interface ScreenAddress {
  /** A name for tables and files: lower case, hyphens. */
  name: string;
  path: string;
  onlooker: Onlooker;
  /** A table for programs: measured, not photographed. */
  isFile: boolean;
}

type Entry =
  | { name: string; pathAt(place: ScreenPlace): string; onlooker?: Onlooker; isFile?: boolean }
  | { notAScreen: string };

const incident = ({ slug }: ScreenPlace): string => `/console/incidents/${slug}`;

/**
 * Every address that the console answers to a GET, by its route; a screen with very different forms has several. A route
 * that is missing here fails a test, so that no screen goes unmeasured or unseen.
 */
const screensByRoute: Readonly<Record<string, Entry | readonly Entry[]>> = {
  '/console': [
    { name: 'now', pathAt: () => '/console' },
    { name: 'now-wall', pathAt: () => '/console?wall=1' },
  ],
  '/console/incidents': { name: 'incidents', pathAt: () => '/console/incidents' },
  '/console/incidents/:slug': [
    { name: 'incident', pathAt: incident },
    { name: 'incident-whole-timeline', pathAt: (place) => `${incident(place)}?shown=1000` },
  ],
  '/console/incidents/:slug/impact': [
    { name: 'impact', pathAt: (place) => `${incident(place)}/impact` },
    { name: 'impact-of-a-site', pathAt: (place) => `${incident(place)}/impact?site=${place.site}` },
  ],
  '/console/incidents/:slug/updates/new': {
    name: 'update-new',
    pathAt: (place) => `${incident(place)}/updates/new`,
  },
  '/console/incidents/:slug/updates/:number': [
    { name: 'update-published', pathAt: (place) => `${incident(place)}/updates/${place.published}` },
    { name: 'update-draft', pathAt: (place) => `${incident(place)}/updates/${place.draft}` },
  ],
  '/console/incidents/:slug/updates/:number/edit': {
    name: 'update-edit',
    pathAt: (place) => `${incident(place)}/updates/${place.draft}/edit`,
  },
  '/console/incidents/:slug/review': { name: 'review', pathAt: (place) => `${incident(place)}/review` },
  '/console/incidents/:slug/review/evidence': {
    name: 'review-evidence',
    pathAt: (place) => `${incident(place)}/review/evidence`,
  },
  '/console/incidents/:slug/review/evidence/:number': {
    name: 'review-evidence-item',
    pathAt: (place) => `${incident(place)}/review/evidence/${place.evidence}`,
  },
  '/console/incidents/:slug/review/report': {
    name: 'review-report',
    pathAt: (place) => `${incident(place)}/review/report`,
  },
  '/console/incidents/:slug/review/board': {
    name: 'review-board',
    pathAt: (place) => `${incident(place)}/review/board`,
  },
  '/console/incidents/:slug/review/service-report': {
    name: 'review-service-report',
    pathAt: (place) => `${incident(place)}/review/service-report`,
  },
  '/console/incidents/:slug/review/sections/:key': {
    name: 'review-section',
    pathAt: (place) => `${incident(place)}/review/sections/${place.section}`,
  },
  '/console/incidents/:slug/review/accuracy': {
    name: 'review-accuracy',
    pathAt: (place) => `${incident(place)}/review/accuracy`,
  },
  '/console/incidents/:slug/review/reviewer': {
    name: 'review-reviewer',
    pathAt: (place) => `${incident(place)}/review/reviewer`,
  },
  '/console/incidents/:slug/direct': { name: 'direct', pathAt: (place) => `${incident(place)}/direct` },
  '/console/incidents/:slug/moves': { name: 'moves', pathAt: (place) => `${incident(place)}/moves` },
  '/console/incidents/:slug/moves/:version': {
    notAScreen: 'needs a plan of moves: its own browser test looks at it',
  },
  '/console/incidents/:slug/moves/:version/waves/:wave': {
    notAScreen: 'needs a plan of moves: its own browser test looks at it',
  },
  '/console/recovery': { name: 'recovery', pathAt: () => '/console/recovery' },
  '/console/recovery/:slug': {
    name: 'recovery-of-an-incident',
    pathAt: (place) => `/console/recovery/${place.slug}`,
  },
  '/console/recovery/:slug/telephone': [
    {
      name: 'recovery-telephone-which',
      pathAt: (place) => `/console/recovery/${place.slug}/telephone?find=surgery`,
    },
    {
      name: 'recovery-telephone',
      pathAt: (place) => `/console/recovery/${place.slug}/telephone?practice=${place.practice}`,
    },
  ],
  '/console/actions': { name: 'actions', pathAt: () => '/console/actions' },
  '/console/actions.csv': { name: 'actions-csv', pathAt: () => '/console/actions.csv', isFile: true },
  '/console/calls': [
    { name: 'calls', pathAt: () => '/console/calls' },
    { name: 'calls-search', pathAt: () => '/console/calls?q=network' },
  ],
  '/console/calls/new': { name: 'call-new', pathAt: () => '/console/calls/new' },
  '/console/calls/practices': {
    name: 'practices-as-typed',
    pathAt: () => '/console/calls/practices?q=surg',
    isFile: true,
  },
  '/console/alerts': { name: 'alerts', pathAt: () => '/console/alerts' },
  '/console/suppliers': { name: 'suppliers', pathAt: () => '/console/suppliers' },
  '/console/messages': { name: 'messages', pathAt: () => '/console/messages' },
  '/console/messages/:notice{[0-9]+}': {
    notAScreen: 'needs messages that were sent: its own browser test looks at it',
  },
  '/console/subscribers': { name: 'subscribers', pathAt: () => '/console/subscribers' },
  '/console/subscribers.csv': {
    name: 'subscribers-csv',
    pathAt: () => '/console/subscribers.csv',
    isFile: true,
  },
  '/console/subscribers/import': {
    name: 'subscribers-import',
    pathAt: () => '/console/subscribers/import',
  },
  '/console/subscribers/contacts': { name: 'contacts', pathAt: () => '/console/subscribers/contacts' },
  '/console/subscribers/contacts/import': {
    name: 'contacts-import',
    pathAt: () => '/console/subscribers/contacts/import',
  },
  '/console/settings': { name: 'settings', pathAt: () => '/console/settings' },
  '/console/settings/imports': { name: 'imports', pathAt: () => '/console/settings/imports' },
  '/console/settings/imports/:id': {
    notAScreen: 'needs a file that was sent: its own browser test looks at it',
  },
  '/console/settings/:key': [
    { name: 'setting-service-hours', pathAt: () => '/console/settings/service-hours' },
    { name: 'setting-retention', pathAt: () => '/console/settings/retention' },
  ],
  '/console/audit': { name: 'audit', pathAt: () => '/console/audit' },
  '/console/audit.csv': { name: 'audit-csv', pathAt: () => '/console/audit.csv', isFile: true },
  '/console/kept': { name: 'kept', pathAt: () => '/console/kept' },
  '/console/account': { name: 'account', pathAt: () => '/console/account' },
  '/console/staff': { name: 'staff', pathAt: () => '/console/staff' },
  '/console/sites-time': [
    { name: 'sites-time', pathAt: () => '/console/sites-time' },
    { name: 'sites-time-named', pathAt: () => '/console/sites-time?rows=named&group=none' },
  ],
  '/console/sites-time.csv': {
    name: 'sites-time-csv',
    pathAt: () => '/console/sites-time.csv',
    isFile: true,
  },
  '/console/sites/:code': { name: 'site', pathAt: ({ site }) => `/console/sites/${site}` },
  '/console/concentrators': { name: 'concentrators', pathAt: () => '/console/concentrators' },
  '/console/attribution': { name: 'attributions', pathAt: () => '/console/attribution' },
  '/console/attribution/:reference': {
    name: 'attribution',
    pathAt: ({ attribution }) => `/console/attribution/${attribution}`,
  },
  '/console/planning/forecast': { name: 'forecast', pathAt: () => '/console/planning/forecast' },
  '/console/planning/what-if': [
    { name: 'what-if', pathAt: () => '/console/planning/what-if' },
    { name: 'what-if-answered', pathAt: () => '/console/planning/what-if?grow=10&balance=on&weeks=2' },
    {
      name: 'what-if-one-lost',
      pathAt: ({ concentrator }) => `/console/planning/what-if?lose=${concentrator}&weeks=2`,
    },
  ],
  '/console/do': { name: 'all-actions', pathAt: () => '/console/do' },
  '/console/do/:verb': [
    { name: 'form-of-a-measure', pathAt: (place) => `/console/do/measure.add?incident=${place.slug}` },
    { name: 'form-of-a-declaration', pathAt: () => '/console/do/incident.declare' },
  ],
  '/console/sign-in': { name: 'sign-in', pathAt: () => '/console/sign-in', onlooker: 'visitor' },
  '/console/welcome/:secret': { name: 'welcome', pathAt: ({ link }) => link, onlooker: 'visitor' },
  '/console/second-factor': {
    name: 'second-factor',
    pathAt: () => '/console/second-factor',
    onlooker: 'half signed in',
  },
  '/console/enrol': { name: 'enrol', pathAt: () => '/console/enrol' },
  '/console/live': { notAScreen: 'the stream of news, measured by itself' },
  '/console/sign-in/provider': { notAScreen: 'leads to the identity provider' },
  '/console/sign-in/provider/back': { notAScreen: 'leads from the identity provider' },
  '/console/welcome/:secret/provider': { notAScreen: 'leads to the identity provider' },
  '/console/signed-out': {
    notAScreen: 'asks the identity provider where to sign out; without one it is a refusal',
  },
};

/** Routes that the table answers for: what a test compares with the routes of the console. */
export const knownRoutes: readonly string[] = Object.keys(screensByRoute);

/** Every screen of the console at this place, in the order of the table. */
export function consoleScreens(place: ScreenPlace): ScreenAddress[] {
  return Object.values(screensByRoute)
    .flat()
    .flatMap((entry) =>
      'notAScreen' in entry
        ? []
        : [
            {
              name: entry.name,
              path: entry.pathAt(place),
              onlooker: entry.onlooker ?? 'staff',
              isFile: entry.isFile ?? false,
            },
          ],
    );
}
