import type { FC } from 'hono/jsx';
import type { TimelineEntry } from '#incidents';
import { Button, Input } from '../components/index.ts';
import { consolePaths } from './deps.ts';
import { evidenceOf, type KnownNames, Linkified } from './evidence-links.tsx';
import { Select } from './forms/fields.tsx';
import type { IncidentModel } from './incident-load.ts';
import { type Linker, shown } from './links.ts';
import { Actions, at, counted, Section } from './parts.tsx';
import { filterNames, filterTimeline, isFiltered, kindOf, type TimelineFilter } from './timeline-filter.ts';

/** The kinds that the timeline can be narrowed to: the first word of an entry's type. */
const kindWords: Readonly<Record<string, string>> = {
  declared: 'Declared',
  described: 'Description',
  response: 'Response',
  command: 'Command',
  factor: 'Factors',
  measure: 'Measures',
  criterion: 'Exit criteria',
  nextstep: 'Next steps',
  call: 'Calls',
  update: 'Updates',
  claim: 'Sentences no longer true',
  migration: 'Moves',
  contact: 'Contacts',
  recovery: 'Recovery',
  review: 'Review',
  note: 'Notes',
};

const shownFirst = 60;

interface TimelineOptions {
  model: IncidentModel;
  filter: TimelineFilter;
  /** How many entries are shown. */
  length: number;
  names: KnownNames;
  link: Linker;
}

/** What happened, newest first, narrowed by kind, person, subgroup, whether it is public, words and time. */
export const Timeline: FC<TimelineOptions> = ({ model, filter, length, names, link }) => {
  const { timeline, command, incident } = model;
  const entries = filterTimeline(timeline, filter, command);
  return (
    <Section id="timeline" heading="Timeline">
      <Actions actions={shown(link('incident.note', 'Add a note'))} />
      <FilterForm model={model} filter={filter} />
      <p>
        {isFiltered(filter)
          ? `${entries.length} of ${counted(timeline.length, 'entry', 'entries')}.`
          : `${counted(timeline.length, 'entry', 'entries')}. Those with a blue bar are public.`}
      </p>
      <ol class="allclear-timeline">
        {entries.slice(0, length).map((entry) => (
          <Entry entry={entry} names={names} />
        ))}
      </ol>
      {entries.length > length ? (
        <p>
          <a href={pathWith(incident.slug, filter, length + 2 * shownFirst)}>
            Show older entries ({entries.length - length} more)
          </a>
        </p>
      ) : null}
    </Section>
  );
};

export const shownEntries = (asked: string | undefined): number =>
  Math.min(5_000, Math.max(shownFirst, Number(asked) || shownFirst));

function pathWith(slug: string, filter: TimelineFilter, length: number): string {
  const given = filterNames
    .filter((name) => filter[name] !== '')
    .map((name): [string, string] => [name, filter[name]]);
  return `${consolePaths.incident(slug)}?${new URLSearchParams([...given, ['shown', String(length)]])}#timeline`;
}

const Entry: FC<{ entry: TimelineEntry; names: KnownNames }> = ({ entry, names }) => {
  const seen = evidenceOf(entry, names);
  return (
    <li class={entry.public ? 'allclear-timeline--public' : ''}>
      <p class="allclear-small">
        {at(entry.at)}, {entry.actor}
        {entry.public ? ', public' : ''}
      </p>
      <p>
        <Linkified text={entry.text} names={names} />
      </p>
      {entry.evidence === null ? null : (
        <p class="allclear-small">
          Evidence: <Linkified text={entry.evidence} names={names} />
        </p>
      )}
      {seen.length === 0 ? null : (
        <p class="allclear-small allclear-links">
          {seen.map(({ text, href }) => (
            <a href={href}>{text}</a>
          ))}
        </p>
      )}
    </li>
  );
};

const choices = (all: string, values: readonly { value: string; text: string }[]) => [
  { value: '', text: all },
  ...values,
];

const plain = (values: Iterable<string>) =>
  [...new Set(values)].sort((a, b) => a.localeCompare(b)).map((value) => ({ value, text: value }));

const FilterForm: FC<{ model: IncidentModel; filter: TimelineFilter }> = ({ model, filter }) => {
  const { timeline, command, incident } = model;
  const kinds = [...new Set(timeline.map(({ type }) => kindOf(type)))].map((kind) => ({
    value: kind,
    text: kindWords[kind] ?? kind.charAt(0).toUpperCase() + kind.slice(1),
  }));
  return (
    <details class="nhsuk-details" id="timeline-filter" open={isFiltered(filter)}>
      <summary class="nhsuk-details__summary">
        <span class="nhsuk-details__summary-text">Narrow the timeline</span>
      </summary>
      <div class="nhsuk-details__text">
        <form
          method="get"
          action={`${consolePaths.incident(incident.slug)}#timeline`}
          class="allclear-filter"
        >
          <Select name="kind" label="What" value={filter.kind} options={choices('Everything', kinds)} />
          <Select
            name="person"
            label="Who"
            value={filter.person}
            options={choices('Everybody', plain(timeline.map(({ actor }) => actor)))}
          />
          <Select
            name="group"
            label="Subgroup"
            value={filter.group}
            options={choices('Every subgroup', plain(command.map(({ group }) => group)))}
          />
          <Select
            name="visibility"
            label="Public or not"
            value={filter.visibility}
            options={choices('Both', [
              { value: 'public', text: 'Public' },
              { value: 'private', text: 'Not public' },
            ])}
          />
          <Input name="text" label="Words" value={filter.text} autocomplete="off" />
          <Input name="from" label="From" type="datetime-local" value={filter.from} />
          <Input name="to" label="To" type="datetime-local" value={filter.to} />
          <div>
            <Button text="Narrow" variant="secondary" small />{' '}
            {isFiltered(filter) ? (
              <a href={`${consolePaths.incident(incident.slug)}#timeline`}>Show everything</a>
            ) : null}
          </div>
        </form>
      </div>
    </details>
  );
};
