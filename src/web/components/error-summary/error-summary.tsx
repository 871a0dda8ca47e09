import type { FC } from 'hono/jsx';
import type { CommonOptions, Content } from '../markup.ts';
import { classNames, safeHref } from '../markup.ts';

export interface ErrorSummaryOptions extends CommonOptions {
  heading?: Content | undefined;
  description?: Content | undefined;
  /** `href` points at the field, such as `#postcode`. */
  errors: readonly { text: Content; href?: string | undefined }[];
  disableAutoFocus?: boolean | undefined;
}

/** Everything wrong with a form, above its heading. */
export const ErrorSummary: FC<ErrorSummaryOptions> = (options) => {
  const { id, classes, heading, description, errors, disableAutoFocus } = options;
  return (
    <div
      class={classNames('nhsuk-error-summary', classes)}
      id={id}
      data-module="nhsuk-error-summary"
      data-disable-auto-focus={disableAutoFocus?.toString()}
    >
      {/* The role is on a child so that moving focus to the parent does not cut the announcement short. */}
      <div role="alert">
        <h2 class="nhsuk-error-summary__heading">{heading ?? 'There is a problem'}</h2>
        <div class="nhsuk-error-summary__body">
          {description === undefined ? null : <p>{description}</p>}
          {errors.length === 0 ? null : (
            <ul class="nhsuk-list nhsuk-error-summary__list">
              {errors.map(({ text, href }) => (
                <li>{href === undefined ? text : <a href={safeHref(href)}>{text}</a>}</li>
              ))}
            </ul>
          )}
        </div>
      </div>
    </div>
  );
};
