import type { FC } from 'hono/jsx';
import { findResultByReference, type ResultSummary, type StoredResult } from '#attribution';
import { findIncidentById, type Incident } from '#incidents';
import { formatNumber } from '#platform/clock';
import { notFound } from '#platform/errors';
import { InsetText, SummaryList, Table } from '../components/index.ts';
import { ask, mustBeAble } from './ask.ts';
import { CompoundPart, ExplainedAwayPart, ModelPart } from './attribution-model.tsx';
import { ExplanationPart, figure, SiteNames } from './attribution-parts.tsx';
import { type ConsoleApp, type ConsoleDeps, consolePaths } from './deps.ts';
import type { ConsoleOptions } from './options.ts';
import { at, IncidentLink } from './parts.tsx';

/** Stored answers to what failing sites share, and one of them with its figures and pictures. */
export function mountAttribution(app: ConsoleApp, deps: ConsoleDeps, options: ConsoleOptions): void {
  app.get(consolePaths.attributions, async (request) => {
    const results = await ask<ResultSummary[]>(request, options, 'attribution.list', { limit: 100 });
    return deps.page(request, {
      title: 'What failing sites share',
      live: true,
      content: <ResultList results={results} />,
    });
  });
  app.get(`${consolePaths.attributions}/:reference`, async (request) => {
    mustBeAble(request, options, 'attribution.show');
    const reference = request.req.param('reference');
    const { db } = deps.contextFor(request);
    const stored = await findResultByReference(db, reference);
    if (!stored) throw notFound('attribution', reference);
    const incident = stored.incidentId === null ? undefined : await findIncidentById(db, stored.incidentId);
    return deps.page(request, {
      title: 'What failing sites share',
      content: <ResultScreen stored={stored} incident={incident} />,
    });
  });
}

/** `explained; firmware=fw-9.4.1` as people read it. */
const saidWords = (said: string): string => {
  const [verdict = '', ...more] = said.split('; ');
  const first = verdict.charAt(0).toUpperCase() + verdict.slice(1);
  return [first, ...more.map((each) => each.replaceAll('=', ' '))].join('; ');
};

const ResultList: FC<{ results: readonly ResultSummary[] }> = ({ results }) => (
  <>
    <h1>What failing sites share</h1>
    <p>
      Allclear looks by itself within seconds of a change: at each open incident, or at the last 14 days when
      there is none. Of answers that say the same, the first and the latest are kept.
    </p>
    {results.length === 0 ? (
      <p>Nothing has been looked at yet.</p>
    ) : (
      <Table
        caption={{ text: 'Newest first', id: 'results' }}
        responsive
        head={['Looked at', 'Period', 'What it says', 'For', 'Answer']}
        rows={results.map((each) => [
          at(each.computedAt),
          `${at(each.from)} to ${at(each.to)}`,
          each.said === '' ? 'See the answer' : saidWords(each.said),
          each.automatic
            ? each.incidentId === null
              ? 'The last 14 days'
              : 'An incident'
            : 'Somebody who asked',
          <a href={consolePaths.attribution(each.reference)}>
            {each.reference}
            <span class="nhsuk-u-visually-hidden"> of {at(each.computedAt)}</span>
          </a>,
        ])}
      />
    )}
  </>
);

export const ResultScreen: FC<{ stored: StoredResult; incident: Incident | undefined }> = ({
  stored,
  incident,
}) => {
  const { result } = stored;
  return (
    <>
      <p>
        {incident ? (
          <IncidentLink incident={incident} />
        ) : (
          <a href={consolePaths.attributions}>Earlier answers</a>
        )}
      </p>
      <h1>What failing sites share</h1>
      <InsetText text={result.sentence} />
      <p>
        This is an association, measured against the sites and times that did not fail. It is not proof of a
        cause.
      </p>
      <Looked stored={stored} />
      {result.explanations.map((explanation, index) => (
        <ExplanationPart explanation={explanation} index={index} />
      ))}
      {result.compounds.map((compound, index) => (
        <CompoundPart compound={compound} index={index} />
      ))}
      {result.model ? <ModelPart model={result.model} /> : null}
      <ExplainedAwayPart result={result} />
      {result.leftOut.count > 0 ? (
        <SiteNames
          heading="Left out, because they share nothing with any other site"
          sites={result.leftOut}
        />
      ) : null}
      <h2 class="nhsuk-heading-m">Check it</h2>
      <p>
        The answer and its inputs are kept.{' '}
        <code>allclear attribution recompute --result {stored.reference}</code> computes it again and says
        whether it is the same to the byte.
      </p>
    </>
  );
};

const Looked: FC<{ stored: StoredResult }> = ({ stored }) => {
  const { enough, tried, sites } = stored.result;
  const looked = formatNumber(tried.singles + tried.combinations);
  return (
    <SummaryList
      rows={[
        { key: 'Period', value: `${at(stored.from)} to ${at(stored.to)}` },
        {
          key: 'Looked at',
          value: `${at(stored.computedAt)}, ${stored.automatic ? 'by Allclear itself' : 'because somebody asked'}`,
        },
        {
          key: 'Failures',
          value: `${formatNumber(enough.failures)} at ${formatNumber(enough.failingSites)} of ${formatNumber(sites)} sites; as many independent ones as ${figure(enough.effectiveFailures)}`,
        },
        {
          key: 'Values and pairs looked at',
          value: `${looked}. The chance that any finding at all is a false alarm is at most ${figure(100 * tried.familyWiseError)}%`,
        },
        { key: 'Version', value: stored.version },
      ]}
    />
  );
};
