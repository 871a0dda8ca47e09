import type { FC } from 'hono/jsx';
import type { Incident } from '#incidents';
import { londonDate } from '#platform/clock';
import {
  type ActionStatus,
  actionRow,
  actionStatuses,
  actionsCsv,
  isCheckDue,
  isOpen,
  isOverdue,
  measureText,
  type OverdueAction,
  overdueActions,
  type ReviewAction,
  type TrackedAction,
} from '#review';
import { Details, SummaryList, Tag, type TagColour } from '../components/index.ts';
import { ask, may, mustBeAble } from './ask.ts';
import { type ConsoleApp, type ConsoleDeps, type ConsoleRequest, consolePaths } from './deps.ts';
import { type Linker, shown } from './links.ts';
import type { ConsoleOptions } from './options.ts';
import { Actions, at, counted, Figures } from './parts.tsx';
import { capital, day, reviewPaths } from './review-parts.tsx';
import { compressed } from './shell.tsx';

/** The board of all actions, by what is owed: late first. Also as a file. */
export function mountActions(app: ConsoleApp, deps: ConsoleDeps, options: ConsoleOptions): void {
  app.get(reviewPaths.actions, async (request) => {
    mustBeAble(request, options, 'action.list');
    const actions = await ask<TrackedAction[]>(request, options, 'action.list');
    const { clock } = deps.contextFor(request);
    const status = actionStatuses.find((each) => each === request.req.query('status'));
    const back = status ? `${reviewPaths.actions}?status=${encodeURIComponent(status)}` : reviewPaths.actions;
    const content = <Board {...{ actions, status, now: clock.now(), request, options, back }} />;
    return deps.page(request, { title: 'Actions', content });
  });
  app.get(reviewPaths.actionsCsv, async (request) => {
    mustBeAble(request, options, 'action.export');
    const today = londonDate(deps.contextFor(request).clock.now());
    const actions = await ask<TrackedAction[]>(request, options, 'action.list');
    request.header('content-type', 'text/csv; charset=utf-8');
    request.header('content-disposition', `attachment; filename="actions-${today}.csv"`);
    const csv = actionsCsv(actions.map((action) => actionRow(action, today)));
    return request.body(compressed(request, Buffer.from(csv)));
  });
}

const colours: Readonly<Record<ActionStatus, TagColour>> = {
  proposed: 'white',
  accepted: 'blue',
  'in progress': 'blue',
  done: 'yellow',
  'shown to work': 'green',
  'not effective': 'red',
  rejected: 'grey',
};

const Board: FC<{
  actions: readonly TrackedAction[];
  status: ActionStatus | undefined;
  now: Date;
  request: ConsoleRequest;
  options: ConsoleOptions;
  back: string;
}> = ({ actions, status, now, request, options, back }) => {
  const today = londonDate(now);
  const count = (is: (action: TrackedAction) => boolean): number => actions.filter(is).length;
  const late = count((action) => isOverdue(action, today));
  const shownActions = actions
    .filter((action) => status === undefined || action.status === status)
    .sort(
      (a, b) => Number(isOverdue(b, today)) - Number(isOverdue(a, today)) || a.dueOn.localeCompare(b.dueOn),
    );
  const perIncident = Map.groupBy(shownActions, ({ incident }) => incident.slug);
  return (
    <>
      <h1>Actions</h1>
      <p>What changes after incidents. Done is not enough: an action is settled when it is shown to work.</p>
      <Figures
        figures={[
          { count: late, words: 'overdue', bad: late > 0 },
          { count: count(isOpen), words: 'open', bad: false },
          {
            count: count((action) => isCheckDue(action, today)),
            words: 'waiting for their check',
            bad: false,
          },
          {
            count: count((action) => action.status === 'not effective'),
            words: 'not effective',
            bad: count((action) => action.status === 'not effective') > 0,
          },
          { count: count((action) => action.status === 'shown to work'), words: 'shown to work', bad: false },
        ]}
      />
      <nav aria-label="Status">
        <ul class="allclear-actions">
          <li>
            {status === undefined ? (
              <strong aria-current="true">All</strong>
            ) : (
              <a href={reviewPaths.actions}>All</a>
            )}
          </li>
          {actionStatuses.map((each) => (
            <li>
              {each === status ? (
                <strong aria-current="true">{capital(each)}</strong>
              ) : (
                <a href={`${reviewPaths.actions}?status=${encodeURIComponent(each)}`}>{capital(each)}</a>
              )}
            </li>
          ))}
          <li>
            <a href={reviewPaths.actionsCsv}>Download all (CSV)</a>
          </li>
        </ul>
      </nav>
      {shownActions.length === 0 ? <p>There is none.</p> : null}
      {[...perIncident.values()].map((own) => (
        <section>
          <h2 class="nhsuk-heading-m">
            <a href={reviewPaths.review(own[0]?.incident.slug ?? '')}>{own[0]?.incident.title}</a>
          </h2>
          <ActionList
            actions={own}
            at={now}
            link={linkerTo(request, options, own[0]?.incident.slug ?? '', back)}
          />
        </section>
      ))}
    </>
  );
};

const linkerTo =
  (request: ConsoleRequest, options: ConsoleOptions, incident: string, back: string): Linker =>
  (verb, text, fields = {}, hidden) =>
    may(request, options, verb)
      ? {
          text,
          href: consolePaths.verb(verb, { incident, ...fields }, back),
          ...(hidden === undefined ? {} : { hidden }),
        }
      : undefined;

type Listed = ReviewAction & { incident: Pick<Incident, 'slug'> };

/** Actions one under another, each with what can be done about it now. */
export const ActionList: FC<{ actions: readonly Listed[]; at: Date; link: Linker }> = ({
  actions,
  at: now,
  link,
}) => (
  <>
    {actions.length === 0 ? <p>None is proposed yet.</p> : null}
    {actions.map((action) => (
      <One action={action} today={londonDate(now)} link={link} />
    ))}
  </>
);

const One: FC<{ action: Listed; today: string; link: Linker }> = ({ action, today, link }) => (
  <>
    <h3 class="nhsuk-heading-s">
      {action.number}. {action.statement}{' '}
      <Tag text={capital(action.status)} colour={colours[action.status]} />{' '}
      {isOverdue(action, today) ? <Tag text="Overdue" colour="red" /> : null}
      {isCheckDue(action, today) ? <Tag text="Check due" colour="orange" /> : null}
    </h3>
    <SummaryList
      rows={[
        { key: 'Owner', value: `${action.owner}, ${action.ownerOrganisation}` },
        {
          key: 'Kind',
          value: `${capital(action.type)}, by ${action.strength}. Addresses ${action.factors.join(', ')}`,
        },
        {
          key: 'Due',
          value:
            action.dueOn === action.originalDueOn
              ? day(action.dueOn)
              : `${day(action.dueOn)} (originally ${day(action.originalDueOn)})`,
        },
        {
          key: 'Shown to work by',
          value: `${measureText(action.measure)} Checked on ${day(action.checkOn)}.`,
        },
        { key: 'Before', value: action.measure.baselineText },
        ...action.checks
          .slice(-1)
          .map((check) => ({ key: 'Last check', value: `${capital(check.outcome)}. ${check.text}` })),
      ]}
    />
    <Details summary={`History (${counted(action.history.length, 'entry', 'entries')})`}>
      <ul class="nhsuk-list nhsuk-list--bullet">
        {action.history.map((change) => (
          <li>
            {at(change.at)}, {change.by}: {change.text}
          </li>
        ))}
      </ul>
    </Details>
    <Actions actions={stepsFor(action, link)} />
  </>
);

function stepsFor(action: Listed, link: Linker) {
  const fields = { number: String(action.number) };
  const hidden = `action ${action.number}`;
  const to = (verb: string, text: string, more: Record<string, string> = {}) =>
    link(verb, text, { ...fields, ...more }, hidden);
  const replan = to('action.replan', 'Move its dates', { dueOn: action.dueOn, checkOn: action.checkOn });
  switch (action.status) {
    case 'proposed':
      return shown(to('action.accept', 'Accept'), to('action.reject', 'Reject'));
    case 'accepted':
    case 'not effective':
      return shown(
        to('action.start', 'Start'),
        to('action.done', 'Done'),
        replan,
        to('action.reject', 'Reject'),
      );
    case 'in progress':
      return shown(to('action.done', 'Done'), replan, to('action.reject', 'Reject'));
    case 'done':
      return action.measure.kind === 'judgement' ? shown(to('action.judge', 'Judge whether it works')) : [];
    default:
      return [];
  }
}

/** For the screen Now: actions of reviews that are late, or whose check waits. */
export const loadOverdueActions = (
  request: ConsoleRequest,
  deps: ConsoleDeps,
  options: ConsoleOptions,
): Promise<OverdueAction[]> => {
  const { db, clock } = deps.contextFor(request);
  return may(request, options, 'action.list') ? overdueActions(db, clock.now()) : Promise.resolve([]);
};

export const OverdueActions: FC<{ overdue: readonly OverdueAction[] }> = ({ overdue }) =>
  overdue.length === 0 ? null : (
    <ul class="nhsuk-list nhsuk-list--bullet">
      {overdue.map(({ action, why }) => (
        <li>
          {action.reference}, {action.owner}: {action.statement}{' '}
          {why === 'overdue' ? `(due ${day(action.dueOn)})` : `(to be checked since ${day(action.checkOn)})`}{' '}
          <a href={reviewPaths.review(action.incident.slug)}>{action.incident.title}</a>
        </li>
      ))}
    </ul>
  );
