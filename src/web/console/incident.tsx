import type { Child, FC } from 'hono/jsx';
import { isOpen } from '#incidents';
import type { Advice, Update } from '#publishing';
import { Button, SummaryList } from '../components/index.ts';
import { ask, may, mustBeAble } from './ask.ts';
import { attributionPanel } from './attribution-panel.tsx';
import { type ConsoleApp, type ConsoleDeps, consolePaths } from './deps.ts';
import type { KnownNames } from './evidence-links.tsx';
import { HoldingForm } from './holding.tsx';
import { Calls, Impact, Recovery } from './incident-history.tsx';
import { type IncidentModel, loadIncident } from './incident-load.ts';
import { askRelated, Related, type RelatedWithActions } from './incident-related.tsx';
import { Advices, Updates } from './incident-said.tsx';
import { shownEntries, Timeline } from './incident-timeline.tsx';
import { Command, Criteria, Factors, Measures, NextSteps } from './incident-work.tsx';
import { declareHref, type Linker, linker, shown } from './links.ts';
import type { ConsoleOptions } from './options.ts';
import { Actions, at, fourStateRows } from './parts.tsx';
import { filterOf, type TimelineFilter } from './timeline-filter.ts';

/** One incident with everything that can be done about it. */
export function mountIncident(app: ConsoleApp, deps: ConsoleDeps, options: ConsoleOptions): void {
  app.get('/console/incidents/:slug', async (request) => {
    mustBeAble(request, options, 'incident.show');
    const slug = request.req.param('slug');
    const model = await loadIncident(deps.contextFor(request), slug);
    const updates = await ask<Update[]>(request, options, 'update.list', { incident: slug });
    const advice = await ask<Advice[]>(request, options, 'advice.list', { incident: slug });
    const related = await askRelated(request, options, { incident: slug });
    const filter = filterOf((name) => request.req.query(name));
    const length = shownEntries(request.req.query('shown'));
    const link = linker(request, options, slug);
    const attribution = await attributionPanel(deps.contextFor(request), model.incident, link);
    const shown = { model, updates, advice, related, filter, length, attribution };
    return deps.page(request, {
      title: model.incident.title,
      live: true,
      content: (
        <IncidentScreen
          {...shown}
          link={link}
          writes={may(request, options, 'update.draft')}
          csrf={request.get('csrf')}
        />
      ),
    });
  });
}

interface ScreenOptions {
  model: IncidentModel;
  updates: readonly Update[];
  advice: readonly Advice[];
  related: readonly RelatedWithActions[];
  filter: TimelineFilter;
  length: number;
  attribution: Child;
  link: Linker;
  writes: boolean;
  csrf: string;
}

/** What texts of this incident may name. */
const namesIn = ({ incident, siteCodes, calls }: IncidentModel): KnownNames => ({
  slug: incident.slug,
  sites: siteCodes,
  calls: new Set(calls.map(({ call }) => call.externalId)),
});

const IncidentScreen: FC<ScreenOptions> = (screen) => {
  const { model, updates, advice, related, filter, length, link, writes, csrf, attribution } = screen;
  const { incident } = model;
  const names = namesIn(model);
  const candidate = incident.states.response === 'candidate';
  return (
    <>
      <h1>{incident.title}</h1>
      <p class="allclear-small">
        {incident.reference}, severity {incident.itSeverity}
        {incident.eprrType ? `, ${incident.eprrType}` : ''}. Started at {at(incident.startedAt)}
        {incident.declaredAt ? `, declared at ${at(incident.declaredAt)}` : ''}
        {incident.endedAt ? `, ended at ${at(incident.endedAt)}` : ''}.
      </p>
      <p>{incident.summary}</p>
      <SummaryList rows={fourStateRows(incident.states, incident.nextUpdateDueAt)} />
      {candidate && link('incident.declare', '') ? (
        <Button text="Declare this incident" href={declareHref(incident)} />
      ) : null}
      {!candidate && writes ? (
        <div class="allclear-buttons">
          <Button text="Write an update" href={consolePaths.newUpdate(incident.slug)} />
          {isOpen(incident.states.response) ? <HoldingForm incident={incident} csrf={csrf} /> : null}
        </div>
      ) : null}
      <Actions
        actions={candidate ? shown(link('incident.decline', 'Decline it')) : incidentActions(model, link)}
      />
      {candidate ? null : (
        <p>
          <a href={consolePaths.direct(incident.slug)}>Write to chosen sites directly</a>
        </p>
      )}
      <div class="allclear-side">
        <div>
          <Updates updates={updates} slug={incident.slug} />
          {attribution}
          <Factors model={model} link={link} names={names} />
          <Measures model={model} link={link} />
          <Criteria model={model} link={link} />
          <Impact model={model} />
          <Calls model={model} />
        </div>
        <div>
          <Command model={model} link={link} />
          <NextSteps model={model} link={link} />
          <Advices advice={advice} link={link} />
          <Recovery model={model} link={link} />
          <Related related={related} />
          <Timeline model={model} filter={filter} length={length} names={names} link={link} />
        </div>
      </div>
    </>
  );
};

const incidentActions = ({ incident }: IncidentModel, link: Linker) =>
  shown(
    link('incident.respond', 'Change the response'),
    link('incident.describe', 'Correct the description', {
      title: incident.title,
      summary: incident.summary,
      itSeverity: String(incident.itSeverity),
    }),
    link('incident.evaluate', 'Measure promises and criteria now'),
    link('incident.merge', 'Merge it into another'),
  );
