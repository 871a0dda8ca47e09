import type { FC } from 'hono/jsx';
import { classNames, ErrorMessage, Hint, Input, Label } from '../../components/index.ts';
import { noChoice, type Typed, typedText } from './read.ts';
import { type FormField, labelOf } from './schema.ts';

interface FieldOptions {
  name: string;
  label: string;
  hint?: string | undefined;
  value?: string | undefined;
  error?: string | undefined;
}

/** The id of a field, also for the links of the error summary: dots would need escaping in selectors. */
export const fieldId = (name: string): string => name.replaceAll('.', '-');

const describedBy = ({ name, hint, error }: FieldOptions): string | undefined =>
  classNames(
    hint !== undefined && `${fieldId(name)}-hint`,
    error !== undefined && `${fieldId(name)}-error`,
  ) || undefined;

const Above: FC<FieldOptions> = ({ name, label, hint, error }) => (
  <>
    <Label for={fieldId(name)} text={label} />
    {hint === undefined ? null : <Hint id={`${fieldId(name)}-hint`} text={hint} />}
    {error === undefined ? null : <ErrorMessage id={`${fieldId(name)}-error`} text={error} />}
  </>
);

const group = (error: string | undefined): string =>
  classNames('nhsuk-form-group', error !== undefined && 'nhsuk-form-group--error');

/** Several lines of text. */
export const TextArea: FC<FieldOptions & { rows?: number; focused?: boolean }> = (options) => (
  <div class={group(options.error)}>
    <Above {...options} />
    <textarea
      class={classNames('nhsuk-textarea', options.error !== undefined && 'nhsuk-textarea--error')}
      id={fieldId(options.name)}
      name={options.name}
      rows={options.rows ?? 5}
      autofocus={options.focused}
      aria-describedby={describedBy(options)}
    >
      {/* A browser drops one line end at the start. */}
      {options.value?.startsWith('\n') ? `\n${options.value}` : options.value}
    </textarea>
  </div>
);

/** One of a few. */
export const Select: FC<FieldOptions & { options: readonly { value: string; text: string }[] }> = (
  options,
) => (
  <div class={group(options.error)}>
    <Above {...options} />
    <select
      class={classNames('nhsuk-select', options.error !== undefined && 'nhsuk-select--error')}
      id={fieldId(options.name)}
      name={options.name}
      aria-describedby={describedBy(options)}
    >
      {options.options.map(({ value, text }) => (
        <option value={value} selected={value === options.value}>
          {text}
        </option>
      ))}
    </select>
  </div>
);

/** One box on its own, or several under a legend. */
export const Checkboxes: FC<{
  name: string;
  legend?: string;
  hint?: string | undefined;
  error?: string | undefined;
  items: readonly { value: string; text: string; checked: boolean }[];
}> = ({ name, legend, hint, error, items }) => (
  <div class={group(error)}>
    <fieldset class="nhsuk-fieldset" aria-describedby={describedBy({ name, label: '', hint, error })}>
      {legend === undefined ? null : <legend class="nhsuk-fieldset__legend">{legend}</legend>}
      {hint === undefined ? null : <Hint id={`${fieldId(name)}-hint`} text={hint} />}
      {error === undefined ? null : <ErrorMessage id={`${fieldId(name)}-error`} text={error} />}
      <div class="nhsuk-checkboxes">
        {items.map(({ value, text, checked }, index) => (
          <div class="nhsuk-checkboxes__item">
            <input
              class="nhsuk-checkboxes__input"
              id={index === 0 ? fieldId(name) : `${fieldId(name)}-${index + 1}`}
              name={name}
              type="checkbox"
              value={value}
              checked={checked}
            />
            <label
              class="nhsuk-label nhsuk-checkboxes__label"
              for={index === 0 ? fieldId(name) : `${fieldId(name)}-${index + 1}`}
            >
              {text}
            </label>
          </div>
        ))}
      </div>
    </fieldset>
  </div>
);

const formats: Partial<Record<FormField['kind'], string>> = {
  lines: 'One on each line',
  pairs: 'One on each line, as name=value',
  json: 'As JSON',
  instant: 'London time',
};

/** The hint of a field made from a schema: its meaning, how to write it, what is taken when it is empty. */
function hintOf(field: FormField): string | undefined {
  const parts = [
    field.hint,
    formats[field.kind],
    field.standard === undefined || field.kind === 'flag' || field.kind === 'choice'
      ? undefined
      : `${field.standard} when left empty`,
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.map((part) => part.replace(/\.$/, '')).join('. ');
}

/** A field made from a schema, with what was typed and what is wrong with it. */
export const SchemaField: FC<{
  field: FormField;
  typed: Typed;
  error?: string | undefined;
  suggestions?: readonly { value: string; text: string }[] | undefined;
}> = ({ field, typed, error, suggestions }) => {
  const { name, kind } = field;
  const shared = {
    name,
    label: field.needed || kind === 'flag' ? field.label : `${field.label} (optional)`,
    hint: hintOf(field),
    value: typedText(typed, name),
    error,
  };
  if (kind === 'flag') {
    return (
      <Checkboxes
        name={name}
        legend={field.hint === undefined ? labelOf(name) : field.label}
        error={error}
        items={[{ value: 'yes', text: field.hint ?? 'Yes', checked: typed.has(name) }]}
      />
    );
  }
  if (kind === 'choices') {
    const chosen = new Set(typed.get(name));
    const items = field.options.map((value) => ({ value, text: value, checked: chosen.has(value) }));
    return <Checkboxes name={name} legend={shared.label} hint={shared.hint} error={error} items={items} />;
  }
  const options = suggestions ?? choiceOptions(field);
  if (options) return <Select {...shared} value={shared.value || field.standard || ''} options={options} />;
  if (kind === 'long' || kind === 'lines' || kind === 'pairs' || kind === 'json')
    return <TextArea {...shared} rows={kind === 'long' ? 5 : 4} />;
  return (
    <Input
      {...shared}
      id={fieldId(name)}
      errorMessage={error}
      type={kind === 'instant' ? 'datetime-local' : kind === 'date' ? 'date' : 'text'}
      inputmode={kind === 'number' ? 'decimal' : undefined}
      width={kind === 'number' ? 10 : kind === 'instant' || kind === 'date' ? 20 : undefined}
    />
  );
};

function choiceOptions(field: FormField): { value: string; text: string }[] | undefined {
  if (field.kind !== 'choice') return undefined;
  return [
    ...(field.needed && field.standard === undefined ? [{ value: '', text: 'Choose one' }] : []),
    ...(field.needed || field.standard !== undefined ? [] : [{ value: '', text: 'Leave out' }]),
    ...(field.nullable ? [{ value: noChoice, text: 'None' }] : []),
    ...field.options.map((value) => ({ value, text: value })),
  ];
}
