import type { FC } from 'hono/jsx';
import type { Episode } from '#detection';
import { displayName } from '#estate';
import type { CommsAlert } from '#publishing';
import { type RecoveryTrouble, recoveryTroubles } from '#recovery';
import type { OverdueAction } from '#review';
import { InsetText, Table, Tag } from '../components/index.ts';
import { loadOverdueActions, OverdueActions } from './actions-tracker.tsx';
import { ask, may, mustBeAble } from './ask.ts';
import { type ConsoleApp, type ConsoleDeps, consolePaths } from './deps.ts';
import { HoldingForm } from './holding.tsx';
import { declareHref } from './links.ts';
import { type IncidentNow, loadNow, type NowModel } from './now-load.ts';
import type { ConsoleOptions } from './options.ts';
import { Actions, at, counted, Figures, IncidentLink, Section } from './parts.tsx';
import { recoveryPath } from './recovery.tsx';

/** One screen for a wall: what is wrong at this minute, what just changed, what is overdue, what is not true any more. */
export function mountNow(app: ConsoleApp, deps: ConsoleDeps, options: ConsoleOptions): void {
  app.get(consolePaths.now, async (request) => {
    mustBeAble(request, options, 'incident.list');
    const model = await loadNow(deps.contextFor(request), options.callFeedStaleMinutes);
    const alerts = may(request, options, 'alerts.list')
      ? await ask<CommsAlert[]>(request, options, 'alerts.list')
      : [];
    const wall = request.req.query('wall') === '1';
    const screen = {
      model,
      alerts,
      overdue: await loadOverdueActions(request, deps, options),
      troubles: await recoveryTroubles(deps.contextFor(request).db),
      wall,
      declares: !wall && may(request, options, 'incident.declare'),
      writes: !wall && may(request, options, 'update.from-template'),
      csrf: request.get('csrf'),
    };
    return deps.page(request, { title: 'Now', live: true, wall, content: <NowScreen {...screen} /> });
  });
}

interface NowOptions {
  model: NowModel;
  alerts: readonly CommsAlert[];
  declares: boolean;
  /** Actions of reviews. */
  overdue: readonly OverdueAction[];
  /** What practices say in their recovery that somebody has to look into. */
  troubles: readonly RecoveryTrouble[];
  writes: boolean;
  /** For a wall: nothing to press but the way back. */
  wall: boolean;
  csrf: string;
}

const NowScreen: FC<NowOptions> = ({ model, alerts, overdue, troubles, declares, writes, wall, csrf }) => (
  <>
    <h1>Now</h1>
    <p>
      At {at(model.at)}.{' '}
      {wall ? (
        <a href={consolePaths.now}>Back to the console</a>
      ) : (
        <a href={`${consolePaths.now}?wall=1`}>Show this on a wall</a>
      )}
    </p>
    <Headline model={model} alerts={alerts} overdueActions={overdue.length} />
    <Candidates model={model} declares={declares} />
    <Troubles troubles={troubles} />
    <OpenIncidents incidents={model.incidents} writes={writes} csrf={csrf} />
    <div class="allclear-side">
      <div>
        <Wrong model={model} />
        <Changed model={model} />
      </div>
      <div>
        <Overdue incidents={model.incidents} actions={overdue} />
        <Withdrawn alerts={alerts} />
        <Feeds model={model} />
        <UntriagedCalls model={model} />
      </div>
    </div>
  </>
);

const sitesOf = (count: number): string => (count === 1 ? 'site' : 'sites');

const Headline: FC<{ model: NowModel; alerts: readonly CommsAlert[]; overdueActions: number }> = ({
  model,
  alerts,
  overdueActions,
}) => {
  const { counts, incidents } = model;
  const overdue = incidents.reduce(
    (sum, each) => sum + each.overdueActions.length + each.overdueSteps.length + (each.updateOverdue ? 1 : 0),
    overdueActions,
  );
  return (
    <Figures
      figures={[
        {
          count: counts.down,
          words: `of ${counted(counts.sites, 'site')} not connected`,
          bad: counts.down > 0,
        },
        {
          count: counts.degraded,
          words: `${sitesOf(counts.degraded)} slow or unstable`,
          bad: counts.degraded > 0,
        },
        {
          count: counts.unknown,
          words: `${sitesOf(counts.unknown)} without recent data`,
          bad: counts.unknown > 0,
        },
        {
          count: incidents.length,
          words: incidents.length === 1 ? 'open incident' : 'open incidents',
          bad: incidents.length > 0,
          href: consolePaths.incidents,
        },
        { count: overdue, words: 'things overdue', bad: overdue > 0 },
        { count: alerts.length, words: 'published sentences not true any more', bad: alerts.length > 0 },
        { count: model.callsLastHour, words: 'calls in the last hour', bad: false, href: consolePaths.calls },
      ]}
    />
  );
};

/** A practice by its code, with the sites that it named. */
const whereOf = ({ odsCode, sites }: RecoveryTrouble['notFixed'][number]): string =>
  sites ? `${odsCode} (${sites.join(', ')})` : odsCode;

/** A practice that says it is not fixed, or worries about patients, is for the desk and the safety lead to see here first. */
const Troubles: FC<{ troubles: readonly RecoveryTrouble[] }> = ({ troubles }) => (
  <>
    {troubles.map(({ slug, title, notFixed, openConcerns }) => (
      <InsetText>
        <p>
          <strong>Recovery from {title}:</strong>{' '}
          {[
            ...(openConcerns > 0 ? [`${counted(openConcerns, 'safety concern')} not settled`] : []),
            ...(notFixed.length > 0 ? [`not fixed at ${notFixed.map(whereOf).join(', ')}, they say`] : []),
          ].join('; ')}
          . <a href={recoveryPath(slug)}>Open recovery</a>
        </p>
      </InsetText>
    ))}
  </>
);

const Candidates: FC<{ model: NowModel; declares: boolean }> = ({ model, declares }) => (
  <>
    {model.candidates.map((candidate) => (
      <InsetText>
        <p>
          <strong>Detection proposes an incident:</strong> <IncidentLink incident={candidate} />. It began at{' '}
          {at(candidate.startedAt)}.
        </p>
        {declares ? (
          <Actions
            actions={[
              { text: 'Declare it', hidden: candidate.title, href: declareHref(candidate) },
              {
                text: 'Decline it',
                hidden: candidate.title,
                href: consolePaths.verb('incident.decline', { incident: candidate.slug }, consolePaths.now),
              },
            ]}
          />
        ) : null}
      </InsetText>
    ))}
  </>
);

/** Each open incident with its own state, when it next has to say something, and the quickest way to say it. */
const OpenIncidents: FC<{ incidents: readonly IncidentNow[]; writes: boolean; csrf: string }> = ({
  incidents,
  writes,
  csrf,
}) =>
  incidents.length === 0 ? null : (
    <Section id="open" heading="Open incidents">
      {incidents.map(({ incident, updateOverdue }) => (
        <div class="allclear-open">
          <p>
            <IncidentLink incident={incident} />, severity {incident.itSeverity}
            {incident.eprrType ? `, ${incident.eprrType}` : ''}{' '}
            <Tag text={capital(incident.states.response)} colour="blue" />{' '}
            {updateOverdue ? <Tag text="Update overdue" colour="red" /> : null}{' '}
            {incident.nextUpdateDueAt
              ? `Next update due at ${at(incident.nextUpdateDueAt)}`
              : 'No next update is due'}
          </p>
          {writes ? (
            <div class="allclear-buttons">
              <HoldingForm incident={incident} csrf={csrf} small />
              <a href={consolePaths.newUpdate(incident.slug)}>
                Write an update<span class="nhsuk-u-visually-hidden"> about {incident.title}</span>
              </a>
            </div>
          ) : null}
        </div>
      ))}
    </Section>
  );

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const stateTags = {
  down: <Tag text="Not connected" colour="red" />,
  degraded: <Tag text="Slow or unstable" colour="orange" />,
  unknown: <Tag text="No recent data" colour="grey" />,
  up: <Tag text="Connected" colour="green" />,
} as const;

const shownSites = 20;

const Wrong: FC<{ model: NowModel }> = ({ model }) => {
  const { troubled, openEpisodes } = model;
  const wide = openEpisodes.filter(({ kind }) => kind !== 'outage' && kind !== 'flap');
  return (
    <Section id="wrong" heading="Wrong at this minute">
      {wide.length === 0 ? null : (
        <ul class="nhsuk-list nhsuk-list--bullet">
          {wide.map((episode) => (
            <li>{episodeWords(episode, model.concentratorNames)}</li>
          ))}
        </ul>
      )}
      {troubled.length === 0 ? (
        <p>Every site that is read is connected.</p>
      ) : (
        <Table
          caption={`Sites not connected, slow or without data: ${Math.min(shownSites, troubled.length)} of ${troubled.length}`}
          responsive
          compact
          head={['Site', 'Practice', 'State', 'Since']}
          rows={troubled
            .slice(0, shownSites)
            .map(({ site, state }) => [
              <a href={consolePaths.site(site.code)}>{site.code}</a>,
              displayName(site.practiceName),
              stateTags[state.state],
              at(state.since),
            ])}
        />
      )}
    </Section>
  );
};

const kindWords: Record<Episode['kind'], string> = {
  outage: 'Outage',
  flap: 'Keeps dropping',
  saturation: 'Concentrator over its rating',
  'concentrator-outage': 'Concentrator not connected',
  surge: 'Many more calls than usual',
};

function episodeWords(episode: Episode, concentrators: ReadonlyMap<number, string>): string {
  const { text } = episode.evidence;
  const where =
    episode.concentratorId === null ? '' : ` (${concentrators.get(episode.concentratorId) ?? 'closed'})`;
  return `${kindWords[episode.kind]}${where}, since ${at(episode.startedAt)}${typeof text === 'string' ? `. ${text}` : ''}`;
}

const shownChanges = 15;

const Changed: FC<{ model: NowModel }> = ({ model }) => {
  const kinds = Map.groupBy(
    model.changedEpisodes,
    ({ kind, endedAt }) => `${kindWords[kind]}: ${endedAt === null ? 'began' : 'over'}`,
  );
  const entries = model.incidents.flatMap(({ incident, lately }) =>
    lately.map((entry) => ({ incident, entry })),
  );
  return (
    <Section id="changed" heading="Changed in the last hour">
      {kinds.size + entries.length === 0 ? <p>Nothing changed.</p> : null}
      <ul class="nhsuk-list nhsuk-list--bullet">
        {[...kinds].map(([words, episodes]) => (
          <li>
            {words} ({episodes.length})
          </li>
        ))}
      </ul>
      <ol class="allclear-timeline">
        {entries.slice(0, shownChanges).map(({ incident, entry }) => (
          <li class={entry.public ? 'allclear-timeline--public' : ''}>
            <p class="allclear-small">
              {at(entry.at)}, {entry.actor}, <IncidentLink incident={incident} />
            </p>
            <p>{entry.text}</p>
          </li>
        ))}
      </ol>
      {entries.length > shownChanges ? (
        <p>And {entries.length - shownChanges} more on the incidents' own screens.</p>
      ) : null}
    </Section>
  );
};

const Overdue: FC<{ incidents: readonly IncidentNow[]; actions: readonly OverdueAction[] }> = ({
  incidents,
  actions,
}) => {
  const items = incidents.flatMap(({ incident, updateOverdue, overdueActions, overdueSteps }) => [
    ...(updateOverdue && incident.nextUpdateDueAt
      ? [{ incident, text: `The next update was due at ${at(incident.nextUpdateDueAt)}` }]
      : []),
    ...overdueActions.map(({ number, text, owner, due }) => ({
      incident,
      text: `Action ${number}, ${owner}: ${text}${due ? ` (due ${at(due)})` : ''}`,
    })),
    ...overdueSteps.map(({ text, due }) => ({ incident, text: `${text}${due ? ` (due ${at(due)})` : ''}` })),
  ]);
  return (
    <Section id="overdue" heading="Overdue">
      <OverdueActions overdue={actions} />
      {items.length === 0 ? (
        actions.length === 0 ? (
          <p>Nothing is overdue.</p>
        ) : null
      ) : (
        <ul class="nhsuk-list nhsuk-list--bullet">
          {items.map(({ incident, text }) => (
            <li>
              {text}. <IncidentLink incident={incident} />
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
};

const Withdrawn: FC<{ alerts: readonly CommsAlert[] }> = ({ alerts }) => (
  <Section id="withdrawn" heading="Published, and not true any more">
    {alerts.length === 0 ? (
      <p>Every published sentence that is watched still holds.</p>
    ) : (
      <>
        <ul class="nhsuk-list nhsuk-list--bullet">
          {alerts.slice(0, 5).map((alert) => (
            <li>
              {alert.text} ({at(alert.at)})
            </li>
          ))}
        </ul>
        <p>
          <a href={consolePaths.alerts}>Deal with them</a>
        </p>
      </>
    )}
  </Section>
);

const Feeds: FC<{ model: NowModel }> = ({ model }) => (
  <Section id="feeds" heading="Feeds">
    {model.staleFeeds.length === 0 ? (
      <p>Every feed is fresh.</p>
    ) : (
      <ul class="nhsuk-list nhsuk-list--bullet">
        {model.staleFeeds.map(({ name, lastAt }) => (
          <li>
            <strong>{name}</strong>: {lastAt ? `nothing since ${at(lastAt)}` : 'nothing yet'}
          </li>
        ))}
      </ul>
    )}
  </Section>
);

const UntriagedCalls: FC<{ model: NowModel }> = ({ model }) => (
  <Section id="untriaged" heading="Calls that wait for somebody">
    <ul class="nhsuk-list nhsuk-list--bullet">
      <li>{counted(model.unmatched, 'call')} of the last 14 days without a practice</li>
      {model.incidents.map(({ incident, untriaged }) => (
        <li>
          {counted(untriaged, 'call')} to check for <IncidentLink incident={incident} />
        </li>
      ))}
    </ul>
    <p>
      <a href={consolePaths.calls}>Look at the calls</a>
    </p>
  </Section>
);
