import { raw } from 'hono/html';
import type { FC } from 'hono/jsx';
import { formatNumber, londonDate } from '#platform/clock';
import type { Context } from '#platform/context';
import { keepUntilChanged } from '#platform/kept';
import { Pagination } from '../components/index.ts';
import { type ConsoleApp, type ConsoleDeps, consolePaths } from './deps.ts';
import { compressed } from './shell.tsx';
import { mountSite } from './site.tsx';
import { mustBeAllowed } from './site-access.ts';
import { asOfWords, QueryFaults, SitesTimeForm } from './sites-time-form.tsx';
import { loadLines, loadSitesTime, type SitesTimeModel } from './sites-time-load.ts';
import { SitesTimePicture } from './sites-time-picture.tsx';
import { parseSitesTimeQuery, type QueryFault, sitesTimeHref } from './sites-time-query.ts';
import { SitesTimeTable, sitesTimeCsv } from './sites-time-table.tsx';
import { counted, groupWords } from './sites-time-words.ts';

const minuteMs = 60_000;
/** Drawn once for each change, or minute, however many people look: nothing on the screen depends on who they are. */
const pictures = keepUntilChanged<string>(['estate', 'states', 'episodes', 'incidents'], { most: 8 });

const readingVerbs = ['estate.sites', 'readings.availability', 'episode.list', 'incident.list'] as const;

/** Adds the picture of all sites over time, its figures as a file, and the screen of each site. */
export function mountSitesTime(app: ConsoleApp, deps: ConsoleDeps): void {
  app.get(consolePaths.sitesTime, async (request) => {
    const context = await allowed(deps.contextFor(request));
    const typed = request.req.query();
    const { query, faults } = parseSitesTimeQuery(typed, context.clock.now());
    const minute = Math.floor(context.clock.now().getTime() / minuteMs);
    const html = await pictures(context.db, `${minute} ${JSON.stringify([query, typed])}`, async () => {
      const model = await loadSitesTime(context, query);
      return (<SitesTimeScreen model={model} faults={faults} typed={typed} />).toString();
    });
    const content = raw(html);
    // A picture left on a wall keeps itself fresh; the one with its choices on top is a form, and stays still.
    return deps.page(request, { title: 'Sites over time', content, wide: true, live: query.rows === 'wall' });
  });
  app.get(consolePaths.sitesTimeCsv, async (request) => {
    const context = await allowed(deps.contextFor(request));
    const { query } = parseSitesTimeQuery(request.req.query(), context.clock.now());
    const { lines, passed } = await loadLines(context, query);
    const csv = Buffer.from(sitesTimeCsv(lines, { passed, query }));
    return request.body(compressed(request, csv), 200, {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="sites-${londonDate(passed.from)}-to-${query.to}.csv"`,
      'Cache-Control': 'no-store',
    });
  });
  mountSite(app, deps);
}

async function allowed(context: Context): Promise<Context> {
  await mustBeAllowed(context, readingVerbs);
  return context;
}

const Pages: FC<{ model: SitesTimeModel }> = ({ model: { page, query } }) => {
  if (page.pages === 1) return null;
  const step = (number: number) => ({
    label: `${number} of ${page.pages}`,
    href: sitesTimeHref(query, { page: number }),
  });
  return (
    <Pagination
      previous={page.number > 1 ? step(page.number - 1) : undefined}
      next={page.number < page.pages ? step(page.number + 1) : undefined}
    />
  );
};

/** What stands between the picture and its choices: how much is shown, and until when the data reach. */
const Summary: FC<{ model: SitesTimeModel }> = ({ model }) => {
  const { page, total, passed, now, query } = model;
  const shown =
    page.pages === 1 ? '' : ` Rows ${formatNumber(page.from)} to ${formatNumber(page.to)} are shown.`;
  return (
    <>
      <p>
        <strong>{groupWords(total)}.</strong>
        {shown} {counted(query.days, 'day')}, data up to {asOfWords(passed.to, now)}.
      </p>
      <p>
        <a href="#sites">Figures for each site</a>
        {' · '}
        <a href={sitesTimeHref(query, {}, consolePaths.sitesTimeCsv)}>Figures as a file (CSV)</a>
        {' · '}
        <a href={consolePaths.concentrators}>Concentrators</a>
      </p>
    </>
  );
};

/** The whole screen. */
export const SitesTimeScreen: FC<{
  model: SitesTimeModel;
  faults: readonly QueryFault[];
  typed: Readonly<Record<string, string>>;
}> = ({ model, faults, typed }) => {
  const pictureFirst = model.query.rows === 'wall' && model.total.sites > 0;
  return (
    <>
      <QueryFaults faults={faults} />
      <h1 class="nhsuk-heading-l">Sites over time</h1>
      {pictureFirst ? null : <SitesTimeForm model={model} faults={faults} typed={typed} />}
      <Summary model={model} />
      {model.total.sites === 0 ? (
        <p>
          No site matches. <a href={consolePaths.sitesTime}>Show all sites</a>, or change what you look for.
        </p>
      ) : (
        <>
          <SitesTimePicture model={model} />
          {pictureFirst ? <SitesTimeForm model={model} faults={faults} typed={typed} /> : null}
          <SitesTimeTable model={model} />
          <Pages model={model} />
        </>
      )}
    </>
  );
};
