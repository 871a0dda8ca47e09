import type { FC } from 'hono/jsx';
import type { ConcentratorForecast } from '#planning';
import { formatDate, formatDateTime, formatDay, formatNumber, londonDayBounds } from '#platform/clock';
import { BandChart, ScrollRegion } from '../charts/index.ts';
import { Details, SummaryList, Table } from '../components/index.ts';
import { ask } from './ask.ts';
import { type ConsoleApp, type ConsoleDeps, consolePaths } from './deps.ts';
import type { ConsoleOptions } from './options.ts';
import { Pages, pageAt } from './pages.tsx';
import { counted, Section } from './parts.tsx';
import { mountWhatIf } from './planning-what-if.tsx';
import { planningPaths } from './planning-what-if-fields.ts';

/** Adds the screens of what is coming and of what a change would do. */
export function mountForecast(app: ConsoleApp, deps: ConsoleDeps, options: ConsoleOptions): void {
  app.get(planningPaths.forecast, async (request) => {
    const forecasts = await ask<ConcentratorForecast[]>(request, options, 'plan.forecast');
    const content = <ForecastScreen forecasts={forecasts} asked={request.req.query('page')} />;
    return deps.page(request, { title: 'Forecast of concentrators', content, wide: true });
  });
  mountWhatIf(app, deps, options);
}

const dayMs = 86_400_000;
/** History in the picture: further back it says little about the weeks to come. */
const shownDays = 60;

const whole = (value: number): string => formatNumber(value, { decimals: 0 });
const startMs = (isoDate: string): number => londonDayBounds(isoDate).from.getTime();
const dayWords = (isoDate: string): string => formatDay(londonDayBounds(isoDate).from, { year: false });

const share = (mbps: number, ratedMbps: number | null): string =>
  ratedMbps === null || ratedMbps === 0 ? 'no rating' : `${whole((100 * mbps) / ratedMbps)}%`;

function growthWords({ growthPercentPerWeek: growth, levelSteps }: ConcentratorForecast): string {
  if (growth === null) return 'Unknown';
  const size = formatNumber(Math.abs(growth), { decimals: 1 });
  const trend =
    Math.abs(growth) < 0.05 ? 'None to speak of' : `${size}% a week ${growth > 0 ? 'up' : 'down'}`;
  if (levelSteps.length === 0) return trend;
  const steps = levelSteps
    .slice(-3)
    .map((isoDate) => formatDate(londonDayBounds(isoDate).from, { year: false }));
  return `${trend}. The level changed for good on ${steps.join(', ')}`;
}

const Facts: FC<{ of: ConcentratorForecast }> = ({ of }) => (
  <SummaryList
    rows={[
      ...of.until.map((one) => ({ key: `${formatNumber(one.percent)}% of the rating`, value: one.text })),
      {
        key: 'Rating',
        value:
          of.ratedMbps === null
            ? 'Not known: import a rating, or no days until it is reached can be given'
            : `${whole(of.ratedMbps)} Mbps (${of.ratingSource ?? 'source not given'})`,
      },
      {
        key: 'Ceiling observed',
        value:
          of.ceilingMbps === null
            ? of.peaks.length === 0
              ? 'Unknown: no readings'
              : 'It has not been full'
            : `${whole(of.ceilingMbps)} Mbps, ${share(of.ceilingMbps, of.ratedMbps)} of the rating`,
      },
      { key: 'Hidden demand', value: of.saturation },
      { key: 'Trend', value: growthWords(of) },
      {
        key: 'Rests on',
        value: `${counted(of.knownDays, 'day')} of readings; the interval on ${counted(of.origins, 'earlier forecast')}`,
      },
    ]}
  />
);

const Picture: FC<{ of: ConcentratorForecast }> = ({ of }) => {
  const peaks = of.peaks.slice(-shownDays);
  const forecast = of.forecast ?? [];
  const first = peaks[0]?.isoDate ?? forecast[0]?.isoDate;
  const last = forecast.at(-1)?.isoDate ?? peaks.at(-1)?.isoDate;
  if (first === undefined || last === undefined) return null;
  const title = `${of.concentrator}: daily peak, ${counted(peaks.length, 'day')} back and ${counted(forecast.length, 'day')} ahead`;
  const middle = (isoDate: string): number => startMs(isoDate) + dayMs / 2;
  return (
    <ScrollRegion label={title}>
      <BandChart
        id={`forecast-${of.concentrator.toLowerCase()}`}
        title={title}
        description={`${of.until.map((one) => one.text).join('. ')}. The table has each day.`}
        fromMs={startMs(first)}
        toMs={startMs(last) + dayMs}
        points={peaks.map(({ isoDate, mbps }) => ({ atMs: middle(isoDate), value: mbps }))}
        band={forecast.map((day) => ({
          atMs: middle(day.isoDate),
          low: day.lowMbps,
          middle: day.middleMbps,
          high: day.highMbps,
        }))}
        // A day of 25 hours is still the next day.
        gapMs={1.1 * dayMs}
        unit="Mbps"
        limits={[
          ...(of.ratedMbps === null
            ? []
            : [{ label: `Rated ${whole(of.ratedMbps)} Mbps`, value: of.ratedMbps }]),
          ...(of.ceilingMbps === null
            ? []
            : [{ label: `Most carried ${whole(of.ceilingMbps)} Mbps`, value: of.ceilingMbps }]),
        ]}
      />
    </ScrollRegion>
  );
};

const DayTable: FC<{ of: ConcentratorForecast }> = ({ of }) => (
  <Details summary={`The forecast of ${of.concentrator} for each day`}>
    <Table
      caption={{
        text: `Daily peak of ${of.concentrator}, forecast`,
        id: `forecast-${of.concentrator.toLowerCase()}-table`,
        size: 's',
      }}
      compact
      scroll
      firstCellIsHeader
      head={[
        'Day',
        { content: 'Peak (Mbps)', format: 'numeric' },
        { content: 'Eight days in ten: from', format: 'numeric' },
        { content: 'to', format: 'numeric' },
        { content: 'Share of rating', format: 'numeric' },
      ]}
      rows={(of.forecast ?? []).map((day) => [
        dayWords(day.isoDate),
        whole(day.middleMbps),
        whole(day.lowMbps),
        whole(day.highMbps),
        share(day.middleMbps, of.ratedMbps),
      ])}
    />
  </Details>
);

const ConcentratorPart: FC<{ of: ConcentratorForecast }> = ({ of }) => (
  <Section id={`planning-${of.concentrator.toLowerCase()}`} heading={of.concentrator}>
    {of.reason === null ? null : <p>No forecast. {of.reason}</p>}
    <Facts of={of} />
    <Picture of={of} />
    {of.forecast === null ? null : <DayTable of={of} />}
  </Section>
);

/** With more than these on one screen their pictures are pages long: then a table of all comes first. */
const perPage = 8;

const Overview: FC<{ forecasts: readonly ConcentratorForecast[] }> = ({ forecasts }) => (
  <Table
    caption={{ text: `All ${formatNumber(forecasts.length)} concentrators`, id: 'forecasts', size: 'm' }}
    compact
    scroll
    firstCellIsHeader
    head={['Concentrator', { content: 'Rating (Mbps)', format: 'numeric' }, 'What is coming']}
    rows={forecasts.map(({ concentrator, ratedMbps, until, reason }, index) => [
      <a
        href={`${planningPaths.forecast}?page=${Math.floor(index / perPage) + 1}#planning-${concentrator.toLowerCase()}`}
      >
        {concentrator}
      </a>,
      ratedMbps === null ? 'Not known' : whole(ratedMbps),
      reason ?? until.map(({ percent, text }) => `${percent}%: ${text}`).join('; '),
    ])}
  />
);

/** The whole screen. */
export const ForecastScreen: FC<{
  forecasts: readonly ConcentratorForecast[];
  asked?: string | undefined;
}> = ({ forecasts, asked }) => {
  const page = pageAt(forecasts, asked, perPage);
  return (
    <>
      <h1 class="nhsuk-heading-l">Forecast of concentrators</h1>
      <p>
        The peak of a day is the 95th percentile of its busiest third, in plus out, with the sites that are on
        the concentrator today. The solid line was measured, the dashed line is forecast; eight days in ten
        lie in the shaded band. Grey days are weekends and bank holidays. The line breaks where too little is
        known.
      </p>
      {forecasts[0] ? (
        <p>From readings until {formatDateTime(forecasts[0].asOf)}, worked out every half hour.</p>
      ) : null}
      <p>
        <a href={planningPaths.whatIf}>Ask what a change would do</a>, or see the{' '}
        <a href={consolePaths.concentrators}>load until now</a>.
      </p>
      {forecasts.length === 0 ? <p>No concentrator is known. Import a file of concentrators first.</p> : null}
      {page.pages > 1 ? <Overview forecasts={forecasts} /> : null}
      {page.items.map((forecast) => (
        <ConcentratorPart of={forecast} />
      ))}
      <Pages page={page} path={planningPaths.forecast} />
    </>
  );
};
