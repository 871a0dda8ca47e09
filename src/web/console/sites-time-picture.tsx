import type { FC } from 'hono/jsx';
import { formatDateTime, formatDay, formatDuration, formatNumber, joinWords } from '#platform/clock';
import {
  type HeatDensity,
  type HeatGroup,
  HeatPicture,
  Legend,
  leastSeconds,
  ScrollRegion,
} from '../charts/index.ts';
import { consolePaths } from './deps.ts';
import type { DrawnGroup, DrawnLine, SitesTimeModel } from './sites-time-load.ts';
import { failuresOf } from './sites-time-model.ts';
import { figureWords, groupName, groupWords, keyWords, minutesOf } from './sites-time-words.ts';

/** Up to this many rows have names beside them unless told otherwise; more are shown as one picture for the wall. */
const mostNamed = 60;

/** How the rows are drawn: as asked, or by their number. */
export function densityOf({ query, groups }: SitesTimeModel): HeatDensity {
  if (query.rows !== 'auto') return query.rows;
  return groups.reduce((sum, group) => sum + group.lines.length, 0) <= mostNamed ? 'named' : 'wall';
}

const shortFigure = (line: DrawnLine): string =>
  failuresOf(line) === 0
    ? 'no failures'
    : `${formatNumber(failuresOf(line))}×, ${formatNumber(minutesOf(line.figures.seconds.down))} min`;

/** A long name would run into the picture; its title has it in full. */
const shortened = (name: string): string => (name.length > 40 ? `${name.slice(0, 39)}…` : name);

const toRow = (line: DrawnLine) => ({
  label: shortened(line.site.name),
  href: consolePaths.site(line.site.code),
  note: `${line.site.name}, ${line.site.town}: ${figureWords(line.figures)}`,
  figure: shortFigure(line),
  spans: line.spans,
  changesMs: line.changesMs,
});

const toGroup = (key: string, group: DrawnGroup): HeatGroup => ({
  heading: key === 'none' ? '' : `${groupName(key, group.value)}: ${groupWords(group.figures)}`,
  rows: group.lines.map(toRow),
});

function describe({ query, total, groups, passed, incidents }: SitesTimeModel): string {
  const found = groups.map(
    (group) => `${groupName(query.group, group.value)}: ${groupWords(group.figures)}.`,
  );
  return [
    `${groupWords(total)}.`,
    ...(query.group === 'none' ? [] : found.slice(0, 8)),
    ...incidents.map(
      (incident) =>
        `${incident.title} began at ${formatDateTime(incident.startedAt)}${incident.endedAt ? ` and ended at ${formatDateTime(incident.endedAt)}` : ''}.`,
    ),
    `Data up to ${formatDateTime(passed.to)}. The table after the picture has the same figures for every site.`,
  ].join(' ');
}

/** The picture with its key. Alone it says nothing that the table does not. */
export const SitesTimePicture: FC<{ model: SitesTimeModel }> = ({ model }) => {
  const { query, period, passed, groups } = model;
  const density = densityOf(model);
  const changed = joinWords(
    model.changedKeys.map((key) => keyWords(key).toLowerCase()),
    'or',
  );
  const least = leastSeconds(density, period.to.getTime() - period.from.getTime());
  const title = `Sites over time, ${formatDay(period.from, { year: false })} to ${formatDay(passed.to)}`;
  return (
    <>
      <Legend
        id="sites-time"
        notes={[
          'Shaded: weekends and bank holidays',
          `Blue wedge: ${changed} changed`,
          `A time down is drawn as ${formatDuration(least)} or longer, so that it is seen`,
        ]}
      />
      <ScrollRegion label={title}>
        <HeatPicture
          id="sites-time"
          title={title}
          description={describe(model)}
          fromMs={period.from.getTime()}
          toMs={period.to.getTime()}
          nowMs={passed.to.getTime()}
          density={density}
          figureHeading="Failed, down"
          groups={groups.map((group) => toGroup(query.group, group))}
          periods={model.incidents.map((incident) => ({
            label: incident.title,
            fromMs: incident.startedAt.getTime(),
            toMs: incident.endedAt?.getTime() ?? null,
          }))}
        />
      </ScrollRegion>
    </>
  );
};
