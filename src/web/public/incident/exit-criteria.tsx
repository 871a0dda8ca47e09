import type { FC } from 'hono/jsx';
import type { IncidentBulletin } from '#publishing';
import { SummaryList } from '../../components/index.ts';
import { metWords, sentence } from '../words.ts';

/** What must be true before the incident ends. Each is measured, so each says what was measured. */
export const ExitCriteria: FC<{ criteria: IncidentBulletin['exitCriteria'] }> = ({ criteria }) =>
  criteria.length === 0 ? null : (
    <>
      <h3>When this incident will end</h3>
      <p>All of these must be true:</p>
      <SummaryList
        rows={criteria.map(({ title, met, text }) => ({
          key: title,
          value: (
            <>
              <strong>{metWords(met)}.</strong> {sentence(text)}
            </>
          ),
        }))}
      />
    </>
  );
