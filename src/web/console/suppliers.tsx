import type { FC } from 'hono/jsx';
import type { SupplierFeed } from '#connectors';
import { Table, Tag } from '../components/index.ts';
import { ask, may } from './ask.ts';
import { type ConsoleApp, type ConsoleDeps, type ConsoleRequest, consolePaths } from './deps.ts';
import { shown, type VerbLink } from './links.ts';
import type { ConsoleOptions } from './options.ts';
import { Actions, at } from './parts.tsx';

const formatWords: Readonly<Record<SupplierFeed['format'], string>> = {
  statuspage: 'Statuspage',
  rss: 'RSS',
  atom: 'Atom',
};

/** Suppliers' own status feeds: whether each can be read, and what to do about it. */
export function mountSuppliers(app: ConsoleApp, deps: ConsoleDeps, options: ConsoleOptions): void {
  app.get(consolePaths.suppliers, async (request) => {
    const feeds = await ask<SupplierFeed[]>(request, options, 'supplier.list', {});
    const add = linkTo(request, options, 'supplier.add', 'Add a feed');
    return deps.page(request, {
      title: 'Suppliers',
      live: true,
      content: (
        <>
          <h1>Suppliers</h1>
          <p>
            We read these status feeds of suppliers and show what they say on the public page, as their words.
            An update can quote one with {'{{claim supplier.status feed="key"}}'}.
          </p>
          <Actions actions={shown(add)} />
          {feeds.length === 0 ? (
            <p>No feed is read yet.</p>
          ) : (
            <Feeds feeds={feeds} actionsFor={(feed) => actionsFor(request, options, feed)} />
          )}
        </>
      ),
    });
  });
}

const linkTo = (
  request: ConsoleRequest,
  options: ConsoleOptions,
  verb: string,
  text: string,
  fields: Record<string, string> = {},
  hidden?: string,
): VerbLink | undefined =>
  may(request, options, verb)
    ? {
        text,
        href: consolePaths.verb(verb, fields, consolePaths.suppliers),
        ...(hidden === undefined ? {} : { hidden }),
      }
    : undefined;

function actionsFor(
  request: ConsoleRequest,
  options: ConsoleOptions,
  { key, name, pausedAt }: SupplierFeed,
): VerbLink[] {
  const link = (verb: string, text: string) => linkTo(request, options, verb, text, { feed: key }, name);
  return shown(
    pausedAt === null ? link('supplier.pause', 'Pause') : link('supplier.resume', 'Read again'),
    link('supplier.remove', 'Remove'),
  );
}

interface FeedsOptions {
  feeds: readonly SupplierFeed[];
  actionsFor(feed: SupplierFeed): VerbLink[];
}

const Feeds: FC<FeedsOptions> = ({ feeds, actionsFor: actions }) => (
  <Table
    caption="By name"
    responsive
    firstCellIsHeader
    head={['Supplier', 'Feed', 'State', 'Last read', 'Next try', 'What you can do']}
    rows={feeds.map((feed) => [
      <>
        {feed.name} (<code>{feed.key}</code>)
      </>,
      <>
        {formatWords[feed.format]}, every {feed.pollMinutes} min:{' '}
        <span class="allclear-address">{feed.url}</span>
      </>,
      <State feed={feed} />,
      feed.lastReadAt ? at(feed.lastReadAt) : 'Not yet',
      feed.pausedAt ? 'Paused' : at(feed.nextPollAt),
      <Actions actions={actions(feed)} />,
    ])}
  />
);

const State: FC<{ feed: SupplierFeed }> = ({ feed }) => {
  if (feed.pausedAt) {
    return (
      <>
        <Tag text="Paused" colour="grey" /> by {feed.pausedBy}.{feed.lastFault ? ` ${feed.lastFault}` : ''}
      </>
    );
  }
  if (feed.lastFault !== null) {
    return (
      <>
        <Tag text="Cannot be read" colour="red" /> {feed.lastFault} Tried {feed.failures}{' '}
        {feed.failures === 1 ? 'time' : 'times'}.
      </>
    );
  }
  return (
    <Tag text={feed.lastReadAt ? 'Read' : 'Not asked yet'} colour={feed.lastReadAt ? 'green' : 'blue'} />
  );
};
