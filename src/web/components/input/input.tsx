import type { FC } from 'hono/jsx';
import { ErrorMessage } from '../error-message/error-message.tsx';
import { Hint } from '../hint/hint.tsx';
import type { LabelOptions } from '../label/label.tsx';
import { Label } from '../label/label.tsx';
import type { CommonOptions, Content } from '../markup.ts';
import { classNames } from '../markup.ts';

export interface InputOptions extends CommonOptions {
  label: LabelOptions | string;
  name: string;
  /** Default: the name. */
  id?: string | undefined;
  hint?: Content | undefined;
  /** `true` marks the field without words of its own. */
  errorMessage?: Content | true | undefined;
  type?: string | undefined;
  value?: string | undefined;
  /** Width in characters. */
  width?: 2 | 3 | 4 | 5 | 10 | 20 | 30 | undefined;
  large?: boolean | undefined;
  /** Wider letter spacing, for codes that people copy. */
  code?: boolean | undefined;
  inputmode?: 'text' | 'numeric' | 'decimal' | 'email' | 'tel' | 'url' | 'search' | 'none' | undefined;
  spellcheck?: boolean | undefined;
  autocomplete?: string | undefined;
  placeholder?: string | undefined;
  disabled?: boolean | undefined;
  prefix?: Content | undefined;
  suffix?: Content | undefined;
  /** Put after the field on the same line, such as a button. */
  afterInput?: Content | undefined;
  inputWrapperClasses?: string | undefined;
  formGroupClasses?: string | undefined;
  /** Ids of further elements that describe the field. */
  describedBy?: string | undefined;
}

/** `spellcheck` is "true" or "false" in HTML, not a flag that is there or not. */
const spelling = (on: boolean | undefined): Record<string, string> =>
  on === undefined ? {} : { spellcheck: String(on) };

const Field: FC<{ options: InputOptions; id: string; describedBy: string }> = ({
  options,
  id,
  describedBy,
}) => (
  <input
    class={classNames(
      'nhsuk-input',
      options.large && 'nhsuk-input--large',
      options.code && 'nhsuk-input--code',
      options.errorMessage !== undefined && 'nhsuk-input--error',
      options.width !== undefined && `nhsuk-input--width-${options.width}`,
      options.classes,
    )}
    id={id}
    name={options.name}
    type={options.type ?? 'text'}
    {...spelling(options.spellcheck)}
    value={options.value}
    disabled={options.disabled}
    aria-describedby={describedBy || undefined}
    autocomplete={options.autocomplete}
    placeholder={options.placeholder}
    inputmode={options.inputmode}
  />
);

const Affix: FC<{ type: 'prefix' | 'suffix'; text: Content | undefined }> = ({ type, text }) =>
  text === undefined ? null : (
    <div
      class={type === 'prefix' ? 'nhsuk-input-wrapper__prefix' : 'nhsuk-input-wrapper__suffix'}
      aria-hidden="true"
    >
      {text}
    </div>
  );

const Wrapper: FC<{ options: InputOptions; field: Content }> = ({ options, field }) => {
  const { prefix, suffix, afterInput, inputWrapperClasses } = options;
  if ([prefix, suffix, afterInput, inputWrapperClasses].every((part) => part === undefined))
    return <>{field}</>;
  return (
    <div
      class={classNames(
        'nhsuk-input-wrapper',
        options.large && 'nhsuk-input-wrapper--large',
        inputWrapperClasses,
      )}
    >
      <Affix type="prefix" text={prefix} />
      {field}
      <Affix type="suffix" text={suffix} />
      {afterInput}
    </div>
  );
};

/** A one-line text field with its label, hint and error. */
export const Input: FC<InputOptions> = (options) => {
  const { hint, errorMessage } = options;
  const id = options.id ?? options.name;
  const label = typeof options.label === 'string' ? { text: options.label } : options.label;
  const message = errorMessage === true ? undefined : errorMessage;
  const describedBy = classNames(
    options.describedBy,
    hint !== undefined && `${id}-hint`,
    message !== undefined && `${id}-error`,
  );
  const group = classNames(
    'nhsuk-form-group',
    errorMessage !== undefined && 'nhsuk-form-group--error',
    options.formGroupClasses,
  );
  return (
    <div class={group}>
      <Label for={id} {...label} />
      {hint === undefined ? null : <Hint id={`${id}-hint`} text={hint} />}
      {message === undefined ? null : <ErrorMessage id={`${id}-error`} text={message} />}
      <Wrapper options={options} field={<Field options={options} id={id} describedBy={describedBy} />} />
    </div>
  );
};
