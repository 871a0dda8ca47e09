import type { FC } from 'hono/jsx';
import { type Concentrator, listConcentrators } from '#estate';
import { listIncidents } from '#incidents';
import type { WhatIfResult } from '#planning';
import { formatNumber } from '#platform/clock';
import { AllclearError, type Fault } from '#platform/errors';
import { DayShape, ScrollRegion } from '../charts/index.ts';
import { Details, InsetText, Table } from '../components/index.ts';
import { ask, may, mustBeAble } from './ask.ts';
import { type ConsoleApp, type ConsoleDeps, type ConsoleRequest, consolePaths } from './deps.ts';
import type { ConsoleOptions } from './options.ts';
import { Actions, Section } from './parts.tsx';
import { planningPaths, type WhatIfTyped, whatIfInput } from './planning-what-if-fields.ts';
import { WhatIfForm } from './planning-what-if-form.tsx';

interface WhatIfModel {
  typed: WhatIfTyped;
  concentrators: readonly Concentrator[];
  faults: readonly Fault[];
  /** Why the question was refused; null when it was not. */
  refusal: string | null;
  result: WhatIfResult | null;
  /** Open incidents in which the answer can become a measure. */
  measures: { text: string; href: string; hidden: string }[];
}

/** Adds the screen on which changes are tried. It changes nothing, so its form is an address that can be kept. */
export function mountWhatIf(app: ConsoleApp, deps: ConsoleDeps, options: ConsoleOptions): void {
  app.get(planningPaths.whatIf, async (request) => {
    const typed = request.req.query();
    const answer = await answerTo(request, options, whatIfInput(typed));
    const { db, clock } = deps.contextFor(request);
    const model: WhatIfModel = {
      typed,
      concentrators: await listConcentrators(db, clock.now()),
      ...answer,
      measures: await measureLinks(request, options, answer.result),
    };
    const title = answer.refusal === null ? 'What if' : 'Error: What if';
    const page = { title, content: <WhatIfScreen model={model} />, wide: true };
    return deps.page(request, answer.refusal === null ? page : { ...page, status: 422 });
  });
}

type Answer = Pick<WhatIfModel, 'faults' | 'refusal' | 'result'>;

/** Who may not use the verb may not see its form; nothing is asked when nothing was typed. */
async function answerTo(
  request: ConsoleRequest,
  options: ConsoleOptions,
  input: Record<string, unknown> | null,
): Promise<Answer> {
  mustBeAble(request, options, 'plan.what-if');
  if (input === null) return { faults: [], refusal: null, result: null };
  try {
    const result = await ask<WhatIfResult>(request, options, 'plan.what-if', input);
    return { faults: [], refusal: null, result };
  } catch (error) {
    if (!(error instanceof AllclearError) || !['input.invalid', 'state.refused'].includes(error.code))
      throw error;
    return { faults: error.faults, refusal: error.message, result: null };
  }
}

/** A form of `measure.add`, filled in with the promise, for each open incident. */
async function measureLinks(
  request: ConsoleRequest,
  options: ConsoleOptions,
  result: WhatIfResult | null,
): Promise<WhatIfModel['measures']> {
  const promise = result?.promise;
  if (!promise || !may(request, options, 'measure.add')) return [];
  const { metric, parameters, comparator, expected, windowHours, text } = promise;
  const fields = {
    'promise.metric': metric,
    'promise.parameters': Object.entries(parameters)
      .map(([name, value]) => `${name}=${value}`)
      .join('\n'),
    'promise.baselineFrom': promise.baselineFrom.toISOString(),
    'promise.baselineTo': promise.baselineTo.toISOString(),
    'promise.comparator': comparator,
    'promise.expected': String(expected),
    'promise.by': promise.by.toISOString(),
    ...(windowHours === null ? {} : { 'promise.windowHours': String(windowHours) }),
    'promise.text': text,
  };
  const open = (await listIncidents(request.get('context').db)).filter((one) => one.endedAt === null);
  return open.slice(0, 5).map(({ slug, title }) => ({
    text: 'Make this the promise of a measure',
    hidden: `for ${title}`,
    href: consolePaths.verb('measure.add', { incident: slug, ...fields }, consolePaths.incident(slug)),
  }));
}

const whole = (value: number): string => formatNumber(value, { decimals: 0 });

type Row = WhatIfResult['concentrators'][number];

const rangeCells = (range: Row['before'], ratedMbps: number | null): string[] =>
  range === null
    ? ['Unknown', 'Unknown', 'Unknown']
    : [
        whole(range.middle),
        `${whole(range.low)} to ${whole(range.high)}`,
        ratedMbps ? `${whole((100 * range.middle) / ratedMbps)}%` : 'No rating',
      ];

const Figures: FC<{ result: WhatIfResult }> = ({ result }) => (
  <Table
    caption={{ text: 'Working-day peaks before and after', id: 'what-if-table', size: 's' }}
    compact
    scroll
    firstCellIsHeader
    head={[
      'Concentrator',
      { content: 'Sites now', format: 'numeric' },
      { content: 'Sites after', format: 'numeric' },
      { content: 'Peak now (Mbps)', format: 'numeric' },
      { content: 'Eight days in ten', format: 'numeric' },
      { content: 'Share of rating', format: 'numeric' },
      { content: 'Peak after (Mbps)', format: 'numeric' },
      { content: 'Eight days in ten', format: 'numeric' },
      { content: 'Share of rating', format: 'numeric' },
    ]}
    rows={result.concentrators.map((one) => [
      one.code,
      formatNumber(one.sitesBefore),
      formatNumber(one.sitesAfter),
      ...rangeCells(one.before, one.ratedMbps),
      ...rangeCells(one.after, one.ratedMbps),
    ])}
  />
);

const Shape: FC<{ of: Row }> = ({ of }) => {
  const lines = [
    ...(of.dayBefore ? [{ label: 'now', values: of.dayBefore }] : []),
    ...(of.dayAfter ? [{ label: 'after', values: of.dayAfter }] : []),
  ];
  if (lines.length === 0) return null;
  const title = `${of.code}: mean working day, now and after`;
  return (
    <ScrollRegion label={title}>
      <DayShape
        id={`what-if-${of.code.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`}
        title={title}
        description="Mean load in each half hour of the working days that were replayed. The table before it has the peaks."
        lines={lines}
        unit="Mbps"
        limit={
          of.ratedMbps === null ? null : { label: `Rated ${whole(of.ratedMbps)} Mbps`, value: of.ratedMbps }
        }
      />
    </ScrollRegion>
  );
};

const SiteCodes: FC<{ summary: string; codes: readonly string[] }> = ({ summary, codes }) =>
  codes.length === 0 ? null : (
    <Details summary={`${summary} (${formatNumber(codes.length)})`}>
      <ul class="nhsuk-list allclear-columns">
        {codes.slice(0, 500).map((code) => (
          <li>
            <a href={consolePaths.site(code)}>{code}</a>
          </li>
        ))}
      </ul>
      {codes.length > 500 ? <p>The first 500 are shown.</p> : null}
    </Details>
  );

const Result: FC<{ result: WhatIfResult; measures: WhatIfModel['measures'] }> = ({ result, measures }) => (
  <Section id="answer" heading="Answer">
    <ul class="nhsuk-list nhsuk-list--bullet">
      {[...result.text, ...result.assumptions].map((line) => (
        <li>{line}</li>
      ))}
    </ul>
    {result.promise ? <InsetText text={`As a promise: ${result.promise.text}`} /> : null}
    <Actions actions={measures} />
    <Figures result={result} />
    {result.concentrators.map((one) => (
      <Shape of={one} />
    ))}
    <SiteCodes summary="Sites that would remain exposed" codes={result.exposedSites} />
    <SiteCodes summary="Sites that would be elsewhere" codes={result.moved.map((one) => one.site)} />
    <p>
      The working days of the last {formatNumber(result.weeks)} weeks are replayed with the change. Eight of
      those days in ten lie in the range given.
    </p>
  </Section>
);

/** The whole screen. */
export const WhatIfScreen: FC<{ model: WhatIfModel }> = ({ model }) => (
  <>
    <h1 class="nhsuk-heading-l">What if</h1>
    <p>
      Try any set of changes on the last weeks. Nothing is changed by asking. The{' '}
      <a href={planningPaths.forecast}>forecast</a> says what comes without a change.
    </p>
    <WhatIfForm {...model} />
    {model.result ? <Result result={model.result} measures={model.measures} /> : null}
  </>
);
