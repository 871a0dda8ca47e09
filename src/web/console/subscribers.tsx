import type { FC } from 'hono/jsx';
import { londonDate } from '#platform/clock';
import type { ContactAddress, ListedSubscription, SubscriberCounts, Subscription } from '#publishing';
import { Input, Table, Tag } from '../components/index.ts';
import { ask, may } from './ask.ts';
import { type ConsoleApp, type ConsoleDeps, type ConsoleRequest, consolePaths } from './deps.ts';
import { PostForm } from './forms/form-page.tsx';
import { typedText } from './forms/read.ts';
import { shown, type VerbLink } from './links.ts';
import type { ConsoleOptions } from './options.ts';
import { Actions, at, Figures, Section } from './parts.tsx';

const channelWords: Readonly<Record<Subscription['channel'], string>> = {
  email: 'Email',
  sms: 'Text',
  webhook: 'Webhook',
  teams: 'Teams',
};

const stateWords = {
  active: { text: 'Active', colour: 'green' },
  failing: { text: 'Failing', colour: 'red' },
  stopped: { text: 'Stopped', colour: 'grey' },
} as const;

type Links = (
  verb: string,
  text: string,
  fields?: Record<string, string>,
  hidden?: string,
) => VerbLink | undefined;

const linksTo =
  (request: ConsoleRequest, options: ConsoleOptions, back: string): Links =>
  (verb, text, fields = {}, hidden) =>
    may(request, options, verb)
      ? {
          text,
          href: consolePaths.verb(verb, fields, back),
          ...(hidden === undefined ? {} : { hidden }),
        }
      : undefined;

/** A link to a screen, for whoever may use its verb. */
const screenLink = (
  request: ConsoleRequest,
  options: ConsoleOptions,
  verb: string,
  link: VerbLink,
): VerbLink | undefined => (may(request, options, verb) ? link : undefined);

/** Who is told of updates: counts for everybody, addresses for those who may see them, and each look at them audited. */
export function mountSubscribers(app: ConsoleApp, deps: ConsoleDeps, options: ConsoleOptions): void {
  const show = async (request: ConsoleRequest, text: string) => {
    const counts = await ask<SubscriberCounts>(request, options, 'subscription.count');
    const sees = may(request, options, 'subscription.list');
    const found =
      sees && text !== ''
        ? await ask<ListedSubscription[]>(request, options, 'subscription.list', { text })
        : undefined;
    const failing = sees ? await ask<Failing>(request, options, 'subscription.failing') : undefined;
    return deps.page(request, {
      title: 'Subscribers',
      content: (
        <Screen
          counts={counts}
          failing={failing}
          found={found}
          text={text}
          csrf={request.get('csrf')}
          links={linksTo(request, options, consolePaths.subscribers)}
          actions={shown(
            screenLink(request, options, 'subscription.import', {
              text: 'Import a list',
              href: consolePaths.subscribersImport,
            }),
            screenLink(request, options, 'subscription.export', {
              text: 'Export as CSV',
              href: consolePaths.subscribersCsv,
            }),
            linksTo(request, options, consolePaths.subscribers)('subscription.erase', 'Delete an address'),
            screenLink(request, options, 'contact.addresses', {
              text: 'Contact addresses of practices',
              href: consolePaths.contacts,
            }),
          )}
        />
      ),
    });
  };
  app.get(consolePaths.subscribers, (request) => show(request, ''));
  // What is looked for may be an address: it must stand in no address line, history or log of a proxy.
  app.post(consolePaths.subscribers, (request) =>
    show(request, typedText(request.get('typed'), 'q').trim().slice(0, 254)),
  );
  app.get(consolePaths.subscribersCsv, async (request) => {
    const { csv } = await ask<{ csv: string }>(request, options, 'subscription.export');
    request.header('content-type', 'text/csv; charset=utf-8');
    const day = londonDate(deps.contextFor(request).clock.now());
    request.header('content-disposition', `attachment; filename="subscribers-${day}.csv"`);
    return request.body(csv);
  });
  app.get(consolePaths.contacts, async (request) => {
    const contacts = await ask<ContactAddress[]>(request, options, 'contact.addresses');
    const links = linksTo(request, options, consolePaths.contacts);
    return deps.page(request, {
      title: 'Contact addresses',
      content: (
        <ContactsScreen
          contacts={contacts}
          links={links}
          actions={shown(
            links('contact.add-address', 'Add an address'),
            screenLink(request, options, 'contact.import', {
              text: 'Import a list',
              href: consolePaths.contactsImport,
            }),
          )}
        />
      ),
    });
  });
}

interface Failing {
  subscribers: Subscription[];
  contacts: ContactAddress[];
}

interface ScreenOptions {
  counts: SubscriberCounts;
  failing: Failing | undefined;
  found: readonly ListedSubscription[] | undefined;
  text: string;
  csrf: string;
  links: Links;
  actions: VerbLink[];
}

const countIn = (counts: SubscriberCounts['subscribers'], state: Subscription['state']): number =>
  counts.filter((each) => each.state === state).reduce((sum, { count }) => sum + count, 0);

const Screen: FC<ScreenOptions> = ({ counts, failing, found, text, csrf, links, actions }) => (
  <>
    <h1>Subscribers</h1>
    <Figures
      figures={[
        { count: countIn(counts.subscribers, 'active'), words: 'active subscribers', bad: false },
        { count: countIn(counts.contacts, 'active'), words: 'contact addresses', bad: false },
        { count: counts.waiting, words: 'not confirmed yet', bad: false },
        {
          count: countIn(counts.subscribers, 'failing') + countIn(counts.contacts, 'failing'),
          words: 'addresses that fail',
          bad: countIn(counts.subscribers, 'failing') + countIn(counts.contacts, 'failing') > 0,
        },
      ]}
    />
    <Actions actions={actions} />
    {failing ? <FailingPart failing={failing} links={links} /> : null}
    {failing ? <Search text={text} found={found} links={links} csrf={csrf} /> : null}
    <Section id="counts" heading="By channel">
      {counts.subscribers.length + counts.contacts.length === 0 ? (
        <p>Nobody subscribed yet, and no contact address is known.</p>
      ) : (
        <Table
          caption="Subscribers and contact addresses"
          responsive
          firstCellIsHeader
          head={['Who', 'Channel', 'State', 'Number']}
          rows={[
            ...counts.subscribers.map((each) => tallyRow('Subscribers', each)),
            ...counts.contacts.map((each) => tallyRow('Contacts', each)),
          ]}
        />
      )}
    </Section>
    <Section id="scopes" heading="What subscribers want to hear about">
      {counts.scopes.length === 0 ? (
        <p>No subscriber is active.</p>
      ) : (
        <Table
          caption="Most chosen first"
          responsive
          firstCellIsHeader
          head={['What', 'Subscribers']}
          rows={counts.scopes.slice(0, 100).map((scope) => [scope.text, String(scope.count)])}
        />
      )}
    </Section>
  </>
);

const tallyRow = (who: string, { channel, state, count }: SubscriberCounts['subscribers'][number]) => [
  who,
  channelWords[channel],
  <Tag text={stateWords[state].text} colour={stateWords[state].colour} />,
  String(count),
];

const Address: FC<{ address: string }> = ({ address }) => <span class="allclear-address">{address}</span>;

const FailingPart: FC<{ failing: Failing; links: Links }> = ({ failing, links }) => {
  const all = [
    ...failing.subscribers.map((each) => ({ ...each, who: 'Subscriber' })),
    ...failing.contacts.map((each) => ({ ...each, who: each.practiceName ?? 'Staff' })),
  ];
  return (
    <Section id="failing" heading="Addresses that fail">
      {all.length === 0 ? (
        <p>None. Messages reach every active address, as far as we are told.</p>
      ) : (
        <Table
          caption="Nothing is sent to these until somebody says that they are mended"
          responsive
          firstCellIsHeader
          head={['Address', 'Who', 'Why', 'Since', 'What you can do']}
          rows={all.map(({ id, address, who, stateReason, stateAt }) => [
            <Address address={address} />,
            who,
            stateReason ?? '',
            at(stateAt),
            <Actions
              actions={shown(
                links('subscription.resume', 'Send again', { recipientId: id }, `to ${address}`),
                who === 'Subscriber'
                  ? links('subscription.erase', 'Delete', { subscription: id }, address)
                  : links('contact.remove-address', 'Remove', { contact: id }, address),
              )}
            />,
          ])}
        />
      )}
    </Section>
  );
};

const Search: FC<Pick<ScreenOptions, 'text' | 'found' | 'links' | 'csrf'>> = ({
  text,
  found,
  links,
  csrf,
}) => (
  <Section id="find" heading="Find a subscriber">
    <PostForm csrf={csrf} action={consolePaths.subscribers} button="Find" secondary>
      <Input
        id="q"
        name="q"
        label="A part of the address"
        hint="That you looked is recorded in the audit trail, what you looked for is not"
        value={text}
        width={30}
      />
    </PostForm>
    {found === undefined ? null : found.length === 0 ? (
      <p>No subscriber has an address like this.</p>
    ) : (
      <Table
        caption={`${found.length} found`}
        responsive
        firstCellIsHeader
        head={['Address', 'State', 'Wants', 'Since', 'What you can do']}
        rows={found.map(({ id, channel, address, state, stateReason, chosen, source, madeAt }) => [
          <>
            <Address address={address} /> ({channelWords[channel]})
          </>,
          <>
            <Tag text={stateWords[state].text} colour={stateWords[state].colour} /> {stateReason ?? ''}
          </>,
          chosen.join(' '),
          `${at(madeAt)}, ${source === 'form' ? 'by its owner' : 'from a list'}`,
          <Actions actions={shown(links('subscription.erase', 'Delete', { subscription: id }, address))} />,
        ])}
      />
    )}
  </Section>
);

const ContactsScreen: FC<{ contacts: readonly ContactAddress[]; links: Links; actions: VerbLink[] }> = ({
  contacts,
  links,
  actions,
}) => (
  <>
    <h1>Contact addresses</h1>
    <p>
      Practices are told of what concerns them at these addresses, without subscribing, and staff of
      everything. The estate’s file of sites may bring them; what a person puts here stays. Telephone numbers
      for speaking to a practice are on the page of its site.
    </p>
    <Actions actions={actions} />
    {contacts.length === 0 ? (
      <p>No address is on record, so practices are told of nothing unless they subscribe.</p>
    ) : (
      <Table
        caption="By practice, staff last"
        responsive
        firstCellIsHeader
        head={['Practice', 'Address', 'State', 'Added', 'What you can do']}
        rows={contacts.map((each) => [
          each.odsCode === null ? 'Staff' : `${each.practiceName} (${each.odsCode})`,
          <>
            <Address address={each.address} /> ({channelWords[each.channel]})
            {each.name === '' ? '' : `, ${each.name}`}
          </>,
          <>
            <Tag text={stateWords[each.state].text} colour={stateWords[each.state].colour} />{' '}
            {each.stateReason ?? ''}
          </>,
          `${at(each.addedAt)}, ${each.source === 'estate' ? 'from the estate' : `by ${each.addedBy}`}`,
          <Actions
            actions={shown(
              links('contact.remove-address', 'Remove', { contact: each.id }, each.address),
              each.state === 'failing'
                ? links('subscription.resume', 'Send again', { recipientId: each.id }, `to ${each.address}`)
                : undefined,
            )}
          />,
        ])}
      />
    )}
  </>
);
