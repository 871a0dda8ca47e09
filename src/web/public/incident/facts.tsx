import type { FC } from 'hono/jsx';
import type { ComputedFact } from '#publishing';
import { Details, SummaryList } from '../../components/index.ts';
import { commonAsOf, factWords, sentence, when } from '../words.ts';

/** Key facts. Each is computed, so each says as of when, and how it came about. */
export const Facts: FC<{ facts: readonly ComputedFact[]; asOf: string }> = ({ facts, asOf }) => {
  const common = commonAsOf(facts);
  if (common === null) return null;
  return (
    <>
      <h2 id="facts">Key facts</h2>
      <p>These figures are as of {when(common, asOf)}.</p>
      <SummaryList rows={facts.map((fact) => ({ key: fact.label, value: factWords(fact, common, asOf) }))} />
      <Details summary="How these figures were worked out">
        <ul class="nhsuk-list nhsuk-list--bullet">
          {facts.map((fact) => (
            <li>
              {fact.label}: {sentence(fact.evidence)}
            </li>
          ))}
        </ul>
      </Details>
    </>
  );
};
