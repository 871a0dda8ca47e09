import type { FC } from 'hono/jsx';
import { formatNumber } from '#platform/clock';
import { notFound } from '#platform/errors';
import type { EvidenceItem, ReviewView } from '#review';
import { Pagination, SummaryList, Table, Tag } from '../components/index.ts';
import { ask, mustBeAble } from './ask.ts';
import { type ConsoleApp, type ConsoleDeps, consolePaths } from './deps.ts';
import { type Linker, shown } from './links.ts';
import type { ConsoleOptions } from './options.ts';
import { Actions, at, counted } from './parts.tsx';
import { capital, mustLoadReview, ReviewHead, reviewLinker, reviewPaths } from './review-parts.tsx';

const pageSize = 100;

/** What the review rests on, item by item, each with its source, time and hash. */
export function mountEvidence(app: ConsoleApp, deps: ConsoleDeps, options: ConsoleOptions): void {
  mountItem(app, deps, options);
  app.get('/console/incidents/:slug/review/evidence', async (request) => {
    mustBeAble(request, options, 'review.evidence');
    const slug = request.req.param('slug');
    const view = await mustLoadReview(request, options, slug);
    const kind = view.evidence.find((each) => each.kind === request.req.query('kind'))?.kind ?? '';
    const items = await ask<EvidenceItem[]>(request, options, 'review.evidence', {
      incident: slug,
      ...(kind === '' ? {} : { kinds: [kind] }),
    });
    const pages = Math.max(1, Math.ceil(items.length / pageSize));
    const page = Math.min(pages, Math.max(1, Math.trunc(Number(request.req.query('page') ?? 1)) || 1));
    const link = reviewLinker(request, options, slug, reviewPaths.evidence(slug));
    return deps.page(request, {
      title: `Evidence${pages > 1 ? ` (page ${page} of ${pages})` : ''}`,
      content: <EvidenceScreen {...{ view, items, kind, page, pages, link }} />,
    });
  });
}

/** One item whole: what was frozen, to the byte, and what it hashes to. */
function mountItem(app: ConsoleApp, deps: ConsoleDeps, options: ConsoleOptions): void {
  app.get('/console/incidents/:slug/review/evidence/:number', async (request) => {
    mustBeAble(request, options, 'review.evidence');
    const slug = request.req.param('slug');
    const view = await mustLoadReview(request, options, slug);
    const items = await ask<EvidenceItem[]>(request, options, 'review.evidence', { incident: slug });
    const item = items.find(({ number }) => String(number) === request.req.param('number'));
    if (!item) throw notFound('evidence', request.req.param('number'));
    return deps.page(request, {
      title: `Evidence ${item.number}`,
      content: <Item view={view} item={item} />,
    });
  });
}

const Item: FC<{ view: ReviewView; item: EvidenceItem }> = ({ view, item }) => (
  <>
    <ReviewHead view={view} heading={`Evidence ${item.number}`} here="" />
    <p>{item.title}</p>
    <SummaryList
      rows={[
        { key: 'Kind', value: capital(item.kind) },
        { key: 'Happened', value: at(item.at) },
        { key: 'Source', value: <Source slug={view.incident.slug} source={item.source} /> },
        { key: 'Gathered', value: `${at(item.recordedAt)}, by ${item.recordedBy}` },
        { key: 'SHA-256', value: <span class="allclear-token">{item.sha256}</span> },
      ]}
    />
    <h2 class="nhsuk-heading-m">As it was frozen</h2>
    {/* biome-ignore lint/a11y/useSemanticElements: white space is kept, and a long line scrolls where the keyboard reaches it */}
    <pre role="region" aria-label="Frozen content" tabindex={0}>
      {JSON.stringify(item.content, null, 1)}
    </pre>
  </>
);

/** A source that has a screen of its own is linked to. */
const Source: FC<{ slug: string; source: string }> = ({ slug, source }) => {
  const update = /^update:(\d+)$/.exec(source)?.[1];
  const href = update ? consolePaths.update(slug, Number(update)) : consolePaths.incident(slug);
  return <a href={href}>{source}</a>;
};

interface ScreenOptions {
  view: ReviewView;
  items: readonly EvidenceItem[];
  kind: string;
  page: number;
  pages: number;
  link: Linker;
}

const EvidenceScreen: FC<ScreenOptions> = ({ view, items, kind, page, pages, link }) => {
  const { slug } = view.incident;
  const here = reviewPaths.evidence(slug);
  const href = (of: { kind: string; page?: number }): string =>
    `${here}?${new URLSearchParams({ ...(of.kind ? { kind: of.kind } : {}), page: String(of.page ?? 1) })}`;
  const step = (number: number) => ({ label: `${number} of ${pages}`, href: href({ kind, page: number }) });
  return (
    <>
      <ReviewHead view={view} heading="Evidence" here={here} />
      <p>
        {counted(
          view.evidence.reduce((sum, { count }) => sum + count, 0),
          'item',
        )}
        . Each is frozen as it was gathered. Nothing can be taken away; what changes at its source is added.
      </p>
      <Actions
        actions={shown(
          link('review.gather', 'Gather what is new'),
          link('review.statement', 'Keep what a person says'),
          link('review.redact', 'Leave an item out of what is published', { what: 'evidence' }),
          link('review.verify', 'Check that nothing was changed'),
        )}
      />
      <nav aria-label="Kinds of evidence">
        <ul class="allclear-actions">
          <li>
            {kind === '' ? <strong aria-current="true">All</strong> : <a href={href({ kind: '' })}>All</a>}
          </li>
          {view.evidence.map((each) => (
            <li>
              {each.kind === kind ? (
                <strong aria-current="true">
                  {capital(each.kind)} ({formatNumber(each.count)})
                </strong>
              ) : (
                <a href={href({ kind: each.kind })}>
                  {capital(each.kind)} ({formatNumber(each.count)})
                </a>
              )}
            </li>
          ))}
        </ul>
      </nav>
      <Table
        caption={kind === '' ? 'All evidence' : `Evidence: ${kind}`}
        responsive
        compact
        head={['Number', 'When', 'What', 'Source', 'Published']}
        rows={items
          .slice((page - 1) * pageSize, page * pageSize)
          .map((item) => [
            <a href={reviewPaths.evidenceItem(slug, item.number)}>{item.number}</a>,
            at(item.at),
            item.title,
            <span title={`SHA-256 ${item.sha256}`}>{item.source}</span>,
            item.public ? <Tag text="Public" colour="green" /> : <Tag text="Not public" colour="grey" />,
          ])}
      />
      {pages === 1 ? null : (
        <Pagination
          previous={page > 1 ? step(page - 1) : undefined}
          next={page < pages ? step(page + 1) : undefined}
        />
      )}
    </>
  );
};
