import type { FC } from 'hono/jsx';
import {
  type Attribution,
  type Compound,
  type Explanation,
  type Interval,
  type JointModel,
  nameTerms,
} from '#attribution';
import { formatNumber } from '#platform/clock';
import { type IntervalRow, IntervalRows, ScrollRegion } from '../charts/index.ts';
import { Details, SummaryList, Table } from '../components/index.ts';
import { consolePaths } from './deps.ts';
import { at, counted } from './parts.tsx';

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Two figures, more where they are whole: `0.14`, `6.5`, `24`. */
export const figure = (value: number): string => {
  if (Math.abs(value) >= 10) return formatNumber(Math.round(value));
  return String(Number(value.toPrecision(2)));
};

const range = ({ low, high }: Interval): string =>
  `${figure(low)} to ${high > 1e4 ? 'more than 10,000' : figure(high)}`;
const estimate = (interval: Interval | null): string =>
  interval ? `${figure(interval.value)} (${range(interval)})` : 'Cannot be said';
const percent = (interval: Interval | null): string =>
  interval
    ? `${figure(100 * interval.value)}% (${figure(100 * interval.low)}% to ${figure(100 * interval.high)}%)`
    : 'Cannot be said';

/** A picture and the table of the same figures. */
const Picture: FC<{
  id: string;
  title: string;
  description: string;
  rows: IntervalRow[];
  kind: 'linear' | 'ratio';
  unit: string;
}> = (options) => (
  <ScrollRegion label={options.title}>
    <IntervalRows {...options} />
  </ScrollRegion>
);

const rateUnit = 'failures in 1,000 site-hours, with 95% intervals';

/** One explanation: its sentence, the rates on both sides, and the sites that do not fit it, by name. */
export const ExplanationPart: FC<{ explanation: Explanation; index: number }> = ({ explanation, index }) => {
  const name = capital(nameTerms(explanation.terms));
  const id = `rates-${index + 1}`;
  const sides = [
    { label: 'With it', mark: 'filled' as const, side: explanation.inside },
    { label: 'Without it', mark: 'hollow' as const, side: explanation.outside },
  ];
  const rows = sides.map(({ label, mark, side }) => ({
    ...{ label, mark, note: `${counted(side.failures, 'failure')}, ${counted(side.sites, 'site')}` },
    ...(side.rate ?? { value: 0, low: 0, high: 0 }),
    figure: estimate(side.rate),
  }));
  return (
    <section aria-labelledby={`explanation-${index + 1}`}>
      <h2 class="nhsuk-heading-m" id={`explanation-${index + 1}`}>
        {index + 1}. {name}
      </h2>
      <p>{explanation.sentence}</p>
      <Picture
        id={id}
        title={`${name}: failures with it and without it`}
        description={rows.map((row) => `${row.label}: ${row.figure}, from ${row.note}.`).join(' ')}
        rows={rows}
        kind="linear"
        unit={rateUnit}
      />
      <Table
        caption={{ text: 'The same figures', id: `${id}-table`, size: 's' }}
        compact
        scroll
        classes="allclear-figures-table"
        firstCellIsHeader
        head={[
          '',
          'Failures',
          'Site-hours',
          'Sites',
          'Sites that failed',
          'Failures in 1,000 site-hours (95% interval)',
        ].map((content, column) =>
          column === 0 ? { content: 'Side' } : { content, format: 'numeric' as const },
        )}
        rows={sides.map(({ label, side }) => [
          label,
          ...[side.failures, Math.round(side.hours), side.sites, side.failingSites].map(numeric),
          { content: estimate(side.rate), format: 'numeric' as const },
        ])}
      />
      <ExplanationFigures explanation={explanation} />
      <DoNotFit explanation={explanation} />
    </section>
  );
};

const numeric = (value: number) => ({ content: formatNumber(value), format: 'numeric' as const });

const ExplanationFigures: FC<{ explanation: Explanation }> = ({ explanation }) => (
  <SummaryList
    rows={[
      { key: 'Times as often, days compared with themselves', value: estimate(explanation.ratio) },
      { key: 'The same with the other explanations held fixed', value: estimate(explanation.adjustedRatio) },
      { key: 'Share of all failures that goes with it', value: percent(explanation.share) },
      {
        key: 'Independent failures that would say as much',
        value: `${figure(explanation.effectiveFailures)} of the ${formatNumber(explanation.inside.failures)}`,
      },
      {
        key: 'Chance of as much by chance alone, over everything looked at',
        value: `${String(Number(explanation.probability.toPrecision(2)))} or less`,
      },
      {
        key: 'First held by a site',
        value: explanation.firstHeldAt ? at(new Date(explanation.firstHeldAt)) : 'Before the period',
      },
      {
        key: 'First failure with it',
        value: explanation.firstSeenAt ? at(new Date(explanation.firstSeenAt)) : 'None',
      },
      ...(explanation.sameAs.length === 0
        ? []
        : [
            {
              key: 'Other names of the same sites and times',
              value: explanation.sameAs.map(nameTerms).join('; '),
            },
          ]),
      ...explanation.cannotTellFrom.map(({ sentence }) => ({ key: 'Cannot be told apart', value: sentence })),
    ]}
  />
);

const DoNotFit: FC<{ explanation: Explanation }> = ({ explanation }) => (
  <>
    <SiteNames heading="With it, and did not fail" sites={explanation.insideNotFailing} />
    <SiteNames heading="Failed without it" sites={explanation.outsideFailing} />
  </>
);

/** Sites by name, each leading to its own screen. */
export const SiteNames: FC<{ heading: string; sites: Explanation['insideNotFailing'] }> = ({
  heading,
  sites,
}) =>
  sites.count === 0 ? (
    <p>{heading}: no site.</p>
  ) : (
    <Details summary={`${heading}: ${counted(sites.count, 'site')}`}>
      <ul class="nhsuk-list">
        {sites.codes.map((code) => (
          <li>
            <a href={consolePaths.site(code)}>{code}</a>
          </li>
        ))}
      </ul>
      {sites.count > sites.codes.length ? (
        <p>{formatNumber(sites.count - sites.codes.length)} more are not listed.</p>
      ) : null}
    </Details>
  );

/** Two explanations together: the four rates, and what they would be if the two simply added. */
export const CompoundPart: FC<{ compound: Compound; index: number }> = ({ compound, index }) => {
  const { rates, contrast, excess, synergy, sentence } = compound;
  const [first, second] = [nameTerms(compound.first), nameTerms(compound.second)];
  const id = `together-${index + 1}`;
  const rate = (of: keyof typeof rates): number => rates[of].per1000Hours ?? 0;
  const added = Math.max(0, rate('firstOnly') + rate('secondOnly') - rate('neither'));
  const cells = [
    { label: 'Neither', of: 'neither' as const },
    { label: `Only ${first}`, of: 'firstOnly' as const },
    { label: `Only ${second}`, of: 'secondOnly' as const },
    { label: 'Both', of: 'both' as const },
  ];
  const rows = cells.map(({ label, of }) => ({
    ...{ label, mark: of === 'both' ? ('filled' as const) : ('hollow' as const) },
    note: `${counted(rates[of].failures, 'failure')} in ${formatNumber(Math.round(rates[of].hours))} hours`,
    ...(rates[of].interval ?? { value: 0, low: 0, high: 0 }),
    figure: estimate(rates[of].interval),
    ...(of === 'both' ? { against: { value: added, label: `${figure(added)} if they added` } } : {}),
  }));
  return (
    <section aria-labelledby={`compound-${index + 1}`}>
      <h2 class="nhsuk-heading-m" id={`compound-${index + 1}`}>
        {capital(first)} and {second} together
      </h2>
      <p>{sentence}</p>
      <Picture
        id={id}
        title={`${capital(first)} and ${second}: failures with neither, one and both`}
        description={`${rows.map((row) => `${row.label}: ${row.figure}.`).join(' ')} If the two simply added, both would be ${figure(added)}.`}
        rows={rows}
        kind="linear"
        unit={rateUnit}
      />
      <Table
        caption={{ text: 'The same figures', id: `${id}-table`, size: 's' }}
        compact
        scroll
        classes="allclear-figures-table"
        firstCellIsHeader
        head={[
          'Sites and times with',
          ...['Failures', 'Site-hours', 'Failures in 1,000 site-hours (95% interval)'].map((content) => ({
            content,
            format: 'numeric' as const,
          })),
        ]}
        rows={cells.map(({ label, of }) => [
          label,
          numeric(rates[of].failures),
          numeric(Math.round(rates[of].hours)),
          { content: estimate(rates[of].interval), format: 'numeric' as const },
        ])}
      />
      <SummaryList
        rows={[
          { key: 'Beyond the two added, in 1,000 site-hours', value: estimate(contrast) },
          { key: 'The same as a multiple of the rate with neither (RERI)', value: estimate(excess) },
          {
            key: 'Synergy index',
            value: synergy
              ? estimate(synergy)
              : 'Not shown: it is only steady when each alone clearly raises the rate',
          },
        ]}
      />
    </section>
  );
};

/** Every explanation and rival in one model. */
export const ModelPart: FC<{ model: JointModel }> = ({ model }) => {
  const rows = model.factors.flatMap(({ terms, role, ratio, caution }): IntervalRow[] =>
    ratio
      ? [
          {
            ...ratio,
            label: capital(nameTerms(terms)),
            note: caution ? 'Do not read by itself' : role === 'found' ? 'Found' : 'Rival',
            mark: role === 'found' && !caution ? 'filled' : 'hollow',
            figure: `${estimate(ratio)}`,
          },
        ]
      : [],
  );
  return (
    <section aria-labelledby="model">
      <h2 class="nhsuk-heading-m" id="model">
        All factors in one model
      </h2>
      <p>{model.sentence} A rival is what would stand alone but does not beside what was found.</p>
      {rows.length === 0 ? null : (
        <Picture
          id="model-ratios"
          title="Times as often, with all other factors held fixed"
          description={rows
            .map(({ label, note, figure: words }) => `${label} (${note}): ${words} times.`)
            .join(' ')}
          rows={rows}
          kind="ratio"
          unit="times as often, all others held fixed, with 95% intervals"
        />
      )}
      <Table
        caption={{ text: 'The same figures', id: 'model-table', size: 's' }}
        compact
        scroll
        classes="allclear-figures-table"
        firstCellIsHeader
        head={['Factor', 'Role', 'Times as often (95% interval)', 'Variance inflation', 'How to read it']}
        rows={model.factors.map(({ terms, role, ratio, inflation, caution }) => [
          capital(nameTerms(terms)),
          role === 'found' ? 'Found' : 'Rival',
          estimate(ratio),
          inflation > 1e3 ? 'More than 1,000' : figure(inflation),
          caution ?? 'By itself',
        ])}
      />
    </section>
  );
};

export const ExplainedAwayPart: FC<{ result: Attribution }> = ({ result: { explainedAway } }) =>
  explainedAway.length === 0 ? null : (
    <section aria-labelledby="explained">
      <h2 class="nhsuk-heading-m" id="explained">
        Explained by something else
      </h2>
      <Table
        caption={{
          text: 'What would stand alone, and is not left within what was found',
          id: 'explained-table',
          size: 's',
        }}
        compact
        scroll
        classes="allclear-figures-table"
        firstCellIsHeader
        head={['What', 'By', 'Times as often, alone', 'Times as often, among like sites and times']}
        rows={explainedAway.map(({ terms, by, ratioAlone, ratioWithin }) => [
          capital(nameTerms(terms)),
          capital(nameTerms(by)),
          estimate(ratioAlone),
          estimate(ratioWithin),
        ])}
      />
    </section>
  );
