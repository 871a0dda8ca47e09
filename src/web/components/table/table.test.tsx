import { describe, expect, it } from 'vitest';
import type { Fixture } from '../../../../test/support/nhsuk-fixtures.ts';
import {
  asOptions,
  contentOf,
  describeFixtures,
  option,
  usesOnly,
} from '../../../../test/support/nhsuk-fixtures.ts';
import { Card } from '../card/card.tsx';
import type { TableCell, TableOptions } from './table.tsx';
import { Table } from './table.tsx';

const cellNames = [
  'text',
  'html',
  'format',
  'align',
  'width',
  'classes',
  'visuallyHiddenText',
  'colspan',
  'rowspan',
];

/** An example's cell as ours; `undefined` when it needs sorting, a link as an option, or free attributes. */
function toCell(value: unknown): TableCell | undefined {
  if (typeof value === 'string') return { content: value };
  if (!usesOnly(value, cellNames)) return undefined;
  const { text, html, ...rest } = asOptions(value);
  // The macro trims texts; we show what we are given.
  const trimmed = typeof text === 'string' ? text.trim() : text;
  return { ...rest, content: contentOf({ text: trimmed, html }) ?? '' };
}

/** An example's cells; `false` stands for a cell left out. */
const toCells = (row: unknown) => (option<unknown[]>(row) ?? []).filter(Boolean).map(toCell);

const tableNames =
  'id caption head rows firstCellIsHeader responsive compact striped border lastRowBorder scroll card'.split(
    ' ',
  );

function toOptions({ context }: Fixture): TableOptions | undefined {
  const { caption, head, rows, card, ...rest } = context;
  if (!usesOnly(context, tableNames) || !usesOnly(card, ['heading', 'variant'])) return undefined;
  if (typeof caption === 'object' && !usesOnly(caption, ['text', 'size', 'id', 'classes'])) return undefined;
  const headCells = toCells(head);
  const bodyRows = (option<unknown[]>(rows) ?? []).filter(Boolean).map(toCells);
  if ([headCells, ...bodyRows].flat().includes(undefined)) return undefined;
  return {
    ...rest,
    caption: option(caption),
    head: headCells.filter((cell) => cell !== undefined),
    rows: bodyRows.map((row) => row.filter((cell) => cell !== undefined)),
  };
}

describeFixtures({
  component: 'tables',
  compared: 70,
  total: 140,
  // A region that scrolls must take the keyboard focus; theirs gets its tabindex from a script.
  expected: (html) =>
    html.replace('class="nhsuk-scroll__content"', 'class="nhsuk-scroll__content" tabindex="0"'),
  render: (fixture) => {
    const options = toOptions(fixture);
    if (options === undefined) return undefined;
    const card = asOptions(fixture.context.card);
    return fixture.context.card ? (
      <Card heading={option(card.heading)} variant={option(card.variant)}>
        <Table {...options} />
      </Card>
    ) : (
      <Table {...options} />
    );
  },
});

describe('Table', () => {
  it('says "No data" rather than show an empty cell', () => {
    expect(String(<Table rows={[['']]} />)).toContain(
      '<td class="nhsuk-table__cell nhsuk-u-secondary-text-colour">No data</td>',
    );
  });

  it('escapes what a cell is given', () => {
    expect(String(<Table rows={[['<script>']]} />)).toContain('&lt;script&gt;');
  });
});
