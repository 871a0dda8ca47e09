import type { FC } from 'hono/jsx';
import { listSites } from '#estate';
import { findIncident, type Incident } from '#incidents';
import { migrationProgress } from '#planning';
import { AllclearError } from '#platform/errors';
import type { DirectMessage, ToldSite } from '#publishing';
import { Input, Table, Tag } from '../components/index.ts';
import { ask, may, mustBeAble } from './ask.ts';
import { type ConsoleApp, type ConsoleDeps, type ConsoleRequest, consolePaths } from './deps.ts';
import { doneAt, performWith } from './do.tsx';
import { Checkboxes, TextArea } from './forms/fields.tsx';
import { faultOf, PostForm, Problems, type Refused, refusedBy } from './forms/form-page.tsx';
import { type Typed, typedText } from './forms/read.ts';
import { shown } from './links.ts';
import type { ConsoleOptions } from './options.ts';
import { Actions, at, counted, Section } from './parts.tsx';

interface StuckSite {
  code: string;
  practice: string;
  reason: string;
}

/** Messages to chosen sites of an incident: who was told what, by whom, and whether they answered. */
export function mountDirect(app: ConsoleApp, deps: ConsoleDeps, options: ConsoleOptions): void {
  const show = async (
    request: ConsoleRequest,
    slug: string,
    typed: Typed,
    more: { refused?: Refused; plan?: DirectMessage } = {},
  ) => {
    const messages = await ask<DirectMessage[]>(request, options, 'contact.messages', { incident: slug });
    const { db } = deps.contextFor(request);
    const incident = await findIncident(db, slug);
    return deps.page(request, {
      title: more.refused ? 'Error: Direct contact' : 'Direct contact',
      content: (
        <DirectScreen
          incident={incident}
          messages={messages}
          stuck={await stuckSites(deps, request, incident)}
          typed={typed}
          csrf={request.get('csrf')}
          writes={may(request, options, 'contact.message')}
          followsUp={may(request, options, 'contact.follow-up')}
          {...more}
        />
      ),
      ...(more.refused ? { status: 422 } : {}),
    });
  };
  app.get('/console/incidents/:slug/direct', (request) =>
    show(request, request.req.param('slug'), new Map()),
  );
  app.post('/console/incidents/:slug/direct', async (request) => {
    mustBeAble(request, options, 'contact.message');
    const slug = request.req.param('slug');
    const typed = request.get('typed');
    const looks = !typed.has('send') || typed.has('look');
    try {
      const result = await performWith(request, options, 'contact.message', {
        incident: slug,
        sites: sitesIn(typed),
        subject: typedText(typed, 'subject'),
        text: typedText(typed, 'text').replaceAll('\r\n', '\n'),
        dryRun: looks,
      });
      if (looks) return show(request, slug, typed, { plan: result as DirectMessage });
      return request.redirect(doneAt(consolePaths.direct(slug), 'contact.message'), 303);
    } catch (error) {
      if (!(error instanceof AllclearError) || error.code === 'forbidden' || error.httpStatus >= 500)
        throw error;
      return show(request, slug, typed, { refused: refusedBy(error) });
    }
  });
}

/** Those that were ticked, and those that were typed. */
const sitesIn = (typed: Typed): string[] => [
  ...(typed.get('stuck') ?? []),
  ...typedText(typed, 'sites')
    .split(/[\s,;]+/)
    .filter((code) => code !== ''),
];

async function stuckSites(
  deps: ConsoleDeps,
  request: ConsoleRequest,
  incident: Incident,
): Promise<StuckSite[]> {
  const { db } = deps.contextFor(request);
  const progress = await migrationProgress(db, incident.id);
  if (!progress) return [];
  const names = new Map((await listSites(db)).map(({ code, practiceName }) => [code, practiceName]));
  return progress.cannotMove.flatMap(({ reason, siteCodes }) =>
    siteCodes.map((code) => ({ code, practice: names.get(code) ?? '', reason })),
  );
}

interface DirectOptions {
  incident: Incident;
  messages: readonly DirectMessage[];
  stuck: readonly StuckSite[];
  typed: Typed;
  csrf: string;
  writes: boolean;
  followsUp: boolean;
  refused?: Refused;
  plan?: DirectMessage;
}

const DirectScreen: FC<DirectOptions> = (screen) => {
  const { incident, messages, refused, writes, followsUp } = screen;
  return (
    <>
      <Problems refused={refused} fields={['sites', 'subject', 'text']} />
      <h1>Direct contact</h1>
      <p>
        For <a href={consolePaths.incident(incident.slug)}>{incident.title}</a>. Write to chosen sites, such
        as those that cannot move, and keep who was told what, by whom, and whether they answered.
      </p>
      {writes ? <MessageForm {...screen} /> : null}
      {messages.length === 0 ? <p>Nobody was written to directly yet.</p> : null}
      {messages.map((message) => (
        <Message message={message} incident={incident} followsUp={followsUp} />
      ))}
    </>
  );
};

const MessageForm: FC<DirectOptions> = ({ stuck, typed, csrf, refused, plan }) => {
  const chosen = new Set(typed.get('stuck'));
  const isNew = typed.size === 0;
  const reached = plan?.sites.reduce((sum, { addresses }) => sum + addresses, 0) ?? 0;
  return (
    <div class="allclear-reading">
      <h2 class="nhsuk-heading-m">Write to sites</h2>
      {plan ? <Plan plan={plan} /> : null}
      <PostForm
        csrf={csrf}
        button={plan ? `Send to ${counted(reached, 'address', 'addresses')}` : 'Show whom it would reach'}
        {...(plan ? { otherButton: { name: 'look', text: 'Show again' } } : {})}
      >
        {plan ? <input type="hidden" name="send" value="yes" /> : null}
        {stuck.length === 0 ? null : (
          <Checkboxes
            name="stuck"
            legend="Sites that cannot move"
            items={stuck.map(({ code, practice, reason }) => ({
              value: code,
              text: `${practice} (${code}): ${reason}`,
              checked: isNew || chosen.has(code),
            }))}
          />
        )}
        <TextArea
          name="sites"
          label={stuck.length === 0 ? 'Codes of the sites' : 'Codes of other sites (optional)'}
          hint="One on each line"
          rows={3}
          value={typedText(typed, 'sites')}
          error={faultOf(refused, 'sites')}
        />
        <Input
          id="subject"
          name="subject"
          label="Subject"
          value={typedText(typed, 'subject')}
          errorMessage={faultOf(refused, 'subject')}
        />
        <TextArea
          name="text"
          label="Message"
          hint="Nothing about patients"
          rows={8}
          value={typedText(typed, 'text')}
          error={faultOf(refused, 'text')}
        />
      </PostForm>
    </div>
  );
};

const Plan: FC<{ plan: DirectMessage }> = ({ plan }) => (
  <Table
    caption="Whom it would reach"
    responsive
    firstCellIsHeader
    head={['Site', 'Addresses on record']}
    rows={plan.sites.map(({ site, practice, addresses }) => [
      `${practice} (${site})`,
      addresses === 0 ? <Tag text="None: telephone them" colour="red" /> : String(addresses),
    ])}
  />
);

const Message: FC<{ message: DirectMessage; incident: Incident; followsUp: boolean }> = ({
  message,
  incident,
  followsUp,
}) => {
  const answered = message.sites.filter(({ answeredAt }) => answeredAt !== null).length;
  return (
    <Section id={`message-${message.number}`} heading={`Message ${message.number}: ${message.subject}`}>
      <p>
        Sent by {message.sentBy}
        {message.sentAt ? ` at ${at(message.sentAt)}` : ''}. {answered} of{' '}
        {counted(message.sites.length, 'site')} answered.
      </p>
      <p class="allclear-address">{message.text}</p>
      <Table
        caption={`Sites of message ${message.number}`}
        responsive
        firstCellIsHeader
        head={['Site', 'Told', 'Answered', 'Log', 'What you can do']}
        rows={message.sites.map((site) => siteRow(site, message, incident, followsUp))}
      />
    </Section>
  );
};

function siteRow(site: ToldSite, message: DirectMessage, incident: Incident, followsUp: boolean) {
  const fields = { incident: incident.slug, message: String(message.number), site: site.site };
  const back = consolePaths.direct(incident.slug);
  const link = (text: string, more: Record<string, string>) => ({
    text,
    href: consolePaths.verb('contact.follow-up', { ...fields, ...more }, back),
    hidden: `for ${site.site}`,
  });
  return [
    <>
      <a href={consolePaths.site(site.site)}>{site.practice}</a> ({site.site})
    </>,
    site.toldAt ? at(site.toldAt) : <Tag text="Not told yet" colour="red" />,
    site.answeredAt ? at(site.answeredAt) : <Tag text="No answer" colour="yellow" />,
    <ul class="nhsuk-list">
      {site.entries.map((entry) => (
        <li>
          {at(entry.at)}, {entry.by}, by {entry.channel}: {entry.summary}
        </li>
      ))}
    </ul>,
    <Actions
      actions={shown(
        followsUp ? link('Note a telephone call', { channel: 'phone' }) : undefined,
        followsUp ? link('Note an answer', { answered: 'yes' }) : undefined,
      )}
    />,
  ];
}
