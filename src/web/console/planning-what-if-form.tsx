import type { FC } from 'hono/jsx';
import type { Concentrator } from '#estate';
import type { Fault } from '#platform/errors';
import { Button, ErrorMessage, ErrorSummary, Input } from '../components/index.ts';
import { planningPaths, type WhatIfTyped } from './planning-what-if-fields.ts';

interface FormProps {
  typed: WhatIfTyped;
  concentrators: readonly Concentrator[];
  faults: readonly Fault[];
  refusal: string | null;
}

type FieldProps = FormProps & { name: string; label: string; hint?: string };

/** `move.3` is a fault of `move`. */
const faultOf = ({ faults, name }: FieldProps): string | undefined =>
  faults.find((fault) => fault.field?.split('.')[0] === name)?.reason;

const Text: FC<FieldProps & { suffix?: string; width?: 3 | 5 | 10 | 20; number?: boolean }> = (props) => (
  <Input
    id={props.name}
    name={props.name}
    label={props.label}
    hint={props.hint}
    value={props.typed[props.name] ?? ''}
    errorMessage={faultOf(props)}
    width={props.width ?? 5}
    suffix={props.suffix}
    inputmode={props.number ? 'decimal' : undefined}
    spellcheck={props.number ? undefined : false}
  />
);

const Choice: FC<FieldProps> = (props) => {
  const fault = faultOf(props);
  return (
    <div class={`nhsuk-form-group${fault ? ' nhsuk-form-group--error' : ''}`}>
      <label class="nhsuk-label" for={props.name}>
        {props.label}
      </label>
      {fault ? <ErrorMessage id={`${props.name}-error`} text={fault} /> : null}
      <select
        class="nhsuk-select"
        id={props.name}
        name={props.name}
        aria-describedby={fault ? `${props.name}-error` : undefined}
      >
        <option value="">None</option>
        {props.concentrators.map(({ code, name }) => (
          <option value={code} selected={props.typed[props.name]?.toUpperCase() === code}>
            {code}: {name}
          </option>
        ))}
      </select>
    </div>
  );
};

const Sites: FC<FieldProps> = (props) => {
  const fault = faultOf(props);
  return (
    <div class={`nhsuk-form-group${fault ? ' nhsuk-form-group--error' : ''}`}>
      <label class="nhsuk-label" for={props.name}>
        {props.label}
      </label>
      <div class="nhsuk-hint" id={`${props.name}-hint`}>
        {props.hint}
      </div>
      {fault ? <ErrorMessage id={`${props.name}-error`} text={fault} /> : null}
      <textarea
        class="nhsuk-textarea"
        id={props.name}
        name={props.name}
        rows={3}
        aria-describedby={`${props.name}-hint${fault ? ` ${props.name}-error` : ''}`}
      >
        {props.typed[props.name] ?? ''}
      </textarea>
    </div>
  );
};

const Balance: FC<FormProps> = ({ typed }) => (
  <div class="nhsuk-form-group">
    <div class="nhsuk-checkboxes">
      <div class="nhsuk-checkboxes__item">
        <input
          class="nhsuk-checkboxes__input"
          id="balance"
          name="balance"
          type="checkbox"
          value="yes"
          checked={Boolean(typed.balance)}
        />
        <label class="nhsuk-label nhsuk-checkboxes__label" for="balance">
          Move sites from fuller to emptier concentrators while that helps
        </label>
      </div>
    </div>
  </div>
);

const Group: FC<{ legend: string; children?: unknown }> = ({ legend, children }) => (
  <fieldset class="nhsuk-fieldset nhsuk-u-margin-bottom-5">
    <legend class="nhsuk-fieldset__legend nhsuk-fieldset__legend--s">{legend}</legend>
    {children as never}
  </fieldset>
);

/** The changes, as a form that is sent by GET. A fault stands at its field and leads there from the top. */
export const WhatIfForm: FC<FormProps> = (form) => (
  <>
    {form.refusal === null ? null : (
      <ErrorSummary
        errors={
          form.faults.length === 0
            ? [{ text: form.refusal, href: '#grow' }]
            : form.faults
                .slice(0, 10)
                .map(({ field = 'grow', reason }) => ({ text: reason, href: `#${field.split('.')[0]}` }))
        }
      />
    )}
    <form action={planningPaths.whatIf} method="get">
      <Group legend="Traffic">
        <Text {...form} name="grow" label="All traffic grows by" suffix="%" number />
        <Text
          {...form}
          name="holdBackPercent"
          label="Share of the traffic that is held back"
          hint="An assumption of yours, such as the downloads that can wait"
          suffix="%"
          number
        />
        <Text
          {...form}
          name="holdBackSince"
          label="Or as readings show since"
          hint="The day on which it was held back in the past, such as 23 April 2026"
          width={20}
        />
        <Text
          {...form}
          name="holdBackBefore"
          label="Held back until the hour"
          hint="10 when empty"
          number
          width={3}
        />
      </Group>
      <Group legend="Sites">
        <Sites
          {...form}
          name="move"
          label="Sites that move"
          hint="Codes, with spaces or on lines of their own"
        />
        <Choice {...form} name="to" label="Move them to" />
        <Balance {...form} />
      </Group>
      <Group legend="Concentrators">
        <Text {...form} name="addCode" label="Code of a new concentrator" width={10} />
        <Text {...form} name="addMbps" label="Its rating" suffix="Mbps" number />
        <Choice {...form} name="lose" label="Concentrator that is lost" />
      </Group>
      <Text {...form} name="weeks" label="Weeks to replay" hint="4 when empty" number width={3} />
      <Button text="Ask" />
    </form>
  </>
);
