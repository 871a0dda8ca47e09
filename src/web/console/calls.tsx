import type { FC } from 'hono/jsx';
import { AllclearError } from '#platform/errors';
import { Button, Table } from '../components/index.ts';
import { may, mustBeAble } from './ask.ts';
import { type CallLine, type CallsModel, loadCalls } from './calls-load.ts';
import { type ConsoleApp, type ConsoleDeps, type ConsoleRequest, consolePaths, safeBack } from './deps.ts';
import { doneAt, performWith } from './do.tsx';
import { faultOf, PostForm, Problems, type Refused, refusedBy } from './forms/form-page.tsx';
import { typedText } from './forms/read.ts';
import { SuggestInput as Input } from './forms/suggest-input.tsx';
import type { ConsoleOptions } from './options.ts';
import { Actions, at, counted, Section } from './parts.tsx';

const decisions = ['confirm', 'undo', 'reject'] as const;
type Decision = (typeof decisions)[number];

const isDecision = (text: string): text is Decision => decisions.some((decision) => decision === text);

const decidePath = '/console/calls/decide';
const revertPath = '/console/calls/revert';

interface Asked {
  incident: string | undefined;
  search: string | undefined;
  /** Tick every suggestion from the start. */
  tickAll?: boolean;
}

/** The queue of calls: suggestions with their reasons, decided many at once and taken back with one press; a search. */
export function mountCalls(app: ConsoleApp, deps: ConsoleDeps, options: ConsoleOptions): void {
  const show = async (request: ConsoleRequest, asked: Asked, refused?: Refused) => {
    mustBeAble(request, options, 'call.list');
    const model = await loadCalls(deps.contextFor(request), asked);
    const typed = request.get('typed');
    const screen = {
      model,
      search: asked.search ?? '',
      csrf: request.get('csrf'),
      refused,
      tickAll: asked.tickAll ?? false,
      ticked: new Set(typed.get('call')),
      reason: typed.get('reason')?.[0],
    };
    return deps.page(request, {
      title: refused ? 'Error: Calls' : 'Calls',
      live: request.req.method === 'GET',
      content: (
        <CallsScreen
          {...screen}
          decides={may(request, options, 'call.decide')}
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
      tickAll: request.req.query('tick') === 'all',
    }),
  );
  const act = (path: string, work: (request: ConsoleRequest) => Promise<string>) =>
    app.post(path, async (request) => {
      const incident = typedText(request.get('typed'), 'incident');
      try {
        const verb = await work(request);
        const back = safeBack(`${consolePaths.calls}?${new URLSearchParams({ incident })}`);
        return request.redirect(doneAt(back, verb), 303);
      } catch (error) {
        if (!(error instanceof AllclearError) || error.code === 'forbidden') throw error;
        return show(request, { incident, search: undefined }, refusedBy(error));
      }
    });
  act(decidePath, (request) => decide(request, options));
  act(revertPath, async (request) => {
    const typed = request.get('typed');
    const input = { incident: typedText(typed, 'incident'), decision: typedText(typed, 'decision') };
    await performWith(request, options, 'call.revert', input);
    return 'call.revert';
  });
}

/** Decides every ticked call, all or none. Returns the verb. */
async function decide(request: ConsoleRequest, options: ConsoleOptions): Promise<string> {
  const typed = request.get('typed');
  const decision = typedText(typed, 'decision');
  const calls = typed.get('call') ?? [];
  if (!isDecision(decision) || calls.length === 0)
    throw new AllclearError('input.invalid', 'Nothing was decided.', {
      faults: [{ field: 'call', reason: 'tick at least one' }],
    });
  await performWith(request, options, 'call.decide', {
    incident: typedText(typed, 'incident'),
    decision,
    calls: calls.map(readKey).map(([source, externalId]) => ({ source, externalId })),
    reason: typedText(typed, 'reason'),
  });
  return 'call.decide';
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

interface Deciding {
  csrf: string;
  decides: boolean;
  refused: Refused | undefined;
  tickAll: boolean;
  /** What was ticked and typed before a refusal. */
  ticked: ReadonlySet<string>;
  reason: string | undefined;
}

interface ScreenOptions extends Deciding {
  model: CallsModel;
  search: string;
  enters: boolean;
}

const CallsScreen: FC<ScreenOptions> = (screen) => {
  const { model, search, enters, refused, decides, csrf, ...rest } = screen;
  const deciding: Deciding = { ...rest, csrf, decides, refused };
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
            suggest={{ path: consolePaths.practices, fill: 'value' }}
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
            {...deciding}
          />
          {decides ? <Lately decisions={model.decisions} incident={incident.slug} csrf={csrf} /> : null}
          <Queue
            lines={model.linked}
            heading="Linked"
            empty="No call is linked."
            decisions={[{ decision: 'undo', text: 'Undo the ticked links' }]}
            incident={incident.slug}
            {...deciding}
            tickAll={false}
          />
        </>
      ) : (
        <p>There is no open incident that calls could belong to.</p>
      )}
      <Unmatched lines={model.unmatched} />
    </>
  );
};

interface QueueOptions extends Deciding {
  lines: readonly CallLine[];
  heading: string;
  empty: string;
  decisions: readonly { decision: Decision; text: string }[];
  incident: string;
}

const Queue: FC<QueueOptions> = (queue) => {
  const { lines, heading, empty, decisions: offered, incident, csrf, decides, refused } = queue;
  const id = heading.toLowerCase();
  if (lines.length === 0)
    return (
      <Section id={id} heading={heading}>
        <p>{empty}</p>
      </Section>
    );
  const isTicked = (line: CallLine): boolean => queue.tickAll || queue.ticked.has(keyOf(line));
  return (
    <Section id={id} heading={`${heading} (${lines.length})`}>
      {decides && id === 'suggested' && lines.length > 1 ? (
        <Actions actions={[{ text: 'Tick all that are suggested', href: tickAllPath(incident) }]} />
      ) : null}
      <PostForm csrf={csrf} action={decidePath}>
        <input type="hidden" name="incident" value={incident} />
        <CallTable
          lines={lines}
          caption={`${heading}, with reasons`}
          extra={(line) => reasonsOf(line)}
          {...(decides ? { tick: { id, isTicked } } : {})}
        />
        {decides ? (
          <>
            <Input
              name="reason"
              id={`${id}-reason`}
              label="Reason"
              value={queue.reason ?? 'Checked with the call'}
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

const tickAllPath = (incident: string): string =>
  `${consolePaths.calls}?${new URLSearchParams({ incident, tick: 'all' })}#suggested`;

const decisionWords = { confirm: 'Confirmed', undo: 'Taken off', reject: 'Rejected' } as const;

/** What was decided lately: one press brings every link back to what it was before. */
const Lately: FC<{ decisions: CallsModel['decisions']; incident: string; csrf: string }> = ({
  decisions: lately,
  incident,
  csrf,
}) =>
  lately.length === 0 ? null : (
    <Section id="lately" heading="Decided lately">
      <ul class="nhsuk-list">
        {lately.map(({ id, decision, calls, decidedBy, decidedAt, reason }) => (
          <li>
            {decisionWords[decision]}: {counted(calls, 'call')}, by {decidedBy} at {at(decidedAt)} ({reason}){' '}
            <PostForm csrf={csrf} action={revertPath} classes="allclear-inline-form">
              <input type="hidden" name="incident" value={incident} />
              <input type="hidden" name="decision" value={id} />
              <button type="submit" class="nhsuk-button nhsuk-button--secondary nhsuk-button--small">
                Take it back<span class="nhsuk-u-visually-hidden">: decision {id}</span>
              </button>
            </PostForm>
          </li>
        ))}
      </ul>
    </Section>
  );

const reasonsOf = ({ link }: CallLine): string => {
  if (!link) return 'Not scored';
  const why = link.reasons
    .map(({ text, points }) => `${text} (${points > 0 ? '+' : ''}${points})`)
    .join('. ');
  const who = link.decidedBy ? `${link.decidedBy}: ${link.note ?? ''}. ` : '';
  return `${who}${why} Score ${link.score}.`;
};

const Tick: FC<{ line: CallLine; id: string; checked: boolean }> = ({ line, id, checked }) => (
  <div class="nhsuk-checkboxes nhsuk-checkboxes--small">
    <div class="nhsuk-checkboxes__item">
      <input
        class="nhsuk-checkboxes__input"
        type="checkbox"
        id={id}
        name="call"
        value={keyOf(line)}
        checked={checked}
      />
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
  tick?: { id: string; isTicked: (line: CallLine) => boolean };
}> = ({ lines, caption, extra, tick }) => (
  <Table
    caption={caption}
    responsive
    compact
    head={['Call', 'Opened', 'Practice', 'What it says', 'Why']}
    rows={lines.map((line, index) => [
      tick === undefined ? (
        line.call.externalId
      ) : (
        // The first one bears the name that the error summary leads to.
        <Tick
          line={line}
          id={index === 0 && tick.id === 'suggested' ? 'call' : `${tick.id}-${index}`}
          checked={tick.isTicked(line)}
        />
      ),
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
