import type { IncomingMessage } from 'node:http';
import type { Hono, Context as HonoContext } from 'hono';
import type { Child } from 'hono/jsx';
import type { StaffSession } from '#platform/auth';
import type { Context } from '#platform/context';
import type { Typed } from './forms/read.ts';
import type { ConsoleOptions } from './options.ts';

/** What every request inside the console carries, put there by the guard before any screen runs. */
export interface ConsoleEnvironment {
  Bindings: { incoming?: IncomingMessage };
  Variables: {
    /** Who is signed in, with the clock, the database and the log. */
    context: Context;
    session: StaffSession;
    /** What its cookie holds: for looking again whether it still lives. */
    sessionSecret: string;
    /** A break-glass administrator who came in lately: every screen says so. */
    breakGlass: { name: string; at: Date; used: boolean } | undefined;
    /** What the cookie of this browser holds, signed in or not: what it begins, only it can finish. */
    browser: string;
    /** The token that every form of this browser sends back. */
    csrf: string;
    /** What a form sent; empty for GET. */
    typed: Typed;
    /** Files that a form sent, by field; only the form of imports takes any. */
    files: Map<string, { fileName: string; bytes: Buffer }>;
    /** The names for the header, as in force; absent while the database is away. */
    names: Pick<ConsoleOptions, 'organisation' | 'serviceName'> | undefined;
    /** For the one style element that the live script writes; see `security.ts`. */
    nonce: string;
  };
}

export type ConsoleApp = Hono<ConsoleEnvironment>;
export type ConsoleRequest = HonoContext<ConsoleEnvironment>;

/** One screen: what stands between the console's header and footer. */
export interface ConsolePage {
  /** The heading of the document; the screen writes its own h1. */
  title: string;
  content: Child;
  /** Uses the whole width of the window: for pictures and wide tables. */
  wide?: boolean;
  /** Refreshes itself when something was announced. What somebody is typing or has ticked stays. */
  live?: boolean;
  /** For a wall: large type, no navigation, loaded anew by itself, with or without scripts. */
  wall?: boolean;
  /** Has a form for a passkey, which needs its script. */
  passkeys?: boolean;
  status?: 200 | 400 | 401 | 403 | 404 | 409 | 413 | 415 | 422 | 429 | 500 | 503;
}

/**
 * What a screen needs of the shell. Screens are mounted by `(app: ConsoleApp, deps: ConsoleDeps) => void` with whole
 * paths (`consolePaths`). They only read, because every change goes through the shell's form of its verb. The content
 * security policy allows no inline script, no `style` attribute and no `<style>`: pictures use presentation attributes
 * and classes.
 */
export interface ConsoleDeps {
  /** The signed-in person's context: `context.db`, `context.clock`, `context.actor` for `authorise`. */
  contextFor(request: ConsoleRequest): Context;
  /** The whole document, with header, navigation and footer, as a response that nobody may cache. */
  page(request: ConsoleRequest, page: ConsolePage): Response;
}

/** Addresses of the console's screens. */
export const consolePaths = {
  now: '/console',
  live: '/console/live',
  signIn: '/console/sign-in',
  signOut: '/console/sign-out',
  secondFactor: '/console/second-factor',
  enrol: '/console/enrol',
  account: '/console/account',
  passkey: '/console/passkey',
  provider: '/console/sign-in/provider',
  providerBack: '/console/sign-in/provider/back',
  signedOut: '/console/signed-out',
  kept: '/console/kept',
  staff: '/console/staff',
  incidents: '/console/incidents',
  incident: (slug: string) => `/console/incidents/${encodeURIComponent(slug)}`,
  /** When sites were affected: all, one site, or those of one episode. */
  impact: (slug: string, of: { site?: string; episode?: string } = {}) =>
    `/console/incidents/${encodeURIComponent(slug)}/impact?${new URLSearchParams(of)}`.replace(/\?$/, ''),
  newUpdate: (slug: string) => `/console/incidents/${encodeURIComponent(slug)}/updates/new`,
  update: (slug: string, number: number) =>
    `/console/incidents/${encodeURIComponent(slug)}/updates/${number}`,
  calls: '/console/calls',
  newCall: '/console/calls/new',
  practices: '/console/calls/practices',
  alerts: '/console/alerts',
  suppliers: '/console/suppliers',
  messages: '/console/messages',
  notice: (notice: number) => `/console/messages/${notice}`,
  subscribers: '/console/subscribers',
  subscribersCsv: '/console/subscribers.csv',
  subscribersImport: '/console/subscribers/import',
  contacts: '/console/subscribers/contacts',
  contactsImport: '/console/subscribers/contacts/import',
  /** Messages to chosen sites of an incident. */
  direct: (slug: string) => `/console/incidents/${encodeURIComponent(slug)}/direct`,
  settings: '/console/settings',
  setting: (key: string) => `/console/settings/${encodeURIComponent(key)}`,
  imports: '/console/settings/imports',
  upload: (key: string) => `/console/settings/imports/${encodeURIComponent(key)}`,
  retention: '/console/settings/retention',
  audit: '/console/audit',
  auditCsv: '/console/audit.csv',
  verbs: '/console/do',
  /** The form of a verb, some of its fields filled in, leading back to `back` when it is done. */
  verb: (name: string, fields: Record<string, string> = {}, back?: string) =>
    `/console/do/${name}?${new URLSearchParams({ ...fields, ...(back ? { back } : {}) })}`.replace(/\?$/, ''),
  sitesTime: '/console/sites-time',
  sitesTimeCsv: '/console/sites-time.csv',
  site: (code: string) => `/console/sites/${encodeURIComponent(code)}`,
  concentrators: '/console/concentrators',
  attributions: '/console/attribution',
  attribution: (reference: string) => `/console/attribution/${encodeURIComponent(reference)}`,
} as const;

/** Where a person may be sent back to: a path of the console, never another site. */
export function safeBack(path: string | undefined, otherwise: string = consolePaths.now): string {
  if (path === undefined || !/^\/console(?:[/?#]|$)/.test(path) || /[\\\s]|[^\x21-\x7e]/.test(path))
    return otherwise;
  // A dot segment or a second slash could lead out of the console, or to another host.
  const { pathname } = new URL(path, 'http://console.invalid');
  return /^\/console(?:\/|$)/.test(pathname) && !pathname.includes('//') ? path : otherwise;
}
