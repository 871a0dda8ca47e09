import type { Fixture } from '../../../../test/support/nhsuk-fixtures.ts';
import {
  asOptions,
  contentOf,
  describeFixtures,
  option,
  usesOnly,
} from '../../../../test/support/nhsuk-fixtures.ts';
import { Card } from '../card/card.tsx';
import type { SummaryRow } from './summary-list.tsx';
import { SummaryList } from './summary-list.tsx';

function toRow(value: unknown): SummaryRow {
  const { key, value: shown, border, actions } = asOptions(value);
  const items = Array.isArray(actions) ? actions : option<unknown[]>(asOptions(actions).items);
  return {
    key: contentOf(key) ?? '',
    value: contentOf(shown) ?? '',
    border: option(border),
    actions: items?.filter(Boolean) as SummaryRow['actions'],
  };
}

/** Set widths, actions that submit a form, and cards with actions or for care are not offered. */
function isOffered({ context }: Fixture): boolean {
  const card = asOptions(context.card);
  const rows = (option<unknown[]>(context.rows) ?? []).map(asOptions);
  return (
    usesOnly(card, ['heading', 'variant']) &&
    rows.every((row) => usesOnly(row.key, ['text', 'html'])) &&
    // Inside a card the macro adds the card's heading to each action for screen readers.
    !(context.card && rows.some((row) => row.actions)) &&
    rows.flatMap((row) => toRow(row).actions ?? []).every((action) => action.href !== undefined)
  );
}

describeFixtures({
  component: 'summary-list',
  compared: 13,
  total: 28,
  render: (fixture) => {
    if (!isOffered(fixture)) return undefined;
    const { context } = fixture;
    const list = (
      <SummaryList
        rows={(option<unknown[]>(context.rows) ?? []).map(toRow)}
        border={option(context.border)}
        lastRowBorder={option(context.lastRowBorder)}
      />
    );
    const card = asOptions(context.card);
    return context.card ? (
      <Card heading={option(card.heading)} variant={option(card.variant)}>
        {list}
      </Card>
    ) : (
      list
    );
  },
});
