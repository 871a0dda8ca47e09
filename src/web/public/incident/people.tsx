import type { FC } from 'hono/jsx';
import type { IncidentBulletin } from '#publishing';
import { SummaryList } from '../../components/index.ts';
import { leadWords, sentence } from '../words.ts';

/** Who is in charge: each group with its lead and what it is for. */
export const People: FC<{ command: IncidentBulletin['command'] }> = ({ command }) => (
  <>
    <h2 id="people">Who is in charge</h2>
    {command.length === 0 ? (
      <p>No one has been put in charge yet.</p>
    ) : (
      <SummaryList
        rows={command.map(({ group, purpose, lead }) => ({
          key: group.charAt(0).toUpperCase() + group.slice(1),
          value: (
            <>
              {leadWords(lead)}
              <br />
              {sentence(purpose)}
            </>
          ),
        }))}
      />
    )}
  </>
);
