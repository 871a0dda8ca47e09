import type { FC } from 'hono/jsx';
import { findIncident, listIncidents } from '#incidents';
import { formatDate, formatDay, formatNumber, joinWords } from '#platform/clock';
import type { Concern, FormLink, PracticeDetail, RecoveryDetail, RecoveryForecast } from '#recovery';
import { orderingRule } from '#recovery';
import { BandChart, ScrollRegion } from '../charts/index.ts';
import { InsetText, SummaryList, Table, Tag, type TagColour } from '../components/index.ts';
import { ask, may, mustBeAble } from './ask.ts';
import { type ConsoleApp, type ConsoleDeps, type ConsoleRequest, consolePaths } from './deps.ts';
import { performWith } from './do.tsx';
import { PostForm } from './forms/form-page.tsx';
import { typedText } from './forms/read.ts';
import { type Linker, shown } from './links.ts';
import type { ConsoleOptions } from './options.ts';
import { Actions, at, counted, Figures, Section } from './parts.tsx';
import { mountRecoveryTelephone, telephonePath } from './recovery-telephone.tsx';

const home = '/console/recovery';
export const recoveryPath = (slug: string): string => `${home}/${encodeURIComponent(slug)}`;

/** How practices return to normal: who needs help first, who has not replied, and what readings say instead. */
export function mountRecovery(app: ConsoleApp, deps: ConsoleDeps, options: ConsoleOptions): void {
  mountRecoveryTelephone(app, deps, options);
  app.get(home, async (request) => {
    mustBeAble(request, options, 'recovery.detail');
    const incidents = (await listIncidents(deps.contextFor(request).db)).filter(
      ({ states }) => states.recovery !== 'not started' || states.response === 'restored',
    );
    return deps.page(request, {
      title: 'Recovery',
      live: true,
      content: <Incidents incidents={incidents} />,
    });
  });
  app.get(`${home}/:slug`, async (request) => {
    mustBeAble(request, options, 'recovery.detail');
    const slug = request.req.param('slug');
    if (slug.endsWith('.csv')) return csvOf(request, options, slug.slice(0, -'.csv'.length));
    const incident = await findIncident(deps.contextFor(request).db, slug);
    const detail = await ask<RecoveryDetail>(request, options, 'recovery.detail', { incident: slug });
    const concerns = may(request, options, 'recovery.concerns')
      ? await ask<Concern[]>(request, options, 'recovery.concerns', { incident: slug })
      : null;
    const link = linkerFor(request, options, slug);
    const exports = may(request, options, 'recovery.export');
    const { title } = incident;
    const now = deps.contextFor(request).clock.now();
    const csrf = request.get('csrf');
    const shares = may(request, options, 'recovery.link');
    const records = may(request, options, 'recovery.report');
    return deps.page(request, {
      title: `Recovery: ${title}`,
      live: true,
      wide: true,
      content: <Screen {...{ slug, title, detail, concerns, link, exports, now, csrf, shares, records }} />,
    });
  });
  app.post(`${home}/:slug/link`, async (request) => {
    const slug = request.req.param('slug');
    const practice = typedText(request.get('typed'), 'practice');
    const { links } = (await performWith(request, options, 'recovery.link', {
      incident: slug,
      practice,
    })) as {
      links: FormLink[];
    };
    return deps.page(request, {
      title: 'Link for a practice',
      content: <OneLink {...{ slug, link: links[0], address: addressOf(request, options) }} />,
    });
  });
}

const addressOf = (request: ConsoleRequest, { publicUrl }: ConsoleOptions): string =>
  publicUrl.startsWith('https:') ? publicUrl.replace(/\/+$/, '') : new URL(request.req.url).origin;

async function csvOf(request: ConsoleRequest, options: ConsoleOptions, slug: string): Promise<Response> {
  const { csv } = await ask<{ csv: string }>(request, options, 'recovery.export', { incident: slug });
  request.header('content-type', 'text/csv; charset=utf-8');
  request.header('content-disposition', `attachment; filename="recovery-${slug}.csv"`);
  return request.body(csv);
}

/** Leads back to this screen. */
const linkerFor =
  (request: ConsoleRequest, options: ConsoleOptions, incident: string): Linker =>
  (verb, text, fields = {}, hidden) =>
    may(request, options, verb)
      ? {
          text,
          href: consolePaths.verb(verb, { ...fields, incident }, recoveryPath(incident)),
          ...(hidden === undefined ? {} : { hidden }),
        }
      : undefined;

const Incidents: FC<{
  incidents: readonly { slug: string; title: string; states: { recovery: string } }[];
}> = ({ incidents }) => (
  <>
    <h1>Recovery</h1>
    <p>
      After a fix, each practice still has its own way back to normal. A practice that is silent is not
      recovered.
    </p>
    {incidents.length === 0 ? <p>No incident is being recovered from.</p> : null}
    <ul class="nhsuk-list nhsuk-list--bullet">
      {incidents.map(({ slug, title, states }) => (
        <li>
          <a href={recoveryPath(slug)}>{title}</a> ({states.recovery})
        </li>
      ))}
    </ul>
  </>
);

interface ScreenOptions {
  slug: string;
  title: string;
  detail: RecoveryDetail;
  /** Null for those who may not read them. */
  concerns: readonly Concern[] | null;
  link: Linker;
  exports: boolean;
  shares: boolean;
  /** May take what a practice says by telephone. */
  records: boolean;
  now: Date;
  csrf: string;
}

const Screen: FC<ScreenOptions> = (screen) => {
  const { slug, title, detail, concerns, link, exports, records, now } = screen;
  const { progress, practices } = detail;
  const conflicts = practices.filter(({ conflict }) => conflict !== null);
  const unfixed = practices.filter(({ notFixed }) => notFixed !== null);
  return (
    <>
      <p class="allclear-small">
        <a href={consolePaths.incident(slug)}>{title}</a>
      </p>
      <h1>Recovery</h1>
      <Figures
        figures={[
          {
            count: progress.recovered,
            words: `of ${counted(progress.total, 'practice')} back to normal`,
            bad: false,
          },
          { count: progress.recovering, words: 'still recovering', bad: progress.recovering > 0 },
          { count: progress.notReplied, words: 'not replied', bad: progress.notReplied > 0 },
          { count: unfixed.length, words: 'not fixed, they say', bad: unfixed.length > 0 },
          { count: conflicts.length, words: 'where readings disagree', bad: conflicts.length > 0 },
          {
            count: detail.concerns.open,
            words: detail.concerns.open === 1 ? 'open safety concern' : 'open safety concerns',
            bad: detail.concerns.open > 0,
          },
        ]}
      />
      <Actions
        actions={shown(
          link(
            'recovery.open',
            detail.asking ? 'Ask practices that were not asked yet' : 'Ask practices how they are',
          ),
          records
            ? { text: 'Record what a practice says by telephone', href: telephonePath(slug) }
            : undefined,
          link('contact.import', 'Record where messages go'),
          detail.asking ? link('recovery.close', 'End asking') : undefined,
          exports
            ? { text: 'Export who needs help first (CSV)', href: `${recoveryPath(slug)}.csv` }
            : undefined,
        )}
      />
      <Asking detail={detail} now={now} />
      <Progress detail={detail} now={now} />
      <Concerns concerns={concerns} counts={detail.concerns} link={link} />
      <Callers practices={practices} />
      <Disagreements heading="Says it is not fixed" id="not-fixed" practices={unfixed} />
      <Disagreements heading="Readings and practice disagree" id="conflicts" practices={conflicts} conflict />
      <Practices {...screen} />
    </>
  );
};

const Asking: FC<{ detail: RecoveryDetail; now: Date }> = ({ detail: { asking, practices }, now }) => {
  if (!asking)
    return <p>No practice has been asked yet. They are asked by themselves once the response is restored.</p>;
  const last = new Date(asking.closesAt.getTime() - 1);
  const unreachable = practices.filter(({ asked, hasAddress }) => asked && !hasAddress).length;
  return (
    <p>
      Practices were asked from {at(asking.openedAt)}.{' '}
      {asking.closesAt > now
        ? `Links work until the end of ${formatDay(last, { year: false })}.`
        : `Nobody is asked any more since ${at(asking.closesAt)}${asking.closedBy ? `, ended by ${asking.closedBy}` : ''}.`}{' '}
      {unreachable > 0
        ? `${counted(unreachable, 'practice')} cannot be reached by message: ring them, or record where their messages go.`
        : ''}
    </p>
  );
};

const day = (isoDate: string): string => formatDate(new Date(`${isoDate}T12:00:00Z`));

/** The forecast in a sentence, with what it rests on. */
function forecastWords(forecast: RecoveryForecast): string {
  if (!forecast.ok) return `We do not forecast when it will be complete. ${forecast.refused}`;
  const { low, middle, high, paces, withoutPace, silent, latestNamed } = forecast;
  const missing = [
    ...(withoutPace > 0 ? [`${counted(withoutPace, 'practice')} have shown no pace yet`] : []),
    ...(silent > 0 ? [`${counted(silent, 'practice')} have not replied`] : []),
  ];
  return `The last practice will be back to normal about ${day(middle)}, with 80% certainty between ${day(low)} and ${day(high)}. This rests on the pace of ${counted(paces, 'practice')}${missing.length > 0 ? `; ${joinWords(missing)}, which makes it wider` : ''}.${latestNamed ? ` The latest day that a practice named itself is ${day(latestNamed)}.` : ''}`;
}

const Progress: FC<{ detail: RecoveryDetail; now: Date }> = ({ detail, now }) => {
  const { history, progress, forecast } = detail;
  const from = history[0]?.at ?? now;
  const points = [
    ...history.map(({ at: when, recovered }) => ({ atMs: when.getTime(), value: recovered })),
    {
      atMs: now.getTime(),
      value: progress.recovered,
    },
  ];
  const days = [...Map.groupBy(history, ({ at: when }) => formatDay(when, { year: false }))].slice(-14);
  return (
    <Section id="progress" heading="Progress">
      <p id="forecast">{forecastWords(forecast)}</p>
      {history.length === 0 ? (
        <p>No practice has said anything yet.</p>
      ) : (
        <>
          <ScrollRegion label="Practices back to normal">
            <BandChart
              id="recovery-progress"
              title="Practices back to normal"
              description="How many practices had said that they are back to normal, against those awaited. The table says the same."
              fromMs={from.getTime()}
              toMs={Math.max(now.getTime(), from.getTime() + 86_400_000)}
              points={points}
              band={[]}
              gapMs={Number.POSITIVE_INFINITY}
              unit="practices"
              limits={[{ label: 'Awaited', value: progress.total }]}
            />
          </ScrollRegion>
          <Table
            caption="What practices had said by the end of each day (the latest 14)"
            responsive
            compact
            head={['Day', 'Back to normal', 'Still recovering', 'Had not replied']}
            rows={days.map(([name, entries]) => {
              const last = entries.at(-1);
              const said = (last?.recovered ?? 0) + (last?.recovering ?? 0);
              return [
                name,
                formatNumber(last?.recovered ?? 0),
                formatNumber(last?.recovering ?? 0),
                formatNumber(Math.max(0, progress.total - said)),
              ];
            })}
          />
        </>
      )}
      <p>
        {progress.staffHours.practices === 0
          ? 'No practice has told what it cost in staff hours.'
          : `${formatNumber(progress.staffHours.hours)} staff hours, told by ${counted(progress.staffHours.practices, 'practice')} of ${formatNumber(progress.total)}.`}
      </p>
    </Section>
  );
};

const Concerns: FC<{
  concerns: readonly Concern[] | null;
  counts: RecoveryDetail['concerns'];
  link: Linker;
}> = ({ concerns, counts, link }) => (
  <Section id="concerns" heading="Safety concerns">
    {counts.raised === 0 ? <p>No practice has raised one.</p> : null}
    {counts.raised > 0 && concerns === null ? (
      <p>
        {counted(counts.raised, 'concern')}, {formatNumber(counts.open)} not settled yet. Only a clinical
        safety lead or an incident lead may read them.
      </p>
    ) : null}
    {(concerns ?? []).map((concern) => (
      <InsetText>
        <p>
          <strong>
            {concern.practiceName} ({concern.odsCode}), {at(concern.raisedAt)}
          </strong>
        </p>
        <p>{concern.text}</p>
        {concern.settled ? (
          <p>
            Settled: {concern.settled.outcome}. {concern.settled.text} ({concern.settled.by},{' '}
            {at(concern.settled.at)})
          </p>
        ) : (
          <Actions
            actions={shown(
              link(
                'recovery.settle-concern',
                'Say what came of it',
                { concern: String(concern.id) },
                `for ${concern.practiceName}`,
              ),
            )}
          />
        )}
      </InsetText>
    ))}
  </Section>
);

/** "We believe it is fixed at your site: is it?", asked of every practice that called. No answer is no yes. */
const Callers: FC<{ practices: readonly PracticeDetail[] }> = ({ practices }) => {
  const callers = practices.filter(({ called }) => called);
  const silent = callers.filter(({ saysFixed }) => saysFixed === null);
  const count = (word: 'yes' | 'no'): string =>
    formatNumber(callers.filter(({ saysFixed }) => saysFixed === word).length);
  if (callers.length === 0) return null;
  return (
    <Section id="callers" heading="Is it fixed? Practices that called">
      <p>
        Of {counted(callers.length, 'practice')} that called about it: {count('yes')} said that it is fixed,{' '}
        {count('no')} that it is not, and {formatNumber(silent.length)} did not say. Their calls stay open
        until they agree.
      </p>
      {silent.length === 0 ? null : (
        <p>
          Did not say:{' '}
          {joinWords(silent.slice(0, 40).map(({ name, report }) => `${name} (${report.odsCode})`))}.
        </p>
      )}
    </Section>
  );
};

/** At which sites, if it named any, and when it said so. */
function notFixedWords({ notFixed }: PracticeDetail): string {
  const sites = (notFixed?.sites ?? []).map(({ code, name }) => `${name} (${code})`);
  const where = sites.length > 0 ? `at ${joinWords(sites)}, ` : '';
  return `${where}said at ${notFixed ? at(notFixed.at) : 'a time not known'}.`;
}

const Disagreements: FC<{
  heading: string;
  id: string;
  practices: readonly PracticeDetail[];
  conflict?: boolean;
}> = ({ heading, id, practices, conflict }) =>
  practices.length === 0 ? null : (
    <Section id={id} heading={heading}>
      <ul class="nhsuk-list nhsuk-list--bullet">
        {practices.map((each) => (
          <li>
            <strong>
              {each.name} ({each.report.odsCode})
            </strong>
            : {conflict ? each.conflict?.staff : notFixedWords(each)}
            {!conflict && each.called ? ' It called about this incident; its calls stay open.' : ''}
          </li>
        ))}
      </ul>
    </Section>
  );

const stateTags: Readonly<Record<PracticeDetail['report']['state'], [text: string, colour: TagColour]>> = {
  recovered: ['Back to normal', 'green'],
  recovering: ['Recovering', 'yellow'],
  'not replied': ['Not replied', 'grey'],
};

/** A county has 190 practices, a country 6,200: a screen shows the first of them, the export all. */
const shownPractices = 250;

const Practices: FC<ScreenOptions> = ({ slug, detail, records, shares, csrf }) => (
  <Section id="practices" heading="Practices, who needs help first">
    <p>{orderingRule}</p>
    {detail.practices.length > shownPractices ? (
      <p>
        The first {formatNumber(shownPractices)} of {formatNumber(detail.practices.length)}. The export has
        all of them.
      </p>
    ) : null}
    <Table
      caption="Every practice that is awaited"
      responsive
      compact
      head={['Practice', 'State', 'Why here', 'Asked', 'What to do']}
      rows={detail.practices.slice(0, shownPractices).map((practice) => {
        const { report, name, because } = practice;
        const [text, colour] = stateTags[report.state];
        return [
          `${name} (${report.odsCode})`,
          <>
            <Tag text={text} colour={colour} />
            {report.at ? <span class="allclear-small"> {saidWords(report)}</span> : null}
          </>,
          because,
          askedWords(practice),
          <>
            {records ? (
              <a href={telephonePath(slug, report.odsCode)}>
                Record an answer<span class="nhsuk-u-visually-hidden"> of {name}</span>
              </a>
            ) : null}{' '}
            {shares && practice.asked ? (
              <PostForm csrf={csrf} action={`${recoveryPath(slug)}/link`} classes="allclear-inline-form">
                <input type="hidden" name="practice" value={report.odsCode} />
                <button type="submit" class="allclear-link-button">
                  Show a link<span class="nhsuk-u-visually-hidden"> for {name}</span>
                </button>
              </PostForm>
            ) : null}
            {report.state === 'not replied' && !records ? 'Nothing' : null}
          </>,
        ];
      })}
    />
  </Section>
);

/** When it was said, and for an answer by telephone who took it. */
const saidWords = ({ at: when, takenBy }: PracticeDetail['report']): string =>
  [when ? at(when) : '', takenBy ? `by telephone, taken by ${takenBy}` : ''].filter(Boolean).join(', ');

function askedWords({ asked, hasAddress, called }: PracticeDetail): string {
  if (!asked) return 'Not asked';
  const parts = [
    `Asked ${at(asked.askedAt)}`,
    ...(asked.reminders > 0 ? [counted(asked.reminders, 'reminder')] : []),
    ...(asked.nextReminderAt && hasAddress ? [`next ${at(asked.nextReminderAt)}`] : []),
    ...(hasAddress ? [] : ['no address']),
    ...(called ? ['called us'] : []),
  ];
  return parts.join('; ');
}

const OneLink: FC<{ slug: string; link: FormLink | undefined; address: string }> = ({
  slug,
  link,
  address,
}) => (
  <div class="allclear-reading">
    <h1>Link for {link?.name}</h1>
    <p>Copy it, or read it out. It is not shown again, and that you were shown it is in the audit.</p>
    <SummaryList
      rows={[{ key: 'Link', value: <span class="allclear-token">{`${address}${link?.path ?? ''}`}</span> }]}
    />
    <p>
      <a href={recoveryPath(slug)}>Back to recovery</a>
    </p>
  </div>
);
