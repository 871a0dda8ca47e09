import type { FC, PropsWithChildren } from 'hono/jsx';
import type { CommonOptions, Content } from '../markup.ts';
import { classNames } from '../markup.ts';

export type DetailsOptions = PropsWithChildren<
  CommonOptions & {
    summary: Content;
    open?: boolean | undefined;
    /** The boxed form, for a list of several. */
    expander?: boolean | undefined;
  }
>;

/** Shown on request. Never for what most readers need. Works without scripts. */
export const Details: FC<DetailsOptions> = ({ id, classes, summary, open, expander, children }) => (
  <details class={classNames('nhsuk-details', expander && 'nhsuk-expander', classes)} id={id} open={open}>
    <summary class="nhsuk-details__summary">
      <span class="nhsuk-details__summary-text">{summary}</span>
    </summary>
    <div class="nhsuk-details__text">{children}</div>
  </details>
);
