import type { FC } from 'hono/jsx';
import { formatDateTime, formatNumber, formatTime } from '#platform/clock';
import { LineChart, ScrollRegion } from '../charts/index.ts';
import { Details, SummaryList, Table } from '../components/index.ts';
import {
  halfHourMs,
  type LoadDay,
  morning,
  morningBands,
  type Peak,
  toPoints,
  worstPeak,
} from './concentrators-figures.ts';
import {
  type ConcentratorModel,
  type ConcentratorsModel,
  loadConcentrators,
  longDays,
  shortDays,
} from './concentrators-load.ts';
import { type ConsoleApp, type ConsoleDeps, consolePaths } from './deps.ts';
import { Pages, pageAt } from './pages.tsx';
import { mustBeAllowed } from './site-access.ts';
import { counted } from './sites-time-words.ts';

/** Adds the screen of the concentrators. */
export function mountConcentrators(app: ConsoleApp, deps: ConsoleDeps): void {
  app.get(consolePaths.concentrators, async (request) => {
    const context = deps.contextFor(request);
    await mustBeAllowed(context, ['estate.concentrators', 'estate.sites', 'readings.current']);
    const model = await loadConcentrators(context);
    const content = <ConcentratorsScreen model={model} asked={request.req.query('page')} />;
    return deps.page(request, { title: 'Concentrators', content, wide: true });
  });
}

const mbps = (value: number): string => `${formatNumber(value, { decimals: 0 })} Mbps`;
const percentOf = (peak: Peak): string =>
  peak.percent === null ? 'no rating' : `${formatNumber(peak.percent, { decimals: 0 })}%`;

const peakWords = (peak: Peak | null): string =>
  peak === null
    ? 'Unknown: no readings'
    : `${percentOf(peak)} of rating (${mbps(peak.mbps)}), half hour from ${formatDateTime(new Date(peak.atMs), { year: false })}`;

/** What is left at the worst half hour; said in words when nothing is. */
function headroomWords({ days, concentrator: { ratedMbps } }: ConcentratorModel): string {
  const peak = worstPeak(days.slice(-shortDays), 'peak');
  if (!peak || ratedMbps === null || peak.percent === null) return 'Unknown: it takes a rating and readings';
  const left = ratedMbps - peak.mbps;
  const share = formatNumber(Math.abs(100 - peak.percent), { decimals: 0 });
  if (left >= 0) return `${mbps(left)} (${share}% of its rating) at the worst half hour of ${shortDays} days`;
  return `None: ${share}% over its rating at the worst half hour of ${shortDays} days`;
}

function ratingWords({
  ratedMbps,
  ratedTunnels,
  ratingSource,
  ratingDate,
}: ConcentratorModel['concentrator']): string {
  if (ratedMbps === null) return 'Not known: import a rating, or no share of it can be given';
  const tunnels = ratedTunnels === null ? '' : ` and ${formatNumber(ratedTunnels)} tunnels`;
  return `${mbps(ratedMbps)}${tunnels} (${ratingSource ?? 'source not given'}, ${ratingDate ?? 'no date'})`;
}

const Facts: FC<{ of: ConcentratorModel }> = ({ of }) => (
  <SummaryList
    rows={[
      { key: 'Headroom', value: headroomWords(of) },
      {
        key: `Morning peak, ${shortDays} days`,
        value: peakWords(worstPeak(of.days.slice(-shortDays), 'morningPeak')),
      },
      { key: `Morning peak, ${longDays} days`, value: peakWords(worstPeak(of.days, 'morningPeak')) },
      {
        key: 'Load now',
        value: of.last?.mbps
          ? `${mbps(of.last.mbps)} at ${formatDateTime(of.last.at, { year: false })}`
          : 'Unknown: no readings',
      },
      {
        key: 'Sites on it now',
        value: (
          <a href={`${consolePaths.sitesTime}?group=concentrator&as=end`}>
            {counted(of.sites.length, 'site')}
          </a>
        ),
      },
      { key: 'Rating', value: ratingWords(of.concentrator) },
    ]}
  />
);

/** The rating as steps: one for each day on which it differs from the day before. */
function ratingSteps(days: readonly LoadDay[]): { fromMs: number; value: number }[] {
  return days.flatMap(({ day, ratedMbps }, index) =>
    ratedMbps === null || (index > 0 && days[index - 1]?.ratedMbps === ratedMbps)
      ? []
      : [{ fromMs: day.fromMs, value: ratedMbps }],
  );
}

const LoadChart: FC<{ of: ConcentratorModel; count: number }> = ({ of, count }) => {
  const days = of.days.slice(-count);
  const fromMs = days[0]?.day.fromMs ?? 0;
  const toMs = days.at(-1)?.day.toMs ?? 0;
  const peak = worstPeak(days, 'peak');
  const steps = ratingSteps(days);
  const title = `${of.concentrator.code}: load in ${count} days`;
  return (
    <ScrollRegion label={title}>
      <LineChart
        id={`load-${of.concentrator.id}-${count}`}
        title={title}
        description={`Highest: ${peakWords(peak)}. ${ratingWords(of.concentrator)}. The table after the charts has each day.`}
        fromMs={fromMs}
        toMs={toMs}
        points={toPoints(of.halfHours.filter(({ atMs }) => atMs >= fromMs))}
        gapMs={halfHourMs}
        unit="Mbps"
        limit={steps.length === 0 ? null : { label: `Rated ${mbps(steps.at(-1)?.value ?? 0)}`, steps }}
        bands={morningBands(days.map(({ day }) => day))}
        peak={
          peak
            ? {
                atMs: peak.atMs + halfHourMs / 2,
                value: peak.mbps,
                label: `${percentOf(peak)} at ${formatTime(new Date(peak.atMs))}`,
              }
            : undefined
        }
      />
    </ScrollRegion>
  );
};

const peakCells = (peak: Peak | null): string[] =>
  peak === null
    ? ['Unknown', 'Unknown', 'Unknown']
    : [formatNumber(peak.mbps, { decimals: 0 }), percentOf(peak), formatTime(new Date(peak.atMs))];

const DayTable: FC<{ of: ConcentratorModel }> = ({ of: { concentrator, days } }) => (
  <Details summary={`The same figures of ${concentrator.code} for each day`}>
    <Table
      caption={{
        text: `Load of ${concentrator.code} by day`,
        id: `load-${concentrator.id}-table`,
        size: 's',
      }}
      compact
      scroll
      firstCellIsHeader
      head={[
        'Day',
        { content: 'Peak half hour (Mbps)', format: 'numeric' },
        { content: 'Share of rating', format: 'numeric' },
        { content: 'From', format: 'numeric' },
        { content: `Peak ${morning.fromHour}am to ${morning.toHour}am (Mbps)`, format: 'numeric' },
        { content: 'Share of rating', format: 'numeric' },
        { content: 'From', format: 'numeric' },
        { content: 'Half hours with data', format: 'numeric' },
      ]}
      rows={days
        .map(({ day, peak, morningPeak, known, passed }) => [
          day.label,
          ...peakCells(peak),
          ...(day.working ? peakCells(morningPeak) : ['Not a working day', 'None', 'None']),
          `${known} of ${passed}`,
        ])
        .reverse()}
    />
  </Details>
);

/** More names than this help nobody: the picture of sites over time has them all. */
const mostNames = 200;

const SiteList: FC<{ of: ConcentratorModel }> = ({ of: { concentrator, sites } }) =>
  sites.length === 0 ? (
    <p>No site has its tunnel on it.</p>
  ) : (
    <Details summary={`Sites on ${concentrator.code} now`}>
      <ul class="nhsuk-list allclear-columns">
        {sites.slice(0, mostNames).map((site) => (
          <li>
            <a href={consolePaths.site(site.code)}>{site.name}</a>, {site.town}
          </li>
        ))}
      </ul>
      {sites.length > mostNames ? (
        <p>
          {formatNumber(sites.length - mostNames)} more are in{' '}
          <a href={`${consolePaths.sitesTime}?group=concentrator&as=end`}>sites over time</a>.
        </p>
      ) : null}
    </Details>
  );

const ConcentratorPart: FC<{ of: ConcentratorModel }> = ({ of }) => (
  <section aria-labelledby={`concentrator-${of.concentrator.id}`}>
    <h2 class="nhsuk-heading-m" id={`concentrator-${of.concentrator.id}`}>
      {of.concentrator.code}: {of.concentrator.name}, {of.concentrator.dataCentre}
    </h2>
    <Facts of={of} />
    <LoadChart of={of} count={shortDays} />
    <LoadChart of={of} count={longDays} />
    <DayTable of={of} />
    <SiteList of={of} />
  </section>
);

/** With more than these on one screen their pictures are pages long: then a table of all comes first. */
const perPage = 8;

const pagePath = (page: number): string => `${consolePaths.concentrators}?page=${page}`;

const Overview: FC<{ all: readonly ConcentratorModel[] }> = ({ all }) => (
  <Table
    caption={{ text: `All ${formatNumber(all.length)} concentrators`, id: 'concentrators', size: 'm' }}
    compact
    scroll
    firstCellIsHeader
    head={[
      'Concentrator',
      'Name',
      { content: 'Sites', format: 'numeric' },
      { content: 'Rating (Mbps)', format: 'numeric' },
      { content: `Worst morning half hour, ${shortDays} days`, format: 'numeric' },
      { content: `The same, ${longDays} days`, format: 'numeric' },
      { content: 'Load now (Mbps)', format: 'numeric' },
    ]}
    rows={all.map(({ concentrator, sites, days, last }, index) => {
      const share = (of: readonly LoadDay[]): string => {
        const peak = worstPeak(of, 'morningPeak');
        return peak ? percentOf(peak) : 'Unknown';
      };
      return [
        <a href={`${pagePath(Math.floor(index / perPage) + 1)}#concentrator-${concentrator.id}`}>
          {concentrator.code}
        </a>,
        concentrator.name,
        formatNumber(sites.length),
        concentrator.ratedMbps === null ? 'Not known' : formatNumber(concentrator.ratedMbps, { decimals: 0 }),
        share(days.slice(-shortDays)),
        share(days),
        last ? formatNumber(last.mbps, { decimals: 0 }) : 'Unknown',
      ];
    })}
  />
);

/** The whole screen. */
export const ConcentratorsScreen: FC<{ model: ConcentratorsModel; asked?: string | undefined }> = ({
  model,
  asked,
}) => {
  const all = model.concentrators;
  const page = pageAt(all, asked, perPage);
  return (
    <>
      <h1 class="nhsuk-heading-l">Concentrators</h1>
      <p>
        Load is in plus out, as means of half hours in London time. Shaded columns are working mornings,{' '}
        {morning.fromHour}am to {morning.toHour}am; grey days are weekends and bank holidays. The line breaks
        where too few readings came.
        {model.sitesWithout === 0
          ? ''
          : ` ${counted(model.sitesWithout, 'site has', 'sites have')} no concentrator on record.`}
      </p>
      {all.length === 0 ? <p>No concentrator is known. Import a file of concentrators first.</p> : null}
      {page.pages > 1 ? <Overview all={all} /> : null}
      {page.items.map((concentrator) => (
        <ConcentratorPart of={concentrator} />
      ))}
      <Pages page={page} path={consolePaths.concentrators} />
    </>
  );
};
