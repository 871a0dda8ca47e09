import type { FC } from 'hono/jsx';
import { formatNumber } from '#platform/clock';
import { type CsvCell, writeCsv } from '#platform/csv';
import { consolePaths } from './deps.ts';
import type { SitesTimeModel } from './sites-time-load.ts';
import { availabilityPercent, type SiteLine, unknownPercent } from './sites-time-model.ts';
import { type SitesTimeQuery, shownAttributes, sitesTimeHref } from './sites-time-query.ts';
import { groupName, keyWords, minutesOf, percentWords } from './sites-time-words.ts';

interface Column {
  /** What it sorts by. */
  sort: string;
  heading: string;
  numeric: boolean;
  text(line: SiteLine): string;
}

const figureColumns: readonly Column[] = [
  {
    sort: 'outages',
    heading: 'Outages',
    numeric: true,
    text: ({ figures }) => formatNumber(figures.outages),
  },
  {
    sort: 'flaps',
    heading: 'Unstable spells',
    numeric: true,
    text: ({ figures }) => formatNumber(figures.flaps),
  },
  {
    sort: 'down',
    heading: 'Minutes down',
    numeric: true,
    text: ({ figures }) => formatNumber(minutesOf(figures.seconds.down)),
  },
  {
    sort: 'availability',
    heading: 'Availability',
    numeric: true,
    text: ({ figures }) => percentWords(availabilityPercent(figures.seconds)),
  },
  {
    sort: 'unknown',
    heading: 'Time unknown',
    numeric: true,
    text: ({ figures }) => percentWords(unknownPercent(figures.seconds)),
  },
];

const columnsOf = (query: SitesTimeQuery): Column[] => [
  { sort: 'town', heading: 'Town', numeric: false, text: ({ site }) => site.town || 'Not known' },
  ...shownAttributes(query).map((key) => ({
    sort: key,
    heading: keyWords(key),
    numeric: false,
    text: ({ attributes }: SiteLine) => attributes[key] ?? 'Not known',
  })),
  ...figureColumns,
];

const ariaSort = (query: SitesTimeQuery, sort: string): 'ascending' | 'descending' | undefined => {
  if (query.sort !== sort) return undefined;
  return query.order === 'up' ? 'ascending' : 'descending';
};

/** A heading that sorts by its column; the one that sorts already turns the order round. */
const SortHeading: FC<{ query: SitesTimeQuery; column: Pick<Column, 'sort' | 'heading' | 'numeric'> }> = ({
  query,
  column,
}) => {
  const sorted = ariaSort(query, column.sort);
  const change =
    sorted === undefined
      ? { sort: column.sort }
      : { sort: column.sort, order: query.order === 'up' ? ('down' as const) : ('up' as const) };
  return (
    <th
      scope="col"
      class={`nhsuk-table__header${column.numeric ? ' nhsuk-table__header--numeric' : ''}`}
      aria-sort={sorted}
    >
      <a href={`${sitesTimeHref(query, change)}#sites`}>{column.heading}</a>
      {sorted === undefined ? null : <span aria-hidden="true">{sorted === 'ascending' ? ' ▲' : ' ▼'}</span>}
    </th>
  );
};

const SiteRow: FC<{ line: SiteLine; columns: readonly Column[] }> = ({ line, columns }) => (
  <tr class="nhsuk-table__row">
    <th class="nhsuk-table__header" scope="row">
      <a href={consolePaths.site(line.site.code)}>{line.site.name}</a>
    </th>
    {columns.map((column) => (
      <td class={`nhsuk-table__cell${column.numeric ? ' nhsuk-table__cell--numeric' : ''}`}>
        {column.text(line)}
      </td>
    ))}
  </tr>
);

/** The figures of every site on this page, in the order of the picture. */
export const SitesTimeTable: FC<{ model: SitesTimeModel }> = ({ model }) => {
  const { query, groups } = model;
  const columns = columnsOf(query);
  return (
    <div class="nhsuk-scroll">
      {/* biome-ignore lint/a11y/useSemanticElements: the design system styles this element */}
      <div class="nhsuk-scroll__content" role="region" aria-labelledby="sites" tabindex={0}>
        <table class="nhsuk-table nhsuk-table--compact allclear-figures-table">
          <caption class="nhsuk-table__caption nhsuk-table__caption--m" id="sites">
            The same figures for each site
          </caption>
          <thead class="nhsuk-table__head">
            <tr class="nhsuk-table__row">
              <SortHeading query={query} column={{ sort: 'name', heading: 'Site', numeric: false }} />
              {columns.map((column) => (
                <SortHeading query={query} column={column} />
              ))}
            </tr>
          </thead>
          {groups.map((group) => (
            <tbody class="nhsuk-table__body">
              {query.group === 'none' ? null : (
                <tr class="nhsuk-table__row">
                  <th class="nhsuk-table__header" scope="rowgroup" colspan={columns.length + 1}>
                    {groupName(query.group, group.value)}
                  </th>
                </tr>
              )}
              {group.lines.map((line) => (
                <SiteRow line={line} columns={columns} />
              ))}
            </tbody>
          ))}
        </table>
      </div>
    </div>
  );
};

const rounded = (percent: number | null): number | null =>
  percent === null ? null : Math.floor(percent * 100) / 100;

/** The figures of every site that the query lets through, as a file. Blank is unknown; instants are UTC. */
export function sitesTimeCsv(
  lines: readonly SiteLine[],
  of: { passed: { from: Date; to: Date }; query: SitesTimeQuery },
): string {
  const keys = shownAttributes(of.query);
  const header = [
    'site_code',
    'site',
    'ods_code',
    'practice',
    'town',
    ...keys,
    'outages',
    'unstable_spells',
    'down_minutes',
    'degraded_minutes',
    'availability_percent',
    'unknown_percent',
    'from',
    'to',
  ];
  const rows = lines.map(({ site, attributes, figures }): CsvCell[] => [
    site.code,
    site.name,
    site.odsCode,
    site.practiceName,
    site.town,
    ...keys.map((key) => attributes[key]),
    figures.outages,
    figures.flaps,
    minutesOf(figures.seconds.down),
    minutesOf(figures.seconds.degraded),
    rounded(availabilityPercent(figures.seconds)),
    rounded(unknownPercent(figures.seconds)),
    of.passed.from,
    of.passed.to,
  ]);
  return writeCsv(header, rows);
}
