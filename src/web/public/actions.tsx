import type { FC } from 'hono/jsx';
import { formatDate } from '#platform/clock';
import type { ActionBulletin } from '#publishing';
import { SummaryList, Tag, type TagOptions } from '../components/index.ts';
import { Column, publicPage, type View } from './layout.tsx';
import { paths } from './paths.ts';
import { Redactable } from './report.tsx';
import { counted } from './words.ts';

const day = (date: string): string => formatDate(new Date(`${date}T12:00:00Z`));
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const colours: Readonly<Record<string, TagOptions['colour']>> = {
  accepted: 'blue',
  'in progress': 'blue',
  done: 'yellow',
  'shown to work': 'green',
  'not effective': 'red',
  rejected: 'grey',
};

/** What each status means, for who reads one for the first time. */
const meanings: readonly [string, string][] = [
  ['accepted', 'somebody answers for it'],
  ['in progress', 'work has begun'],
  ['done', 'it was done, and is not yet shown to work'],
  ['shown to work', 'a check found that it does what it should'],
  ['not effective', 'a check found that it does not; it is open again'],
  ['rejected', 'it will not be done, with a reason'],
];

/** Open and late first, settled last. */
const order = ['not effective', 'in progress', 'accepted', 'done', 'shown to work', 'rejected'];

/** Every action of every published review, with what its checks found. */
export function actionsPage(view: View): string {
  const actions = [...view.bulletin.actions].sort(
    (a, b) =>
      Number(b.overdue) - Number(a.overdue) ||
      order.indexOf(a.status) - order.indexOf(b.status) ||
      a.dueOn.localeCompare(b.dueOn),
  );
  const works = actions.filter(({ status }) => status === 'shown to work').length;
  const late = actions.filter(({ overdue }) => overdue).length;
  return publicPage(view, {
    path: paths.actions,
    title: 'Actions from reviews',
    description: 'What changes after incidents, who answers for it, and whether it was shown to work.',
    trail: [],
    children: (
      <Column>
        <h1>Actions from reviews</h1>
        <p class="nhsuk-lede-text">
          {works} of {counted(actions.length, 'action')} {actions.length === 1 ? 'is' : 'are'} shown to work.{' '}
          {late === 0
            ? 'None is overdue.'
            : `${counted(late, 'action')} ${late === 1 ? 'is' : 'are'} overdue.`}
        </p>
        <ul class="nhsuk-list nhsuk-list--bullet">
          {meanings.map(([status, meaning]) => (
            <li>
              <strong>{status}</strong>: {meaning}
            </li>
          ))}
        </ul>
        <p>
          <a href={paths.actionsCsv}>Download all actions (CSV)</a>
        </p>
        {actions.map((action) => (
          <Action action={action} />
        ))}
      </Column>
    ),
  });
}

const Action: FC<{ action: ActionBulletin }> = ({ action }) => {
  const id = `action-${action.reference.replaceAll(/[^A-Za-z0-9]+/g, '-')}`;
  return (
    <section aria-labelledby={id}>
      <h2 id={id} class="nhsuk-heading-s">
        {action.reference}: <Redactable text={action.text} />
      </h2>
      <p>
        <Tag text={capital(action.status)} colour={colours[action.status] ?? 'grey'} />{' '}
        {action.overdue ? <Tag text="Overdue" colour="red" /> : null}
      </p>
      <SummaryList
        rows={[
          {
            key: 'Incident',
            value: <a href={paths.review(action.incidentSlug)}>{action.incidentTitle}</a>,
          },
          { key: 'Owner', value: <Redactable text={`${action.owner}, ${action.organisation}`} /> },
          { key: 'Kind', value: `${capital(action.type)}, by ${action.strength}` },
          {
            key: 'Due',
            value:
              action.dueOn === action.originalDueOn
                ? day(action.dueOn)
                : `${day(action.dueOn)} (originally ${day(action.originalDueOn)})`,
          },
          {
            key: 'Shown to work by',
            value: (
              <>
                <Redactable text={action.measure} /> To be checked on {day(action.checkOn)}.
              </>
            ),
          },
          { key: 'Before', value: <Redactable text={action.baseline} /> },
          ...action.checks.map((check) => ({
            key: `Checked on ${formatDate(new Date(check.at))}`,
            value: <Redactable text={`${capital(check.outcome)}. ${check.text}`} />,
          })),
        ]}
      />
    </section>
  );
};
