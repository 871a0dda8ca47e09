import type { FC } from 'hono/jsx';
import { type Explanation, type Interval, nameTerms } from '#attribution';
import { formatNumber } from '#platform/clock';
import { type IntervalRow, IntervalRows, ScrollRegion } from '../charts/index.ts';
import { Details, SummaryList, Table } from '../components/index.ts';
import { consolePaths } from './deps.ts';
import { at, counted } from './parts.tsx';

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Two figures, more where they are whole: `0.14`, `6.5`, `24`. */
export const figure = (value: number): string => {
  if (Math.abs(value) >= 10) return formatNumber(Math.round(value));
  return String(Number(value.toPrecision(2)));
};

const range = ({ low, high }: Interval): string =>
  `${figure(low)} to ${high > 1e4 ? 'more than 10,000' : figure(high)}`;
export const estimate = (interval: Interval | null): string =>
  interval ? `${figure(interval.value)} (${range(interval)})` : 'Cannot be said';
const percent = (interval: Interval | null): string =>
  interval
    ? `${figure(100 * interval.value)}% (${figure(100 * interval.low)}% to ${figure(100 * interval.high)}%)`
    : 'Cannot be said';

/** A picture and the table of the same figures. */
export const Picture: FC<{
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

export const rateUnit = 'failures in 1,000 site-hours, with 95% intervals';

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

export const numeric = (value: number) => ({ content: formatNumber(value), format: 'numeric' as const });

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
