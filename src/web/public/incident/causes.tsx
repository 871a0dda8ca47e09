import type { FC } from 'hono/jsx';
import type { FactorBulletin } from '#publishing';
import { Details, Tag } from '../../components/index.ts';
import { gradeWords, sentence } from '../words.ts';

const EvidenceList: FC<{ heading: string; items: readonly string[] }> = ({ heading, items }) =>
  items.length === 0 ? null : (
    <>
      <p>{heading}</p>
      <ul class="nhsuk-list nhsuk-list--bullet">
        {items.map((item) => (
          <li>{item}</li>
        ))}
      </ul>
    </>
  );

const Factor: FC<{ factor: FactorBulletin }> = ({ factor }) => {
  const grade = gradeWords[factor.grade];
  const { evidenceFor, evidenceAgainst, settledBy } = factor;
  const known = evidenceFor.length + evidenceAgainst.length > 0 || settledBy !== null;
  return (
    <>
      <h3>{factor.title}</h3>
      <p>
        <Tag text={grade.text} colour={grade.tone} />
      </p>
      <p>{sentence(factor.statement)}</p>
      {known ? (
        <Details summary={`Evidence: ${factor.title}`}>
          <EvidenceList heading="This speaks for it:" items={evidenceFor} />
          <EvidenceList heading="This speaks against it:" items={evidenceAgainst} />
          {settledBy === null ? null : <p>What would settle it: {sentence(settledBy)}</p>}
        </Details>
      ) : null}
    </>
  );
};

/** What contributed, each with how sure we are. Never "the" cause. */
export const Causes: FC<{ factors: readonly FactorBulletin[] }> = ({ factors }) => (
  <>
    <h2 id="causes">What we know about the causes</h2>
    {factors.length === 0 ? <p>We do not know yet what caused this. We are looking into it.</p> : null}
    {factors.map((factor) => (
      <Factor factor={factor} />
    ))}
  </>
);
