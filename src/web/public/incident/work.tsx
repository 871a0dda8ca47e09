import type { FC } from 'hono/jsx';
import type { IncidentBulletin, MeasureBulletin, MigrationBulletin } from '#publishing';
import { SummaryList, Tag } from '../../components/index.ts';
import { measureDates, nextStepWords, outcomeWords, progressRows, sentence, when } from '../words.ts';
import { ExitCriteria } from './exit-criteria.tsx';

const Outcome: FC<{ outcome: NonNullable<MeasureBulletin['outcome']>; asOf: string }> = ({
  outcome,
  asOf,
}) => {
  const words = outcomeWords[outcome.status];
  return (
    <>
      <Tag text={words.text} colour={words.tone} /> {sentence(outcome.text)} Measured at{' '}
      {when(outcome.measuredAt, asOf)}.
    </>
  );
};

const Measure: FC<{ measure: MeasureBulletin; asOf: string }> = ({ measure, asOf }) => (
  <>
    <h3>{measure.title}</h3>
    <p>
      {sentence(measure.description)} {measureDates(measure, asOf)}
    </p>
    {measure.promise === null ? null : (
      <SummaryList
        rows={[
          { key: 'What we expected', value: sentence(measure.promise) },
          {
            key: 'What happened',
            value: measure.outcome ? <Outcome outcome={measure.outcome} asOf={asOf} /> : 'Not measured yet.',
          },
        ]}
      />
    )}
  </>
);

/** What is being done: each measure with what it promised and what it achieved. */
export const Measures: FC<{ measures: readonly MeasureBulletin[]; asOf: string }> = ({ measures, asOf }) => (
  <>
    <h2 id="measures">What is being done</h2>
    {measures.length === 0 ? <p>No measure has been started yet.</p> : null}
    {measures.map((measure) => (
      <Measure measure={measure} asOf={asOf} />
    ))}
  </>
);

/** How far the move of practices has come, with those who cannot move. */
export const Progress: FC<{ progress: MigrationBulletin }> = ({ progress }) => (
  <>
    <h2 id="progress">{progress.title}</h2>
    <p>{sentence(progress.text)}</p>
    <SummaryList rows={progressRows(progress).map(([key, value]) => ({ key, value }))} />
  </>
);

/** What must be true before this ends, and what comes next. */
export const Next: FC<{ incident: IncidentBulletin; asOf: string }> = ({ incident, asOf }) => (
  <>
    <h2 id="next">What happens next</h2>
    {incident.nextSteps.length === 0 ? null : (
      <ul class="nhsuk-list nhsuk-list--bullet">
        {incident.nextSteps.map((step) => (
          <li>{nextStepWords(step, asOf)}</li>
        ))}
      </ul>
    )}
    <ExitCriteria criteria={incident.exitCriteria} />
  </>
);
