import type { FC } from 'hono/jsx';
import type { Report } from '#publishing';
import { type ReviewView, sectionPlans } from '#review';
import { InsetText, Tag } from '../components/index.ts';
import { ReportBody } from '../public/report.tsx';
import { ask, may, mustBeAble } from './ask.ts';
import type { ConsoleApp, ConsoleDeps } from './deps.ts';
import { type Linker, shown } from './links.ts';
import type { ConsoleOptions } from './options.ts';
import { Actions, at, Section } from './parts.tsx';
import { day, mustLoadReview, ReviewHead, reviewLinker, reviewPaths } from './review-parts.tsx';

/** The report as it would go out, and the two others that are made from the same facts. */
export function mountReports(app: ConsoleApp, deps: ConsoleDeps, options: ConsoleOptions): void {
  app.get('/console/incidents/:slug/review/report', async (request) => {
    mustBeAble(request, options, 'review.preview');
    const slug = request.req.param('slug');
    const view = await mustLoadReview(request, options, slug);
    const preview = await ask<Preview>(request, options, 'review.preview', { incident: slug });
    const link = reviewLinker(request, options, slug, reviewPaths.report(slug));
    const writes = may(request, options, 'review.section');
    return deps.page(request, {
      title: 'Report',
      content: <ReportScreen {...{ view, preview, link, writes }} />,
    });
  });
  app.get('/console/incidents/:slug/review/board', async (request) => {
    mustBeAble(request, options, 'review.board-summary');
    const slug = request.req.param('slug');
    const view = await mustLoadReview(request, options, slug);
    const report = await ask<Report>(request, options, 'review.board-summary', { incident: slug });
    const link = reviewLinker(request, options, slug, reviewPaths.board(slug));
    return deps.page(request, {
      title: 'Board summary',
      content: (
        <>
          <ReviewHead view={view} heading="Board summary" here={reviewPaths.board(slug)} />
          <p>On one page, from the same facts as the report. Print it from your browser.</p>
          <Actions actions={shown(link('review.consequences', 'Record cost or harm'))} />
          <ReportBody report={report} />
        </>
      ),
    });
  });
  app.get('/console/incidents/:slug/review/service-report', async (request) => {
    mustBeAble(request, options, 'review.service-report');
    const slug = request.req.param('slug');
    const view = await mustLoadReview(request, options, slug);
    const found = await ask<ServiceReport>(request, options, 'review.service-report', { incident: slug });
    const link = reviewLinker(request, options, slug, reviewPaths.serviceReport(slug));
    return deps.page(request, {
      title: 'Service incident report',
      content: <ServiceReportScreen {...{ view, found, link }} />,
    });
  });
}

interface Preview {
  report: Report;
  refusals: string[];
}

type ServiceReport = ReviewView['serviceReport'] & { report: Report };

const ReportScreen: FC<{ view: ReviewView; preview: Preview; link: Linker; writes: boolean }> = ({
  view,
  preview,
  link,
  writes,
}) => {
  const { slug } = view.incident;
  return (
    <>
      <ReviewHead view={view} heading="Report" here={reviewPaths.report(slug)} />
      {preview.refusals.length === 0 ? null : (
        <InsetText>
          <p>
            <strong>Figures that may not be said now. Nothing is published while they stand.</strong>
          </p>
          <ul class="nhsuk-list nhsuk-list--bullet">
            {preview.refusals.map((refusal) => (
              <li>{refusal}</li>
            ))}
          </ul>
        </InsetText>
      )}
      <Parts view={view} writes={writes} />
      <Actions
        actions={shown(
          link('review.sections', 'Choose the parts and their order', {
            sections: view.sections.order.join('\n'),
          }),
          link('review.redact', 'Leave a phrase out', { what: 'phrase' }),
        )}
      />
      <Section id="preview" heading="As it would go out now">
        <div class="allclear-preview">
          <ReportBody report={preview.report} />
        </div>
      </Section>
    </>
  );
};

const Parts: FC<{ view: ReviewView; writes: boolean }> = ({ view, writes }) => (
  <Section id="parts" heading="Parts that people write">
    <ul class="nhsuk-list">
      {sectionPlans
        .filter(({ written, key }) => written && view.sections.order.includes(key))
        .map(({ key, title, needed }) => {
          const section = view.sections.written.get(key);
          return (
            <li>
              {section ? (
                <Tag text="Written" colour="green" />
              ) : (
                <Tag text={needed ? 'Needed' : 'Not written'} colour={needed ? 'red' : 'grey'} />
              )}{' '}
              {writes ? <a href={reviewPaths.section(view.incident.slug, key)}>{title}</a> : title}
              {section ? ` (version ${section.version}, ${section.by}, ${at(section.at)})` : ''}
            </li>
          );
        })}
    </ul>
  </Section>
);

const ServiceReportScreen: FC<{ view: ReviewView; found: ServiceReport; link: Linker }> = ({
  view,
  found,
  link,
}) => (
  <>
    <ReviewHead
      view={view}
      heading="Service incident report"
      here={reviewPaths.serviceReport(view.incident.slug)}
    />
    <p>
      {found.sent
        ? `Sent to ${found.sent.to} on ${day(found.sent.on)}. `
        : found.due
          ? `Due by ${day(found.due)}: 10 days after the incident ended. `
          : 'None is due: the incident goes on, or its severity needs none. '}
      {found.overdue ? <Tag text="Overdue" colour="red" /> : null}
    </p>
    <Actions actions={shown(link('review.service-report-sent', 'Record that it was sent'))} />
    <ReportBody report={found.report} />
  </>
);
