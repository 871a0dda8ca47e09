import type { FC } from 'hono/jsx';
import type { CommonOptions, Content } from '../markup.ts';
import { classNames, safeHref } from '../markup.ts';

export interface SummaryAction {
  text: Content;
  href: string;
  /** What is changed, for screen readers: "Change" is followed by this. */
  visuallyHiddenText?: string | undefined;
}

export interface SummaryRow {
  key: Content;
  value: Content;
  id?: string | undefined;
  border?: boolean | undefined;
  actions?: readonly SummaryAction[] | undefined;
}

export interface SummaryListOptions extends CommonOptions {
  rows: readonly SummaryRow[];
  border?: boolean | undefined;
  lastRowBorder?: boolean | undefined;
}

const Action: FC<SummaryAction> = ({ text, href, visuallyHiddenText }) => (
  <a class="nhsuk-link" href={safeHref(href)}>
    {text}
    {visuallyHiddenText ? <span class="nhsuk-u-visually-hidden"> {visuallyHiddenText}</span> : null}
  </a>
);

const Actions: FC<{ actions: readonly SummaryAction[] }> = ({ actions }) => (
  <dd class="nhsuk-summary-list__actions">
    {actions.length === 1 ? (
      actions.map((action) => <Action {...action} />)
    ) : (
      <ul class="nhsuk-summary-list__actions-list">
        {actions.map((action) => (
          <li class="nhsuk-summary-list__actions-list-item">
            <Action {...action} />
          </li>
        ))}
      </ul>
    )}
  </dd>
);

/** Key facts as pairs of name and value. */
export const SummaryList: FC<SummaryListOptions> = ({ id, classes, rows, border, lastRowBorder }) => {
  const anyActions = rows.some((row) => row.actions?.length);
  const rowClass = (row: SummaryRow) =>
    classNames(
      'nhsuk-summary-list__row',
      anyActions && !row.actions?.length && 'nhsuk-summary-list__row--no-actions',
      row.border === false && 'nhsuk-summary-list__row--no-border',
    );
  const listClass = classNames(
    'nhsuk-summary-list',
    border === false && 'nhsuk-summary-list--no-border',
    border !== false && lastRowBorder === false && 'nhsuk-summary-list--no-last-row-border',
    classes,
  );
  return (
    <dl class={listClass} id={id}>
      {rows.map((row) => (
        <div class={rowClass(row)} id={row.id}>
          <dt class="nhsuk-summary-list__key">{row.key}</dt>
          <dd class="nhsuk-summary-list__value">{row.value}</dd>
          {row.actions?.length ? <Actions actions={row.actions} /> : null}
        </div>
      ))}
    </dl>
  );
};
