import type { FC } from 'hono/jsx';
import { classNames, ErrorMessage, Hint, Label } from '../../components/index.ts';
import { fieldId } from './fields.tsx';

interface SuggestOptions {
  name: string;
  id?: string;
  label: string;
  hint?: string;
  value?: string;
  errorMessage?: string | undefined;
  width?: 20;
  /** It has the focus when the screen opens. */
  focused?: boolean;
  /** Where the script asks for suggestions; without it, and without the script, this is a plain field. */
  suggest?: {
    path: string;
    /** Whether the field takes the words of a choice, or its value. */
    fill?: 'text' | 'value';
    /** The hidden field that takes the value. */
    chosen?: string;
  };
}

/** A text field that the console's script offers suggestions for as people type. */
export const SuggestInput: FC<SuggestOptions> = (options) => {
  const { name, label, hint, value, errorMessage, width, focused, suggest } = options;
  const id = options.id ?? fieldId(name);
  const describedBy = classNames(
    hint !== undefined && `${id}-hint`,
    errorMessage !== undefined && `${id}-error`,
  );
  return (
    <div class={classNames('nhsuk-form-group', errorMessage !== undefined && 'nhsuk-form-group--error')}>
      <Label for={id} text={label} />
      {hint === undefined ? null : <Hint id={`${id}-hint`} text={hint} />}
      {errorMessage === undefined ? null : <ErrorMessage id={`${id}-error`} text={errorMessage} />}
      <div class="allclear-suggest">
        <input
          class={classNames(
            'nhsuk-input',
            width !== undefined && `nhsuk-input--width-${width}`,
            errorMessage !== undefined && 'nhsuk-input--error',
          )}
          id={id}
          name={name}
          type="text"
          value={value}
          autocomplete="off"
          autofocus={focused}
          aria-describedby={describedBy || undefined}
          data-suggest={suggest?.path}
          data-suggest-fill={suggest?.fill}
          data-chosen={suggest?.chosen}
        />
      </div>
    </div>
  );
};
