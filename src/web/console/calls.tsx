import type { FC } from 'hono/jsx';
import { inTransaction } from '#platform/db';
import { AllclearError } from '#platform/errors';
import { runVerb } from '#platform/verbs';
import { Button, Input, Table } from '../components/index.ts';
import { may, mustBeAble } from './ask.ts';
import { type CallLine, type CallsModel, loadCalls } from './calls-load.ts';
import { type ConsoleApp, type ConsoleDeps, type ConsoleRequest, consolePaths, safeBack } from './deps.ts';
import { doneAt } from './do.tsx';
import { faultOf, PostForm, Problems, type Refused, refusedBy } from './forms/form-page.tsx';
import { typedText } from './forms/read.ts';
import type { ConsoleOptions } from './options.ts';
import { Actions, at, counted, Section } from './parts.tsx';

const decisions = { confirm: 'call.confirm', undo: 'call.undo', reject: 'call.reject' } as const;
type Decision = keyof typeof decisions;

const isDecision = (text: string): text is Decision => text in decisions;

const decidePath = '/console/calls/decide';

/** The queue of calls: suggestions with their reasons, decided many at once; links that can be undone; a search. */
export function mountCalls(app: ConsoleApp, deps: ConsoleDeps, options: ConsoleOptions): void {
  const show = async (
    request: ConsoleRequest,
    asked: { incident: string | undefined; search: string | undefined },
    refused?: Refused,
  ) => {
    mustBeAble(request, options, 'call.list');
    const model = await loadCalls(deps.contextFor(request), asked);
    const screen = { model, search: asked.search ?? '', csrf: request.get('csrf'), refused };
    return deps.page(request, {
      title: refused ? 'Error: Calls' : 'Calls',
      content: (
        <CallsScreen
          {...screen}
          decides={may(request, options, 'call.confirm')}
          enters={may(request, options, 'call.import')}
        />
      ),
      ...(refused ? { status: 422 } : {}),
    });
  };
  app.get(consolePaths.calls, (request) =>
    show(request, {
      incident: request.req.query('incident'),
      search: request.req.query('q')?.trim() || undefined,
    }),
  );
  app.post(decidePath, async (request) => {
    const incident = typedText(request.get('typed'), 'incident');
    try {
      const verb = await decide(request, options);
      const back = safeBack(`${consolePaths.calls}?${new URLSearchParams({ incident })}`);
      return request.redirect(doneAt(back, verb), 303);
    } catch (error) {
      if (!(error instanceof AllclearError) || error.code === 'forbidden') throw error;
      return show(request, { incident, search: undefined }, refusedBy(error));
    }
  });
}

/** Decides every ticked call by the verb for one, all or none. Returns the verb. */
async function decide(request: ConsoleRequest, options: ConsoleOptions): Promise<string> {
  const typed = request.get('typed');
  const decision = typedText(typed, 'decision');
  const calls = typed.get('call') ?? [];
  if (!isDecision(decision) || calls.length === 0)
    throw new AllclearError('input.invalid', 'Nothing was decided.', {
      faults: [{ field: 'call', reason: 'tick at least one' }],
    });
  const verb = decisions[decision];
  const shared = { incident: typedText(typed, 'incident'), reason: typedText(typed, 'reason') };
  await inTransaction(request.get('context'), async (tx) => {
    for (const call of calls) {
      const [source, externalId] = readKey(call);
      await runVerb(options.verbs, tx, verb, { ...shared, source, externalId });
    }
  });
  await options
    .settle()
    .catch((error: unknown) => request.get('context').log.error({ err: error }, 'could not settle'));
  return verb;
}

/** A call's two names in one value: the source, then its number there. */
const keyOf = ({ call }: CallLine): string => JSON.stringify([call.source, call.externalId]);

function readKey(text: string): [string, string] {
  try {
    const [source, externalId] = JSON.parse(text) as unknown[];
    if (typeof source === 'string' && typeof externalId === 'string') return [source, externalId];
  } catch {
    // Refused below, like any other value that is not one of ours.
  }
  throw new AllclearError(
    'input.invalid',
    'The form names a call in a way that cannot be read. Nothing was decided.',
  );
}

interface ScreenOptions {
  model: CallsModel;
  search: string;
  csrf: string;
  decides: boolean;
  enters: boolean;
  refused: Refused | undefined;
}

const CallsScreen: FC<ScreenOptions> = ({ model, search, csrf, decides, enters, refused }) => {
  const { incident } = model;
  return (
    <>
      <Problems refused={refused} fields={['call', 'reason']} />
      <h1>Calls</h1>
      {enters ? <Button text="Enter a call" href={consolePaths.newCall} /> : null}
      <search>
        <form action={consolePaths.calls} method="get">
          <Input
            name="q"
            label="Find calls of the last 60 days"
            hint="Words, a practice, an ODS code or a call number"
            value={search}
            width={20}
          />
          <Button text="Find" variant="secondary" small />
        </form>
      </search>
      {model.found ? (
        <Section id="found" heading={counted(model.found.length, 'call found', 'calls found')}>
          <CallTable lines={model.found} caption="Newest first" extra={() => ''} />
        </Section>
      ) : null}
      {incident ? (
        <>
          <h2>{incident.title}</h2>
          {model.incidents.length > 1 ? (
            <Actions
              actions={model.incidents
                .filter(({ id }) => id !== incident.id)
                .map(({ slug, title }) => ({
                  text: `Instead: ${title}`,
                  href: `${consolePaths.calls}?${new URLSearchParams({ incident: slug })}`,
                }))}
            />
          ) : null}
          <Queue
            lines={model.suggested}
            heading="Suggested"
            empty="No call waits to be checked."
            decisions={[
              { decision: 'confirm', text: 'Confirm the ticked calls' },
              { decision: 'reject', text: 'Reject the ticked calls' },
            ]}
            incident={incident.slug}
            {...{ csrf, decides, refused }}
          />
          <Queue
            lines={model.linked}
            heading="Linked"
            empty="No call is linked."
            decisions={[{ decision: 'undo', text: 'Undo the ticked links' }]}
            incident={incident.slug}
            {...{ csrf, decides, refused }}
          />
        </>
      ) : (
        <p>There is no open incident that calls could belong to.</p>
      )}
      <Unmatched lines={model.unmatched} />
    </>
  );
};

interface QueueOptions {
  lines: readonly CallLine[];
  heading: string;
  empty: string;
  decisions: readonly { decision: Decision; text: string }[];
  incident: string;
  csrf: string;
  decides: boolean;
  refused: Refused | undefined;
}

const Queue: FC<QueueOptions> = ({
  lines,
  heading,
  empty,
  decisions: offered,
  incident,
  csrf,
  decides,
  refused,
}) => {
  const id = heading.toLowerCase();
  if (lines.length === 0)
    return (
      <Section id={id} heading={heading}>
        <p>{empty}</p>
      </Section>
    );
  return (
    <Section id={id} heading={`${heading} (${lines.length})`}>
      <PostForm csrf={csrf} action={decidePath}>
        <input type="hidden" name="incident" value={incident} />
        <CallTable
          lines={lines}
          caption={`${heading}, with reasons`}
          extra={(line) => reasonsOf(line)}
          {...(decides ? { tick: id } : {})}
        />
        {decides ? (
          <>
            <Input
              name="reason"
              id={`${id}-reason`}
              label="Reason"
              value="Checked with the call"
              errorMessage={faultOf(refused, 'reason')}
            />
            {offered.map(({ decision, text }) => (
              <>
                <Button
                  text={text}
                  name="decision"
                  value={decision}
                  variant={decision === 'confirm' ? undefined : 'secondary'}
                />{' '}
              </>
            ))}
          </>
        ) : null}
      </PostForm>
    </Section>
  );
};

const reasonsOf = ({ link }: CallLine): string => {
  if (!link) return 'Not scored';
  const why = link.reasons
    .map(({ text, points }) => `${text} (${points > 0 ? '+' : ''}${points})`)
    .join('. ');
  const who = link.decidedBy ? `${link.decidedBy}: ${link.note ?? ''}. ` : '';
  return `${who}${why} Score ${link.score}.`;
};

const Tick: FC<{ line: CallLine; id: string }> = ({ line, id }) => (
  <div class="nhsuk-checkboxes nhsuk-checkboxes--small">
    <div class="nhsuk-checkboxes__item">
      <input class="nhsuk-checkboxes__input" type="checkbox" id={id} name="call" value={keyOf(line)} />
      <label class="nhsuk-label nhsuk-checkboxes__label" for={id}>
        {line.call.externalId}
      </label>
    </div>
  </div>
);

const CallTable: FC<{
  lines: readonly CallLine[];
  caption: string;
  extra: (line: CallLine) => string;
  tick?: string;
}> = ({ lines, caption, extra, tick }) => (
  <Table
    caption={caption}
    responsive
    compact
    head={['Call', 'Opened', 'Practice', 'What it says', 'Why']}
    rows={lines.map((line, index) => [
      tick === undefined ? line.call.externalId : <Tick line={line} id={`${tick}-${index}`} />,
      at(line.call.openedAt),
      line.practice ?? line.call.siteText ?? 'Not known',
      line.call.shortDescription ?? line.call.description ?? 'Nothing',
      extra(line) || line.call.status,
    ])}
  />
);

const shownUnmatched = 50;

const Unmatched: FC<{ lines: readonly CallLine[] }> = ({ lines }) => (
  <Section id="unmatched" heading={`Without a practice (${lines.length})`}>
    {lines.length === 0 ? (
      <p>Every call of the last 14 days is tied to a practice.</p>
    ) : (
      <Table
        caption={`Of the last 14 days: ${Math.min(lines.length, shownUnmatched)} of ${lines.length}`}
        responsive
        compact
        head={['Call', 'Opened', 'Place as given', 'What it says', 'Action']}
        rows={lines.slice(0, shownUnmatched).map(({ call }) => [
          call.externalId,
          at(call.openedAt),
          call.siteText ?? call.odsCode ?? 'Nothing',
          call.shortDescription ?? call.description ?? 'Nothing',
          <a
            href={consolePaths.verb(
              'call.match',
              { source: call.source, externalId: call.externalId },
              consolePaths.calls,
            )}
          >
            Say who called<span class="nhsuk-u-visually-hidden">: call {call.externalId}</span>
          </a>,
        ])}
      />
    )}
  </Section>
);
