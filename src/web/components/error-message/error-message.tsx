import type { FC } from 'hono/jsx';
import type { CommonOptions, Content } from '../markup.ts';
import { classNames } from '../markup.ts';

export interface ErrorMessageOptions extends CommonOptions {
  text: Content;
  /** Said first by screen readers; default "Error", empty for none. */
  visuallyHiddenText?: string | undefined;
}

/** What is wrong with one field and how to put it right. */
export const ErrorMessage: FC<ErrorMessageOptions> = ({
  id,
  classes,
  text,
  visuallyHiddenText = 'Error',
}) => (
  <span class={classNames('nhsuk-error-message', classes)} id={id}>
    {visuallyHiddenText ? <span class="nhsuk-u-visually-hidden">{visuallyHiddenText}: </span> : null}
    {text}
  </span>
);
