import type { FC, PropsWithChildren } from 'hono/jsx';
import { Table } from '../components/index.ts';
import { Column, publicPage, type View } from './layout.tsx';
import { absolute, paths } from './paths.ts';

interface Format {
  name: string;
  path: string;
  use: string;
}

const wholeFormats: readonly Format[] = [
  { name: 'Atom', path: paths.feed, use: 'feed readers; one entry for each update' },
  { name: 'RSS 2.0', path: paths.rss, use: 'older feed readers; the same entries' },
  { name: 'iCalendar', path: paths.calendar, use: 'calendars: planned work, with changes and cancellations' },
  { name: 'CAP 1.2', path: paths.capFeed, use: 'alerting systems: an index of alert messages' },
  { name: 'JSON', path: paths.bulletin, use: 'programs: everything these pages are made from' },
  {
    name: 'Statuspage summary',
    path: paths.statuspage('summary'),
    use: 'tools made for Atlassian Statuspage, version 2 of its public API',
  },
  { name: 'Incident history (Atom)', path: paths.history('atom'), use: 'one entry for each incident' },
  { name: 'Incident history (RSS)', path: paths.history('rss'), use: 'one entry for each incident' },
  { name: 'Badge', path: paths.badge, use: 'a picture of the status' },
  { name: 'Banner', path: paths.banner, use: 'a page to put in a frame' },
];

const Code: FC<{ text: string }> = ({ text }) => <pre class="allclear-copy-text">{text}</pre>;

const Example: FC<PropsWithChildren<{ heading: string; code: string }>> = ({ heading, code, children }) => (
  <>
    <h3>{heading}</h3>
    {children}
    <Code text={code} />
  </>
);

const practiceFiles: readonly [file: string, what: string][] = [
  ['feed.atom', 'updates that concern it (Atom)'],
  ['feed.rss', 'the same (RSS)'],
  ['calendar.ics', 'its planned work (iCalendar)'],
  ['badge.svg', 'its status as a picture'],
  ['banner', 'its status as a page for a frame'],
  ['status.json', 'its status as data'],
];

/** "Use this information elsewhere": every format with its address, and examples to copy. */
export function elsewherePage(view: View): string {
  const { publicUrl, organisation, practices } = view.bulletin;
  const whole = (path: string): string => absolute(publicUrl, path);
  const code = practices[0]?.odsCode ?? 'G12345';
  const webcal = whole(paths.calendar).replace(/^https?:/, 'webcal:');
  return publicPage(view, {
    path: paths.elsewhere,
    title: 'Use this information elsewhere',
    description: `Feeds, calendars, data and banners from ${organisation.serviceName}.`,
    trail: [],
    children: (
      <Column>
        <h1>Use this information elsewhere</h1>
        <p>
          Everything on these pages can be read by other programs and shown on other websites. It is free to
          use. Nobody has to sign in. No format sets a cookie.
        </p>
        <Table
          caption={{ text: 'For all practices', size: 'm' }}
          responsive
          firstCellIsHeader
          head={['Format', 'Made for']}
          rows={wholeFormats.map(({ name, path, use }) => [<a href={path}>{name}</a>, use])}
        />
        <p>
          <a href={webcal}>Subscribe to planned work in your calendar</a>
        </p>
        <h2>For one practice or one group</h2>
        <p>
          Put one of these behind the address of a practice, such as{' '}
          <span class="allclear-address">{whole(paths.practice(code))}</span>, or of{' '}
          <a href={paths.groups}>an area or a group</a>:
        </p>
        <ul class="nhsuk-list nhsuk-list--bullet">
          {practiceFiles.map(([file, what]) => (
            <li>
              /{file}: {what}
            </li>
          ))}
        </ul>
        <h2>On your website</h2>
        <Example
          heading="A line of text that stays up to date"
          code={`<p data-allclear="practices/${code}" role="status">\n  <a href="${whole(paths.practice(code))}">IT status</a>\n</p>\n<script src="${whole(paths.embedScript)}" defer></script>`}
        >
          <p>
            Screen readers say it when it changes. When it cannot be read, the link stays. Leave the value of
            data-allclear empty to show the status of all practices. If your site has a content security
            policy, allow <span class="allclear-address">{new URL(publicUrl).origin}</span> in script-src and
            in connect-src.
          </p>
        </Example>
        <Example
          heading="A banner in a frame"
          code={`<iframe src="${whole(`${paths.practice(code)}/banner`)}" title="IT status" width="100%" height="160"></iframe>`}
        >
          <p>It needs no script. It shows the status of when your page was opened.</p>
        </Example>
        <Example
          heading="A badge"
          code={`<a href="${whole(paths.practice(code))}">\n  <img src="${whole(`${paths.practice(code)}/badge.svg`)}" alt="IT status of our practice">\n</a>`}
        />
      </Column>
    ),
  });
}
