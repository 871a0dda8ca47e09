import type { Child, FC } from 'hono/jsx';
import { findIncident } from '#incidents';
import {
  imageWords,
  type MigrationProgress,
  type MovePlan,
  type MoveStanding,
  migrationProgress,
  type PlanningShown,
  type PlanShown,
  type Rehearsal,
  type RunbookShown,
} from '#planning';
import { formatDateTime, formatDay, formatNumber, formatTime } from '#platform/clock';
import { notFound } from '#platform/errors';
import { DayShape, ScrollRegion } from '../charts/index.ts';
import { Details, InsetText, SummaryList, Table } from '../components/index.ts';
import { ask, may } from './ask.ts';
import { type ConsoleApp, type ConsoleDeps, consolePaths } from './deps.ts';
import type { ConsoleOptions } from './options.ts';
import { Actions, counted, Section } from './parts.tsx';

/** Addresses of the plans of moves of an incident. */
export const movePaths = {
  list: (incident: string) => `/console/incidents/${incident}/moves`,
  plan: (incident: string, version: number) => `/console/incidents/${incident}/moves/${version}`,
  wave: (incident: string, version: number, wave: number) =>
    `/console/incidents/${incident}/moves/${version}/waves/${wave}`,
};

/** Adds the screens of plans of moves: the list, one plan, and one wave as a checklist to print. */
export function mountMoves(app: ConsoleApp, deps: ConsoleDeps, options: ConsoleOptions): void {
  app.get('/console/incidents/:slug/moves', async (request) => {
    const slug = request.req.param('slug');
    const plans = await ask<MovePlan[]>(request, options, 'moves.list', { incident: slug });
    const { db } = deps.contextFor(request);
    const { id, title } = await findIncident(db, slug);
    const progress = await migrationProgress(db, id);
    const planning = await ask<PlanningShown | null>(request, options, 'moves.planning', { incident: slug });
    const action = (text: string, verb: string) =>
      may(request, options, verb)
        ? [{ text, href: consolePaths.verb(verb, { incident: slug }, movePaths.list(slug)) }]
        : [];
    const isPlanning = planning?.state === 'planning';
    const actions = isPlanning ? action('Call it off', 'moves.call-off') : action('Make a plan', 'moves.ask');
    const status = planning ? (
      <Planning slug={slug} planning={planning} now={deps.contextFor(request).clock.now()} />
    ) : null;
    const list = { slug, title, plans, progress, actions, status };
    const content = <PlanList {...list} />;
    return deps.page(request, { title: 'Plans of moves', content, wide: true });
  });
  app.get('/console/incidents/:slug/moves/:version', async (request) => {
    const [slug, version] = [request.req.param('slug'), Number(request.req.param('version'))];
    const plan = await ask<PlanShown>(request, options, 'moves.show', { incident: slug, version });
    const rehearsal = await ask<Rehearsal>(request, options, 'moves.rehearse', { incident: slug, version });
    const here = movePaths.plan(slug, version);
    const approves =
      plan.approvedAt === null && may(request, options, 'moves.approve')
        ? [
            {
              text: 'Approve this plan',
              href: consolePaths.verb('moves.approve', { incident: slug, version: String(version) }, here),
            },
          ]
        : [];
    const content = <PlanScreen slug={slug} plan={plan} rehearsal={rehearsal} actions={approves} />;
    return deps.page(request, { title: `Plan ${version} of moves`, content, wide: true });
  });
  app.get('/console/incidents/:slug/moves/:version/waves/:wave', async (request) => {
    const [slug, version] = [request.req.param('slug'), Number(request.req.param('version'))];
    const plan = await ask<PlanShown>(request, options, 'moves.show', { incident: slug, version });
    const wave = plan.content.waves.find((one) => one.number === Number(request.req.param('wave')));
    if (!wave) throw notFound('wave', request.req.param('wave'));
    const book =
      plan.approvedAt === null
        ? null
        : await ask<RunbookShown>(request, options, 'moves.runbook', {
            incident: slug,
            version,
            wave: wave.number,
          });
    const of = { incident: slug, version: String(version), wave: String(wave.number) };
    const here = movePaths.wave(slug, version, wave.number);
    const ticks = may(request, options, 'moves.tick')
      ? (site: string) => consolePaths.verb('moves.tick', { ...of, site }, here)
      : null;
    const looks =
      book !== null && may(request, options, 'moves.advance')
        ? [{ text: 'Look at the readings', href: consolePaths.verb('moves.advance', of, here) }]
        : [];
    const content = (
      <WaveScreen slug={slug} plan={plan} wave={wave} book={book} ticks={ticks} actions={looks} />
    );
    return deps.page(request, { title: `Wave ${wave.number} of plan ${version}`, content, wide: true });
  });
}

/** Without a word for so long, the process that plans has perhaps ended; it is begun again by itself. */
const silentSeconds = 30;

/** How the plan stands that is made in the background, or how the last one ended when it came to nothing. */
const Planning: FC<{ slug: string; planning: PlanningShown; now: Date }> = ({ slug, planning, now }) => {
  const { state, progress, askedAt, askedBy, said, seconds } = planning;
  if (state === 'done') return null;
  if (state !== 'planning')
    return (
      <InsetText
        text={`No plan came of what ${askedBy} asked for on ${formatDateTime(askedAt)}: ${(said ?? state).replace(/\.$/, '')}.`}
      />
    );
  const silent = Math.floor((now.getTime() - planning.heardAt.getTime()) / 1000);
  const rows = [
    { key: 'Asked for', value: `${formatDateTime(askedAt)} by ${askedBy}` },
    {
      key: 'Searching for',
      value: progress
        ? `${formatNumber(progress.seconds, { decimals: 0 })} of ${seconds} seconds`
        : 'Not begun yet',
    },
    {
      key: 'Highest peak so far',
      value: progress
        ? `${percent(progress.share)} of a rating; it cannot be below ${percent(progress.shareBound)}`
        : 'Not known yet',
    },
    {
      key: 'Best plan so far',
      value:
        progress?.moves == null || progress.movesBound === null
          ? 'None yet'
          : `${counted(progress.moves, 'site')} to move; it cannot be fewer than ${formatNumber(progress.movesBound)}`,
    },
  ];
  return (
    <Section id="planning" heading="A plan is being made">
      <SummaryList rows={rows} />
      {silent < silentSeconds ? null : (
        <InsetText
          text={`Nothing has been heard of it for ${formatNumber(silent)} seconds. If the process that plans has ended, it is begun again within ten minutes; or call it off.`}
        />
      )}
      <p>
        Where scripts run, this page follows it by itself. <a href={movePaths.list(slug)}>Look again</a>
      </p>
    </Section>
  );
};

const days = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const percent = (share: number): string => `${formatNumber(100 * share, { decimals: 1 })}%`;
const stateWords = (plan: MovePlan): string =>
  plan.approvedAt === null || plan.approvedBy === null
    ? 'Waits for approval by somebody else'
    : `Approved by ${plan.approvedBy} on ${formatDateTime(plan.approvedAt)}`;
const movesOf = (plan: MovePlan): number =>
  plan.content.waves.reduce((sum, wave) => sum + wave.moves.length, 0);

interface ListProps {
  slug: string;
  title: string;
  plans: readonly MovePlan[];
  progress: MigrationProgress | null;
  actions: { text: string; href: string }[];
  /** How the last plan that was asked for stands. */
  status: Child;
}

const PlanList: FC<ListProps> = ({ slug, title, plans, progress, actions, status }) => (
  <>
    <h1 class="nhsuk-heading-l">
      <span class="nhsuk-caption-l">{title}</span> Plans of moves
    </h1>
    {progress ? <InsetText text={progressWords(progress)} /> : null}
    {status}
    <Actions actions={actions} />
    {plans.length === 0 ? (
      <p>No plan has been made yet.</p>
    ) : (
      <Table
        caption={{ text: 'Plans, the newest first', id: 'plans-table', size: 's' }}
        scroll
        firstCellIsHeader
        head={[
          'Plan',
          'Made',
          { content: 'Sites', format: 'numeric' },
          { content: 'Waves', format: 'numeric' },
          'State',
        ]}
        rows={plans.map((plan) => [
          { content: <a href={movePaths.plan(slug, plan.version)}>Plan {plan.version}</a> },
          `${formatDateTime(plan.madeAt)} by ${plan.madeBy}`,
          formatNumber(movesOf(plan)),
          formatNumber(plan.content.waves.length),
          stateWords(plan),
        ])}
      />
    )}
    <p>
      <a href={consolePaths.incident(slug)}>Back to the incident</a>
    </p>
  </>
);

/** Sites of other concentrators, which what is published of the migration does not count. */
function elsewhereWords(sites: MigrationProgress['elsewhere']): string {
  const verified = sites.filter((site) => site.status === 'verified').length;
  const moved = sites.filter((site) => site.status === 'moved').length + verified;
  return `Of ${counted(sites.length, 'site')} on other concentrators that the plan moves too, ${moved} moved and ${verified} verified.`;
}

function progressWords({ moved, total, verified, cannotMove, elsewhere }: MigrationProgress): string {
  const blocked = cannotMove.reduce((sum, one) => sum + one.siteCodes.length, 0);
  const why = cannotMove.map((one) => `${one.siteCodes.length} ${one.reason}`).join(', ');
  const others = elsewhere.length === 0 ? '' : ` ${elsewhereWords(elsewhere)}`;
  return `${moved} of ${total} sites moved, ${verified} of them verified. ${blocked} cannot move${why === '' ? '' : `: ${why}`}.${others}`;
}

interface PlanProps {
  slug: string;
  plan: PlanShown;
  rehearsal: Rehearsal;
  actions: { text: string; href: string }[];
}

const PlanScreen: FC<PlanProps> = ({ slug, plan, rehearsal, actions }) => {
  const { content, changes } = plan;
  const stopped = rehearsal.waves.find((wave) => wave.stopped !== null);
  return (
    <>
      <h1 class="nhsuk-heading-l">Plan {plan.version} of moves</h1>
      <Actions actions={actions} />
      <SummaryList
        rows={[
          { key: 'State', value: stateWords(plan) },
          { key: 'Made', value: `${formatDateTime(plan.madeAt)} by ${plan.madeBy}` },
          { key: 'Highest peak now', value: `${percent(content.shareNow)} of a rating` },
          { key: 'Highest peak after', value: `${percent(content.sharePlanned)} of a rating` },
          {
            key: 'Lowest possible',
            value: `${percent(content.lowestBound)}: proved. This plan stays within ${formatNumber(content.distancePercent)}% of the lowest found, ${percent(content.lowestShare)}`,
          },
          {
            key: 'Moves',
            value: `${counted(movesOf(plan), 'site')}. No plan within that distance needs fewer than ${content.movesBound}`,
          },
          {
            key: 'Over the rating now',
            value:
              content.overNow.length === 0
                ? 'None'
                : content.overNow
                    .map((one) => `${one.concentrator} in ${counted(one.halfHours, 'half-hour')} of the week`)
                    .join(', '),
          },
          { key: 'Stop rule', value: content.stopRule },
          {
            key: 'Rehearsed',
            value: stopped
              ? `In the simulated network wave ${stopped.number} stops: ${stopped.stopped}`
              : `In the simulated network all ${rehearsal.waves.length} waves go through`,
          },
          ...(changes
            ? [
                {
                  key: 'Against the plan before',
                  value: `${counted(changes.added.length, 'site')} more, ${changes.dropped.length} fewer, ${changes.elsewhere.length} elsewhere`,
                },
              ]
            : []),
        ]}
      />
      <Section id="waves" heading="Waves">
        <Table
          caption={{
            text: 'When each wave is, and how full a concentrator may become during it',
            id: 'waves-table',
            size: 's',
          }}
          scroll
          firstCellIsHeader
          head={['Wave', 'When', { content: 'Sites', format: 'numeric' }, 'Highest during it']}
          rows={content.waves.map((wave) => [
            {
              content: (
                <a href={movePaths.wave(slug, plan.version, wave.number)}>
                  Wave {wave.number}
                  {wave.number === 1 ? ' (canary)' : ''}
                </a>
              ),
            },
            windowWords(wave),
            formatNumber(wave.moves.length),
            wave.highest ? `${percent(wave.highest.share)} at ${wave.highest.concentrator}` : 'No rating',
          ])}
        />
      </Section>
      <Section id="loads" heading="Load on the busiest day">
        {content.loads.map((one) => (
          <>
            <h3 class="nhsuk-heading-s">
              {one.concentrator}, {days[content.day - 1]}
            </h3>
            <ScrollRegion label={`${one.concentrator}: ${days[content.day - 1]}, now and after`}>
              <DayShape
                id={`moves-${one.concentrator.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`}
                title={`${one.concentrator}: ${days[content.day - 1]}, now and after`}
                description="Usual load in each half-hour of the busiest day of the week. The table after it has the peaks."
                lines={[
                  { label: 'now', values: one.nowMbps },
                  { label: 'after', values: one.afterMbps },
                ]}
                unit="Mbps"
                limit={{
                  label: `Rated ${formatNumber(one.ratedMbps, { decimals: 0 })} Mbps`,
                  value: one.ratedMbps,
                }}
              />
            </ScrollRegion>
          </>
        ))}
        <Table
          caption={{ text: `Peaks on ${days[content.day - 1]}, in Mbps`, id: 'loads-table', size: 's' }}
          scroll
          firstCellIsHeader
          head={[
            'Concentrator',
            { content: 'Rating', format: 'numeric' },
            { content: 'Peak now', format: 'numeric' },
            { content: 'Peak after', format: 'numeric' },
          ]}
          rows={content.loads.map((one) => [
            one.concentrator,
            ...[one.ratedMbps, Math.max(...one.nowMbps), Math.max(...one.afterMbps)].map((value) =>
              formatNumber(value, { decimals: 0 }),
            ),
          ])}
        />
      </Section>
      <Section id="losses" heading="If a concentrator is lost">
        <p>
          {content.surviveLoss
            ? 'Asked for and kept: the others stay within their ratings whichever is lost.'
            : 'It was not asked that this plan survives a loss.'}{' '}
          Sites that cannot move have no second place, and are not counted in.
        </p>
        <Table
          caption={{ text: 'How full the fullest of the others would be', id: 'losses-table', size: 's' }}
          scroll
          firstCellIsHeader
          head={['Lost', 'Fullest of the others']}
          rows={content.losses.map((loss) => [
            loss.concentrator,
            loss.share === null
              ? 'The others could not take its sites'
              : `${percent(loss.share)} of its rating`,
          ])}
        />
      </Section>
      <Reasons summary="Sites that cannot move" rows={content.cannotMove} />
      <Reasons summary="Sites that fit in no wave" rows={content.blocked} />
      <Reasons
        summary="Sites whose load is not known, which stay where they are"
        rows={content.unknownLoad.map((site) => ({ site, reason: 'No readings in the last six weeks' }))}
      />
      <p>
        <a href={movePaths.list(slug)}>All plans</a>
      </p>
    </>
  );
};

const Reasons: FC<{ summary: string; rows: readonly { site: string; reason: string }[] }> = ({
  summary,
  rows,
}) =>
  rows.length === 0 ? null : (
    <Details summary={`${summary} (${formatNumber(rows.length)})`}>
      <ul class="nhsuk-list nhsuk-list--bullet">
        {rows.map((row) => (
          <li>
            <a href={consolePaths.site(row.site)}>{row.site}</a>: {row.reason}
          </li>
        ))}
      </ul>
    </Details>
  );

type Wave = PlanShown['content']['waves'][number];

/** `Saturday 25 April 2026, between 6pm and 8pm`. */
const windowWords = (wave: Wave): string =>
  `${formatDay(new Date(wave.from))}, between ${formatTime(new Date(wave.from))} and ${formatTime(new Date(wave.to))}`;

/** What a practice is told of its move. */
export const practiceWords = (wave: Wave): string =>
  `Your site moves on ${formatDay(new Date(wave.from), { year: false })} between ${formatTime(new Date(wave.from))} and ${formatTime(new Date(wave.to))}. ` +
  'You need to do nothing. If your computers cannot connect the next morning, call the service desk: your site can be put back as it was.';

const steps = [
  'Read how the site is set and keep it: the before-image. If it is not on the old concentrator, leave it.',
  'Put the new concentrator first and keep the old one second. Keep the default route.',
  'Compare every setting with what was asked for.',
  'Look after 30 minutes: tunnel, bytes, latency, loss, no change of state.',
  'Take the old concentrator off the list, and look again.',
  'If anything is wrong, put the before-image back and check it.',
];

/** When the site was last told, and whether anybody answered. */
function toldWords(standing: MoveStanding | undefined): string {
  const contact = standing?.contact;
  if (!contact) return '☐';
  return `${formatDateTime(contact.at)} by ${contact.channel}${contact.answered ? '' : ', no answer'}`;
}

interface WaveProps {
  slug: string;
  plan: PlanShown;
  wave: Wave;
  /** Null while the plan is not approved. */
  book: RunbookShown | null;
  /** Where a step of a site is ticked; null for who may not. */
  ticks: ((site: string) => string) | null;
  actions: { text: string; href: string }[];
}

/** What waits to be ticked, and what was done, by whom and when. */
const Checklist: FC<Pick<WaveProps, 'ticks' | 'actions'> & { book: RunbookShown }> = ({
  book,
  ticks,
  actions,
}) => (
  <Section id="checklist" heading="Now">
    {book.stopped === null ? null : (
      <InsetText text={`This wave is stopped. ${book.stopped} Make a new plan from how things stand.`} />
    )}
    <Actions actions={actions} />
    <Table
      caption={{ text: 'How far each site is', id: 'checklist-table', size: 's' }}
      responsive
      firstCellIsHeader
      head={['Site', 'State', 'Step that waits', 'Set its concentrators to', 'To do']}
      rows={book.outcomes.map(({ site, state, reason }) => {
        const asked = book.asked.find((one) => one.site === site);
        return [
          site,
          `${state.charAt(0).toUpperCase()}${state.slice(1)}${reason === null ? '' : `: ${reason}`}`,
          asked ? `${asked.step.charAt(0).toUpperCase()}${asked.step.slice(1)}` : 'None',
          asked ? asked.hubs.join(', then ') : 'None',
          asked && ticks ? { content: <a href={ticks(site)}>Tick the step of {site}</a> } : 'None',
        ];
      })}
    />
    {book.done.length === 0 ? null : (
      <Details summary={`What was done (${formatNumber(book.done.length)})`}>
        <ul class="nhsuk-list nhsuk-list--bullet">
          {book.done.map((act) => (
            <li>
              {formatDateTime(act.at)}: {act.site}, {act.what}, by {act.by}
            </li>
          ))}
        </ul>
      </Details>
    )}
  </Section>
);

const WaveScreen: FC<WaveProps> = ({ slug, plan, wave, book, ticks, actions }) => (
  <>
    <h1 class="nhsuk-heading-l">
      <span class="nhsuk-caption-l">Plan {plan.version}</span> Wave {wave.number}
      {wave.number === 1 ? ', the canary' : ''}
    </h1>
    <p>
      {windowWords(wave)}. {stateWords(plan)}.
    </p>
    {wave.number === 1 ? null : <p>Do not begin while a site of an earlier wave is not verified.</p>}
    <InsetText text={plan.content.stopRule} />
    {book ? <Checklist book={book} ticks={ticks} actions={actions} /> : null}
    <Section id="steps" heading="For each site">
      <ol class="nhsuk-list nhsuk-list--number">
        {steps.map((step) => (
          <li>{step}</li>
        ))}
      </ol>
    </Section>
    <Section id="sites" heading="Sites">
      <Table
        caption={{ text: 'Tick as you go', id: 'wave-table', size: 's' }}
        responsive
        firstCellIsHeader
        head={['Site', 'Practice', 'From', 'To', 'Begins', 'Told', 'Moved', 'Verified', 'Put back']}
        rows={wave.moves.map((move) => {
          const standing = plan.standings.find((one) => one.site === move.site);
          return [
            move.site,
            move.practice,
            move.from,
            move.to,
            move.plannedFor === '' ? '' : formatTime(new Date(move.plannedFor)),
            toldWords(standing),
            standing?.movedAt ? formatDateTime(standing.movedAt) : '☐',
            standing?.verifiedAt ? formatDateTime(standing.verifiedAt) : (standing?.said ?? '☐'),
            '☐',
          ];
        })}
      />
    </Section>
    <Section id="images" heading="How each site was set when the plan was made">
      <ul class="nhsuk-list nhsuk-list--bullet">
        {wave.moves.map((move) => (
          <li>
            <a href={consolePaths.site(move.site)}>{move.site}</a>:{' '}
            {imageWords(move.before) || 'not kept with this plan'}.
            {move.eligible === '' ? '' : ` May move: ${move.eligible}.`}
          </li>
        ))}
      </ul>
    </Section>
    <Section id="words" heading="What practices are told">
      <p>{practiceWords(wave)}</p>
    </Section>
    <p>
      <a href={movePaths.plan(slug, plan.version)}>Back to plan {plan.version}</a>
    </p>
  </>
);
