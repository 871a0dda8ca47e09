import type { FC } from 'hono/jsx';
import { formatDateTime, londonParts } from '#platform/clock';
import { Button, ErrorMessage, ErrorSummary } from '../components/index.ts';
import { consolePaths } from './deps.ts';
import type { SitesTimeModel } from './sites-time-load.ts';
import { figureSorts, mostDays, plainGroups, type QueryFault } from './sites-time-query.ts';
import { keyWords } from './sites-time-words.ts';

interface Choice {
  value: string;
  text: string;
}

const Select: FC<{ name: string; label: string; value: string; choices: readonly Choice[] }> = ({
  name,
  label,
  value,
  choices,
}) => (
  <div class="nhsuk-form-group">
    <label class="nhsuk-label" for={`sites-${name}`}>
      {label}
    </label>
    <select class="nhsuk-select" id={`sites-${name}`} name={name}>
      {choices.map((choice) => (
        <option value={choice.value} selected={choice.value === value}>
          {choice.text}
        </option>
      ))}
    </select>
  </div>
);

interface FieldOptions {
  name: string;
  label: string;
  value: string;
  width: number;
  type?: 'text' | 'number' | 'date' | 'search';
  fault?: string | undefined;
  attributes?: Record<string, string>;
}

const Field: FC<FieldOptions> = ({ name, label, value, width, type = 'text', fault, attributes }) => (
  <div class={`nhsuk-form-group${fault ? ' nhsuk-form-group--error' : ''}`}>
    <label class="nhsuk-label" for={`sites-${name}`}>
      {label}
    </label>
    {fault ? <ErrorMessage id={`sites-${name}-error`} text={fault} /> : null}
    <input
      class={`nhsuk-input nhsuk-input--width-${width}${fault ? ' nhsuk-input--error' : ''}`}
      id={`sites-${name}`}
      name={name}
      type={fault ? 'text' : type}
      value={value}
      aria-describedby={fault ? `sites-${name}-error` : undefined}
      {...attributes}
    />
  </div>
);

const choicesOf = (keys: readonly string[]): Choice[] =>
  keys.map((value) => ({ value, text: keyWords(value) }));

const showChoices: readonly Choice[] = [
  { value: 'all', text: 'All sites' },
  { value: 'failing', text: 'Only those that failed' },
];

const asChoices: readonly Choice[] = [
  { value: 'start', text: 'As they were at the start' },
  { value: 'end', text: 'As they were at the end' },
];

const rowChoices: readonly Choice[] = [
  { value: 'auto', text: 'By the number of sites' },
  { value: 'wall', text: 'All at once, for a wall' },
  { value: 'named', text: 'With names' },
];

/** Says at the top of the screen what was typed wrongly, and leads to it. */
export const QueryFaults: FC<{ faults: readonly QueryFault[] }> = ({ faults }) =>
  faults.length === 0 ? null : (
    <ErrorSummary errors={faults.map(({ field, text }) => ({ text, href: `#sites-${field}` }))} />
  );

/**
 * What to show, as a plain form: the answer is an address that can be kept. `typed` is what was asked for, so that a
 * mistake stays where it was made.
 */
export const SitesTimeForm: FC<{
  model: SitesTimeModel;
  faults: readonly QueryFault[];
  typed: Readonly<Record<string, string>>;
}> = ({ model, faults, typed }) => {
  const { query, attributeKeys } = model;
  const fault = (field: QueryFault['field']) => faults.find((each) => each.field === field)?.text;
  const keyed = (field: QueryFault['field'], usual: string): string =>
    fault(field) === undefined ? usual : (typed[field] ?? '');
  const known = [...attributeKeys, 'firmware', 'concentrator', 'circuit'];
  // What is different at every site groups nothing.
  const keys = [...new Set(known)].filter((key) => key !== 'serial' && key !== 'publicIp').sort();
  return (
    <search>
      <form action={consolePaths.sitesTime} method="get" class="allclear-choices">
        <Select
          name="group"
          label="Group by"
          value={query.group}
          choices={choicesOf([...plainGroups, ...keys])}
        />
        <Select
          name="sort"
          label="Sort by"
          value={query.sort}
          choices={choicesOf([...figureSorts, ...keys])}
        />
        <Select name="show" label="Sites" value={query.show} choices={showChoices} />
        <Select name="as" label="Attributes" value={query.as} choices={asChoices} />
        <Select name="rows" label="Rows" value={query.rows} choices={rowChoices} />
        <Field
          name="to"
          label="Last day"
          type="date"
          width={10}
          fault={fault('to')}
          value={keyed('to', query.fixed ? query.to : '')}
        />
        <Field
          name="days"
          label="Days"
          type="number"
          width={3}
          fault={fault('days')}
          value={keyed('days', String(query.days))}
          attributes={{ min: '1', max: String(mostDays) }}
        />
        <Field name="find" label="Site, code or town" type="search" width={20} value={query.find} />
        <Button text="Show" variant="secondary" small />
      </form>
    </search>
  );
};

/** Until when the data reach, to the minute. */
export const asOfWords = (at: Date, now: Date): string =>
  formatDateTime(at, { year: londonParts(at).year !== londonParts(now).year });
