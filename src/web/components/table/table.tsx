import type { Child, FC, PropsWithChildren } from 'hono/jsx';
import type { CommonOptions, Content } from '../markup.ts';
import { classNames } from '../markup.ts';

interface CellOptions {
  content: Content;
  /** In a numeric column, `string` is for words such as "No data". */
  format?: 'numeric' | 'string' | undefined;
  align?: 'left' | 'centre' | 'right' | undefined;
  /** A width class of the design system, such as `one-half`. */
  width?: string | undefined;
  classes?: string | undefined;
  visuallyHiddenText?: string | undefined;
}

export type TableHeader = CellOptions;

export interface TableCell extends CellOptions {
  /** Not in responsive tables. */
  colspan?: number | undefined;
  rowspan?: number | undefined;
}

export interface TableCaption {
  text: Content;
  size?: 's' | 'm' | 'l' | 'xl' | undefined;
  id?: string | undefined;
  classes?: string | undefined;
}

export interface TableOptions extends CommonOptions {
  caption?: TableCaption | string | undefined;
  head?: readonly (Content | TableHeader)[] | undefined;
  /** A cell that is an empty string is shown as "No data": a table has no empty cells. */
  rows: readonly (readonly (Content | TableCell)[])[];
  firstCellIsHeader?: boolean | undefined;
  /** Narrow screens show each row as a block, with the column's name before each value. */
  responsive?: boolean | undefined;
  compact?: boolean | undefined;
  striped?: boolean | undefined;
  border?: boolean | undefined;
  lastRowBorder?: boolean | undefined;
  /** Lets a wide table scroll sideways in its own region. Needs a caption with an id. */
  scroll?: boolean | undefined;
}

type Entry = Content | TableCell;

const isOptions = (entry: Entry): entry is TableCell =>
  typeof entry === 'object' && entry !== null && 'content' in entry;

const toCell = (entry: Entry): TableCell => (isOptions(entry) ? entry : { content: entry });

const noData = { content: 'No data', format: 'string', classes: 'nhsuk-u-secondary-text-colour' } as const;

const toBodyCell = (entry: Entry): TableCell => {
  const cell = toCell(entry);
  return cell.content === '' ? { ...cell, ...noData } : cell;
};

const CellText: FC<{ cell: CellOptions }> = ({ cell: { content, visuallyHiddenText } }) => (
  <>
    {content}
    {visuallyHiddenText ? (
      <span class="nhsuk-u-visually-hidden">
        {content === '' ? '' : ' '}
        {visuallyHiddenText}
      </span>
    ) : null}
  </>
);

const alignClasses = {
  left: 'nhsuk-u-text-align-left',
  centre: 'nhsuk-u-text-align-centre',
  right: 'nhsuk-u-text-align-right',
} as const;

const numericClasses = {
  'nhsuk-table__header': 'nhsuk-table__header--numeric',
  'nhsuk-table__cell': 'nhsuk-table__cell--numeric',
} as const;

const cellClass = (base: keyof typeof numericClasses, cell: CellOptions, header?: CellOptions) => {
  const wordsAmongNumbers = cell.format === 'string' && header?.format === 'numeric';
  const align = cell.align ?? (wordsAmongNumbers ? 'right' : header?.align);
  return classNames(
    base,
    (cell.format ?? header?.format) === 'numeric' && numericClasses[base],
    align && alignClasses[align],
    cell.width !== undefined && `nhsuk-u-width-${cell.width}`,
    cell.classes,
  );
};

const HeaderCell: FC<{ cell: TableHeader; responsive: boolean }> = ({ cell, responsive }) => (
  <th
    class={cellClass('nhsuk-table__header', cell)}
    scope="col"
    role={responsive ? 'columnheader' : undefined}
  >
    <CellText cell={cell} />
  </th>
);

/** The column's name, shown before the value when a responsive table is stacked. */
const stackedHeading = (header: TableHeader) => (
  <span class="nhsuk-table__heading" aria-hidden="true">
    <CellText cell={header} />{' '}
  </span>
);

const ResponsiveText: FC<{ cell: TableCell; header: TableHeader }> = ({ cell, header }) => (
  <>
    {stackedHeading(header)}
    {typeof cell.content === 'object' ? (
      <span>
        <CellText cell={cell} />
      </span>
    ) : (
      <CellText cell={cell} />
    )}
  </>
);

interface BodyCellProps {
  cell: TableCell;
  header: TableHeader | undefined;
  isRowHeader: boolean;
  responsive: boolean;
}

const BodyCell: FC<BodyCellProps> = ({ cell, header, isRowHeader, responsive }) => {
  const text: Child =
    responsive && header ? <ResponsiveText cell={cell} header={header} /> : <CellText cell={cell} />;
  if (isRowHeader) {
    return (
      <th
        class={cellClass('nhsuk-table__header', cell, header)}
        scope="row"
        role={responsive ? 'rowheader' : undefined}
        rowspan={cell.rowspan}
      >
        {text}
      </th>
    );
  }
  return (
    <td
      class={cellClass('nhsuk-table__cell', cell, header)}
      role={responsive ? 'cell' : undefined}
      colspan={responsive ? undefined : cell.colspan}
      rowspan={cell.rowspan}
    >
      {text}
    </td>
  );
};

const Caption: FC<{ caption: TableCaption }> = ({ caption: { text, size, id, classes } }) => (
  <caption
    class={classNames('nhsuk-table__caption', size && `nhsuk-table__caption--${size}`, classes)}
    id={id}
  >
    {text}
  </caption>
);

const tableClass = (options: TableOptions) =>
  classNames(
    'nhsuk-table',
    options.compact && 'nhsuk-table--compact',
    options.responsive && 'nhsuk-table--responsive',
    options.border === false && 'nhsuk-table--no-border',
    options.border !== false && options.lastRowBorder === false && 'nhsuk-table--no-last-row-border',
    options.striped && 'nhsuk-table--striped',
    options.classes,
  );

/** The region takes the keyboard focus itself, so that it can be scrolled with the keys and without scripts. */
const ScrollRegion: FC<PropsWithChildren<{ labelledBy: string | undefined }>> = ({
  labelledBy,
  children,
}) => (
  <div class="nhsuk-scroll" data-module="nhsuk-scroll">
    {/* biome-ignore lint/a11y/useSemanticElements: the design system styles and scripts this element */}
    <div class="nhsuk-scroll__content" role="region" aria-labelledby={labelledBy} tabindex={0}>
      {children}
    </div>
  </div>
);

/**
 * Figures in rows and columns. With `responsive` the ARIA roles are written out, because styling a table as
 * blocks makes browsers forget that it is one.
 */
export const Table: FC<TableOptions> = (options) => {
  const responsive = options.responsive ?? false;
  const head = (options.head ?? []).map(toCell);
  const caption = typeof options.caption === 'string' ? { text: options.caption } : options.caption;
  const rowRole = responsive ? 'row' : undefined;
  const table = (
    <table class={tableClass(options)} id={options.id} role={responsive ? 'table' : undefined}>
      {caption ? <Caption caption={caption} /> : null}
      {head.length === 0 ? null : (
        <thead class="nhsuk-table__head" role={responsive ? 'rowgroup' : undefined}>
          <tr class="nhsuk-table__row" role={rowRole}>
            {head.map((cell) => (
              <HeaderCell cell={cell} responsive={responsive} />
            ))}
          </tr>
        </thead>
      )}
      <tbody class="nhsuk-table__body">
        {options.rows.map((row) => (
          <tr class="nhsuk-table__row" role={rowRole}>
            {row.map((entry, column) => (
              <BodyCell
                cell={toBodyCell(entry)}
                header={head[column]}
                isRowHeader={column === 0 && options.firstCellIsHeader === true}
                responsive={responsive}
              />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
  return options.scroll ? <ScrollRegion labelledBy={caption?.id}>{table}</ScrollRegion> : table;
};
