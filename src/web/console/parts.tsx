import type { FC, PropsWithChildren } from 'hono/jsx';
import type { FourStates, Incident } from '#incidents';
import { formatDateTime, formatNumber } from '#platform/clock';
import { Tag, type TagColour } from '../components/index.ts';
import { consolePaths } from './deps.ts';

/** `10:30am on Monday 27 April`: incidents last weeks, so the year is left out. */
export const at = (instant: Date): string => formatDateTime(instant, { year: false });

export const counted = (count: number, noun: string, plural = `${noun}s`): string =>
  `${formatNumber(count)} ${count === 1 ? noun : plural}`;

export const IncidentLink: FC<{ incident: Incident }> = ({ incident }) => (
  <a href={consolePaths.incident(incident.slug)}>{incident.title}</a>
);

/** Figures to be read from across a room. A figure that is nought is good; the words say what it is. */
export const Figures: FC<{
  figures: readonly { count: number | string; words: string; bad: boolean; href?: string }[];
}> = ({ figures }) => (
  <ul class="allclear-figures">
    {figures.map(({ count, words, bad, href }) => (
      <li class={bad ? 'allclear-figure--bad' : 'allclear-figure--good'}>
        <strong>{typeof count === 'number' ? formatNumber(count) : count}</strong>{' '}
        {href === undefined ? words : <a href={href}>{words}</a>}
      </li>
    ))}
  </ul>
);

/** Links to actions, in a row. */
export const Actions: FC<{ actions: readonly { text: string; href: string; hidden?: string }[] }> = ({
  actions,
}) =>
  actions.length === 0 ? null : (
    <ul class="allclear-actions">
      {actions.map(({ text, href, hidden }) => (
        <li>
          <a href={href}>
            {text}
            {hidden === undefined ? null : <span class="nhsuk-u-visually-hidden"> {hidden}</span>}
          </a>
        </li>
      ))}
    </ul>
  );

export const Section: FC<PropsWithChildren<{ id: string; heading: string }>> = ({
  id,
  heading,
  children,
}) => (
  <section aria-labelledby={id}>
    <h2 id={id} class="nhsuk-heading-m">
      {heading}
    </h2>
    {children}
  </section>
);

const communicationColours: Record<FourStates['communication'], TagColour> = {
  overdue: 'red',
  due: 'blue',
  'none due': 'grey',
};

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** The four states: each is its own machine, so none stands for the others. */
export const fourStateRows = (states: FourStates, nextUpdateDueAt: Date | null) => [
  { key: 'Response', value: <Tag text={capital(states.response)} colour="blue" /> },
  { key: 'Recovery of practices', value: <Tag text={capital(states.recovery)} colour="grey" /> },
  { key: 'Review', value: <Tag text={capital(states.review)} colour="grey" /> },
  {
    key: 'Next update',
    value: (
      <>
        <Tag text={capital(states.communication)} colour={communicationColours[states.communication]} />{' '}
        {nextUpdateDueAt ? at(nextUpdateDueAt) : ''}
      </>
    ),
  },
];
