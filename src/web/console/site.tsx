import type { FC } from 'hono/jsx';
import { auditContactView } from '#estate';
import { formatDateTime, formatDay, formatNumber } from '#platform/clock';
import type { SiteState } from '#telemetry';
import { DayStrips, Legend, markWords, ScrollRegion } from '../charts/index.ts';
import { SummaryList, Tag, type TagColour } from '../components/index.ts';
import { type ConsoleApp, type ConsoleDeps, consolePaths } from './deps.ts';
import { mustBeAllowed } from './site-access.ts';
import { type DayFigures, secondsIn } from './site-figures.ts';
import { historyDays, loadSite, type SiteModel } from './site-load.ts';
import { AttributeTable, CallTable, DayTable, FailureTable, IncidentPart } from './site-parts.tsx';
import { figureWords, minutesOf } from './sites-time-words.ts';

const readingVerbs = [
  'estate.site',
  'readings.availability',
  'episode.list',
  'call.list',
  'incident.list',
  'impact.list',
  'migration.show',
  'recovery.show',
  'update.list',
] as const;

/** Adds the screen of one site. */
export function mountSite(app: ConsoleApp, deps: ConsoleDeps): void {
  app.get('/console/sites/:code', async (request) => {
    const context = deps.contextFor(request);
    await mustBeAllowed(context, readingVerbs);
    const model = await loadSite(context, request.req.param('code'));
    const { odsCode, code } = model.site;
    await auditContactView(context, odsCode, { screen: 'site', site: code });
    return deps.page(request, { title: model.site.name, content: <SiteScreen model={model} />, wide: true });
  });
}

const tagColours: Readonly<Record<SiteState, TagColour>> = {
  up: 'green',
  degraded: 'orange',
  down: 'red',
  unknown: 'grey',
};

const Facts: FC<{ model: SiteModel }> = ({ model: { site, current, attributes } }) => {
  const state = current?.state ?? 'unknown';
  const now = (key: string): string =>
    attributes.find((spell) => spell.key === key && spell.to === null)?.value ?? 'Not known';
  return (
    <SummaryList
      rows={[
        { key: 'State now', value: <StateNow state={state} since={current?.since} /> },
        {
          key: 'Last reading',
          value: current ? formatDateTime(current.lastReadingAt, { year: false }) : 'None was ever received',
        },
        { key: 'Practice', value: `${site.practiceName} (${site.odsCode})` },
        { key: 'Site', value: `${site.code}, ${site.town} ${site.postcode}` },
        { key: 'Concentrator', value: now('concentrator') },
        { key: 'Circuit', value: now('circuit') },
        { key: 'Firewall', value: `${now('firewallModel')}, firmware ${now('firmware')}` },
      ]}
    />
  );
};

const StateNow: FC<{ state: SiteState; since: Date | undefined }> = ({ state, since }) => (
  <>
    <Tag text={markWords[state]} colour={tagColours[state]} />
    {since ? ` since ${formatDateTime(since, { year: false })}` : ''}
  </>
);

const dayFigure = ({ timesDown, seconds }: DayFigures): string => {
  const known = seconds.up + seconds.degraded + seconds.down;
  if (known === 0) return seconds.unknown === 0 ? '' : 'no data';
  if (seconds.down === 0) return 'never down';
  const minutes = formatNumber(minutesOf(seconds.down));
  return timesDown === 0 ? `down ${minutes} min` : `${formatNumber(timesDown)}× down, ${minutes} min`;
};

const History: FC<{ model: SiteModel }> = ({ model }) => {
  const { site, now, period, days, spans, episodes } = model;
  const nowMs = now.getTime();
  const outages = episodes.filter((episode) => ['outage', 'concentrator-outage'].includes(episode.kind));
  const figures = {
    outages: outages.length,
    flaps: episodes.filter((episode) => episode.kind === 'flap').length,
    seconds: secondsIn(spans, period.from.getTime(), nowMs),
  };
  const title = `${site.name}: every day from ${formatDay(period.from, { year: false })} to ${formatDay(now)}`;
  return (
    <>
      <p>
        <strong>
          In {historyDays} days: {figureWords(figures)}.
        </strong>
      </p>
      <Legend
        id="site-days"
        notes={[
          'Shaded: weekends and bank holidays',
          'Each line runs from midnight to midnight, London time',
        ]}
      />
      <ScrollRegion label={title}>
        <DayStrips
          id="site-days"
          title={title}
          description={`${figureWords(figures)}. The table after the picture has the same figures for every day.`}
          days={days.map((figured) => ({ day: figured.day, figure: dayFigure(figured) }))}
          spans={spans}
          nowMs={nowMs}
        />
      </ScrollRegion>
      <DayTable days={days} nowMs={nowMs} />
    </>
  );
};

/** The whole screen. */
export const SiteScreen: FC<{ model: SiteModel }> = ({ model }) => (
  <>
    <p>
      <a href={consolePaths.sitesTime}>Sites over time</a>
    </p>
    <h1 class="nhsuk-heading-l">{model.site.name}</h1>
    <Facts model={model} />
    <h2 class="nhsuk-heading-m">State history</h2>
    <History model={model} />
    <h2 class="nhsuk-heading-m">Outages and unstable spells</h2>
    <FailureTable episodes={model.episodes} />
    <h2 class="nhsuk-heading-m">Incidents</h2>
    {model.incidents.length === 0 ? <p>No incident was declared in these days.</p> : null}
    {model.incidents.map((incident) => (
      <IncidentPart of={incident} />
    ))}
    <h2 class="nhsuk-heading-m">Calls</h2>
    <CallTable calls={model.calls} />
    <h2 class="nhsuk-heading-m">Attributes over time</h2>
    <AttributeTable attributes={model.attributes} />
  </>
);
