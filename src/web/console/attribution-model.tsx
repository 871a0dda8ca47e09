import type { FC } from 'hono/jsx';
import { type Attribution, type Compound, type JointModel, nameTerms } from '#attribution';
import { formatNumber } from '#platform/clock';
import type { IntervalRow } from '../charts/index.ts';
import { SummaryList, Table } from '../components/index.ts';
import { capital, estimate, figure, numeric, Picture, rateUnit } from './attribution-parts.tsx';
import { counted } from './parts.tsx';

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
