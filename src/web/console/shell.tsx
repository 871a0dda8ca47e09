import { brotliCompressSync, constants } from 'node:zlib';
import type { Child, FC, PropsWithChildren } from 'hono/jsx';
import { mayUse } from '#platform/auth';
import { formatDateTime } from '#platform/clock';
import { loadConsoleAssets } from '../assets/index.ts';
import {
  classNames,
  documentTitle,
  Footer,
  Header,
  type HeaderNavigationItem,
  InsetText,
  NotificationBanner,
  SkipLink,
  WarningCallout,
} from '../components/index.ts';
import { faviconDataUri } from '../components/page/favicon.ts';
import { type ConsolePage, type ConsoleRequest, consolePaths } from './deps.ts';
import type { ConsoleOptions } from './options.ts';
import { planningPaths } from './planning-what-if-fields.ts';

let loaded: ReturnType<typeof loadConsoleAssets> | undefined;

/** The files that the console's documents link to; read when they are first asked for. */
export function consoleAssets(): ReturnType<typeof loadConsoleAssets> {
  loaded ??= loadConsoleAssets();
  return loaded;
}

type ShellOptions = PropsWithChildren<{
  options: ConsoleOptions;
  title: string;
  nonce: string;
  wide?: boolean | undefined;
  live?: boolean | undefined;
  wall?: boolean | undefined;
  navigation?: readonly HeaderNavigationItem[] | undefined;
  beforeContent?: Child;
  /** Whether the page has a form for a passkey. */
  passkeys?: boolean | undefined;
}>;

/** A wall is loaded anew by itself: time alone makes things overdue, and nobody is there to press anything. */
const wallSeconds = 30;

const Head: FC<ShellOptions> = ({ options, title, nonce, wall, passkeys }) => (
  <head>
    <meta charset="utf-8" />
    <title>{documentTitle([title, 'Console', options.organisation])}</title>
    <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
    <meta name="theme-color" content="#005eb8" />
    <meta name="robots" content="noindex" />
    <meta name="turbo-refresh-method" content="morph" />
    <meta name="turbo-refresh-scroll" content="preserve" />
    <meta name="turbo-cache-control" content="no-cache" />
    <meta name="csp-nonce" content={nonce} />
    <meta name="color-scheme" content="light dark" />
    {wall ? (
      // With the script it is refreshed in place.
      <noscript>
        <meta http-equiv="refresh" content={String(wallSeconds)} />
      </noscript>
    ) : null}
    <link rel="stylesheet" href={consoleAssets().stylesheet.path} />
    <link rel="icon" href={faviconDataUri} type="image/svg+xml" />
    <script type="module" src={consoleAssets().script.path} />
    {passkeys ? <script type="module" src={consoleAssets().passkeys.path} /> : null}
  </head>
);

/** The whole document around a screen. Links work as they are; the scripts keep screens fresh and help with typing. */
const Shell: FC<ShellOptions> = (shell) => {
  const { options, wide, live, wall, navigation, beforeContent, children } = shell;
  const classes = classNames(
    'allclear-console',
    (wide || wall) && 'allclear-console--wide',
    wall && 'allclear-wall',
  );
  return (
    <html lang="en">
      <Head {...shell} />
      <body class={classes} data-turbo="false" data-refresh-seconds={wall ? String(wallSeconds) : undefined}>
        {wall ? null : (
          <>
            <SkipLink />
            <Header
              organisation={{ name: options.organisation }}
              service={{ text: `${options.serviceName}: console`, href: consolePaths.now }}
              {...(navigation ? { navigation: { items: navigation } } : {})}
            />
          </>
        )}
        <div class="nhsuk-width-container">
          {wall ? null : beforeContent}
          <main class="nhsuk-main-wrapper" id="maincontent">
            {children}
          </main>
        </div>
        {wall ? null : (
          <Footer
            links={[{ text: 'Public pages', href: '/' }]}
            text="Every change that is made here is recorded with its author in the audit trail."
          />
        )}
        {live ? <turbo-stream-source src={consolePaths.live} /> : null}
      </body>
    </html>
  );
};

/** The field that every form of ours carries. */
export const FormToken: FC<{ csrf: string }> = ({ csrf }) => <input type="hidden" name="csrf" value={csrf} />;

const SessionBar: FC<{ request: ConsoleRequest }> = ({ request }) => {
  const { name, roles } = request.get('context').actor;
  return (
    <div class="allclear-session">
      <p>
        <strong>{name}</strong> ({roles.join(', ')})
      </p>
      <a href={consolePaths.account}>Your account</a>
      <form method="post" action={consolePaths.signOut}>
        <FormToken csrf={request.get('csrf')} />
        <button type="submit" class="allclear-link-button">
          Sign out
        </button>
      </form>
    </div>
  );
};

/** What was done, told by the verb's own summary: nothing in the address can put words on the page. */
const Done: FC<{ request: ConsoleRequest; options: ConsoleOptions }> = ({ request, options }) => {
  const done = request.req.query('done');
  const verb = options.verbs.find(({ name }) => name === done);
  const words = done === 'saved' ? 'Your change was saved' : verb?.summary.replace(/\.$/, '');
  return words ? <NotificationBanner variant="success" title="Done" text={words} /> : null;
};

export interface ShellNotices {
  /** A break-glass administrator came in lately. */
  breakGlass: { name: string; at: Date; used: boolean } | undefined;
}

/** With the names that are in force. */
const named = (request: ConsoleRequest, options: ConsoleOptions): ConsoleOptions => ({
  ...options,
  ...request.get('names'),
});

/** Renders a screen for somebody who is signed in. */
export function screen(
  request: ConsoleRequest,
  options: ConsoleOptions,
  page: ConsolePage,
  notices: ShellNotices,
): Response {
  const { breakGlass } = notices;
  return answer(
    request,
    <Shell
      options={named(request, options)}
      title={page.title}
      nonce={request.get('nonce')}
      wide={page.wide}
      live={page.live}
      wall={page.wall}
      passkeys={page.passkeys}
      navigation={navigationFor(request, options)}
      beforeContent={<SessionBar request={request} />}
    >
      {breakGlass ? (
        <WarningCallout
          heading={breakGlass.used ? 'Break-glass access was used' : 'A break-glass link was made'}
          headingLevel={2}
          text={
            breakGlass.used
              ? `${breakGlass.name} came in at ${formatDateTime(breakGlass.at)}. Read in the audit what they did.`
              : `${breakGlass.name} made it at ${formatDateTime(breakGlass.at)}. Read in the audit why.`
          }
        />
      ) : null}
      {request.get('session').hasKeptForm && request.req.path !== consolePaths.kept ? (
        <InsetText>
          <p>
            You were signed out before you sent something.{' '}
            <a href={consolePaths.kept}>What you wrote is kept</a>.
          </p>
        </InsetText>
      ) : null}
      {options.rehearsal ? (
        <InsetText text="This is an exercise. Every page and message says so, and nothing is sent to a real address." />
      ) : null}
      {options.demonstration ? <InsetText text="This is a demonstration. Names are invented." /> : null}
      <Done request={request} options={options} />
      {page.content}
    </Shell>,
    page.status ?? 200,
  );
}

/** Renders a page for somebody who is not, or not yet wholly, signed in. */
export const plainPage = (
  request: ConsoleRequest,
  options: ConsoleOptions,
  { title, content, status, passkeys }: ConsolePage,
): Response =>
  answer(
    request,
    <Shell options={named(request, options)} title={title} nonce={request.get('nonce')} passkeys={passkeys}>
      <div class="nhsuk-grid-row">
        <div class="nhsuk-grid-column-two-thirds">{content}</div>
      </div>
    </Shell>,
    status ?? 200,
  );

/** The way to every screen that is not about one thing, and whether it is shown. A test holds it against the routes. */
export const navigationItems = (
  may: (verb: string) => boolean,
): [text: string, href: string, shown: boolean][] => [
  ['Now', consolePaths.now, true],
  ['Incidents', consolePaths.incidents, may('incident.list')],
  ['Calls', consolePaths.calls, may('call.list')],
  ['Sites by time', consolePaths.sitesTime, may('incident.list')],
  ['Concentrators', consolePaths.concentrators, may('incident.list')],
  ['Attribution', consolePaths.attributions, may('attribution.list')],
  ['Forecast', planningPaths.forecast, may('plan.forecast')],
  ['What if', planningPaths.whatIf, may('plan.what-if')],
  ['Recovery', '/console/recovery', may('recovery.detail')],
  ['Actions', '/console/actions', may('action.list')],
  ['Alerts', consolePaths.alerts, may('alerts.list')],
  ['Messages', consolePaths.messages, may('message.list')],
  ['Suppliers', consolePaths.suppliers, may('supplier.list')],
  ['Subscribers', consolePaths.subscribers, may('subscription.count')],
  ['Audit', consolePaths.audit, may('audit.list')],
  ['Staff', consolePaths.staff, may('staff.list')],
  ['Settings', consolePaths.settings, may('settings.list')],
  ['All actions', consolePaths.verbs, true],
];

function navigationFor(request: ConsoleRequest, options: ConsoleOptions): HeaderNavigationItem[] {
  const { actor } = request.get('context');
  const here = request.req.path;
  return navigationItems((verb) => mayUse(options.permissions, actor, verb))
    .filter(([, , shown]) => shown)
    .map(([text, href]) => ({
      text,
      href,
      current: here === href,
      active: here !== href && href !== consolePaths.now && here.startsWith(`${href}/`),
    }));
}

/** Brotli where the browser takes it. The quality is the one that takes about as long as gzip: somebody waits. */
export function compressed(request: ConsoleRequest, bytes: Buffer): Uint8Array<ArrayBuffer> {
  request.header('vary', 'accept-encoding');
  if (!/\bbr\b/.test(request.req.header('accept-encoding') ?? '')) return new Uint8Array(bytes);
  request.header('content-encoding', 'br');
  return new Uint8Array(brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }));
}

function answer(request: ConsoleRequest, document: { toString(): string }, status: number): Response {
  request.header('content-type', 'text/html; charset=utf-8');
  const html = Buffer.from(`<!DOCTYPE html>${document.toString()}`);
  return request.body(compressed(request, html), status as 200);
}
