import type { FC } from 'hono/jsx';
import { displayName, listSites } from '#estate';
import { findIncident, type ImpactPeriod, impactPeriods } from '#incidents';
import { formatDuration } from '#platform/clock';
import { Table } from '../components/index.ts';
import { mustBeAble } from './ask.ts';
import { type ConsoleApp, type ConsoleDeps, consolePaths } from './deps.ts';
import { impactOf, type SiteImpact } from './incident-load.ts';
import type { ConsoleOptions } from './options.ts';
import { Pages, pageAt } from './pages.tsx';
import { at, counted } from './parts.tsx';

const shownPeriods = 250;

/** When each site was affected, and what shows it: of all sites, of one site, or of one episode. */
export function mountImpact(app: ConsoleApp, deps: ConsoleDeps, options: ConsoleOptions): void {
  app.get('/console/incidents/:slug/impact', async (request) => {
    mustBeAble(request, options, 'impact.list');
    const { db, clock } = deps.contextFor(request);
    const now = clock.now();
    const incident = await findIncident(db, request.req.param('slug'));
    const [periods, sites] = await Promise.all([impactPeriods(db, incident.id), listSites(db)]);
    const byId = new Map(sites.map((site) => [site.id, site]));
    const code = request.req.query('site')?.toUpperCase();
    const episode = Number(request.req.query('episode')) || undefined;
    const asked = periods.filter(
      ({ siteId, episodeId }) =>
        (code === undefined || byId.get(siteId)?.code === code) &&
        (episode === undefined || episodeId === episode),
    );
    const isWhole = code === undefined && episode === undefined;
    const name = (siteId: number): string => byId.get(siteId)?.code ?? String(siteId);
    return deps.page(request, {
      title: `Impact: ${incident.title}`,
      live: true,
      content: (
        <>
          <h1>
            {code ? `Impact on ${code}` : episode ? `Episode ${episode}` : 'Impact'}
            <span class="nhsuk-caption-l">
              <a href={consolePaths.incident(incident.slug)}>{incident.title}</a>
            </span>
          </h1>
          {isWhole ? (
            <SiteTable
              impact={await impactOf(db, incident.id, now)}
              slug={incident.slug}
              asked={request.req.query('page')}
            />
          ) : (
            <PeriodTable periods={asked} name={name} now={now} slug={incident.slug} />
          )}
        </>
      ),
    });
  });
}

const SiteTable: FC<{ impact: readonly SiteImpact[]; slug: string; asked: string | undefined }> = ({
  impact,
  slug,
  asked,
}) => {
  const page = pageAt(impact, asked, shownPeriods);
  const caption = counted(impact.length, 'affected site');
  return (
    <>
      <Table
        caption={
          page.pages === 1 ? caption : `${caption}, longest first: page ${page.number} of ${page.pages}`
        }
        responsive
        compact
        head={['Site', 'Practice', 'Times', 'In all', 'First', 'Latest']}
        rows={page.items.map((site) => [
          <a href={consolePaths.impact(slug, { site: site.code })}>{site.code}</a>,
          displayName(site.practice),
          String(site.periods),
          formatDuration(site.seconds),
          at(site.first),
          site.now ? 'Now' : at(site.latest),
        ])}
      />
      <Pages page={page} path={consolePaths.impact(slug)} />
    </>
  );
};

interface PeriodOptions {
  periods: readonly ImpactPeriod[];
  name: (siteId: number) => string;
  now: Date;
  slug: string;
}

const PeriodTable = ({ periods, name, now, slug }: PeriodOptions) =>
  periods.length === 0 ? (
    <p>No impact is recorded that belongs to it.</p>
  ) : (
    <Table
      caption={`${Math.min(shownPeriods, periods.length)} of ${counted(periods.length, 'period')}, newest first`}
      responsive
      compact
      head={['Site', 'What', 'From', 'To', 'Lasted', 'What shows it']}
      rows={[...periods]
        .reverse()
        .slice(0, shownPeriods)
        .map(({ siteId, kind, from, to, evidence, episodeId }) => [
          <a href={consolePaths.site(name(siteId))}>{name(siteId)}</a>,
          kind,
          at(from),
          to ? at(to) : 'Now',
          formatDuration(((to ?? now).getTime() - from.getTime()) / 1000),
          <>
            {evidence}
            {episodeId === null ? null : (
              <>
                {' '}
                <a href={consolePaths.impact(slug, { episode: String(episodeId) })}>Episode {episodeId}</a>
              </>
            )}
          </>,
        ])}
    />
  );
