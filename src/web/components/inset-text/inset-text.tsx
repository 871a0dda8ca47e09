import type { FC, PropsWithChildren } from 'hono/jsx';
import type { CommonOptions } from '../markup.ts';
import { classNames } from '../markup.ts';

export type InsetTextOptions = PropsWithChildren<
  CommonOptions & {
    /** One paragraph. For anything more, pass children. */
    text?: string | undefined;
    /** Said first by screen readers; default "Information". */
    visuallyHiddenText?: string | undefined;
  }
>;

/** An aside that helps but is not urgent: never for the state of an incident. */
export const InsetText: FC<InsetTextOptions> = ({ id, classes, text, visuallyHiddenText, children }) => (
  <div class={classNames('nhsuk-inset-text', classes)} id={id}>
    <span class="nhsuk-u-visually-hidden">{visuallyHiddenText ?? 'Information'}: </span>
    {text === undefined ? children : <p>{text}</p>}
  </div>
);
