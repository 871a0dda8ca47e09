import type { FC } from 'hono/jsx';
import { formatNumber } from '#platform/clock';
import type { RecoveryBulletin } from '#publishing';
import { Table } from '../../components/index.ts';
import { recoverySentences } from '../words.ts';

/** How practices return to normal, by their own word: counts by area, never a practice by name. */
export const Recovery: FC<{ recovery: RecoveryBulletin; asOf: string }> = ({ recovery, asOf }) => (
  <>
    <h2 id="recovery">Recovery of practices</h2>
    {recoverySentences(recovery, asOf).map((sentence) => (
      <p>{sentence}</p>
    ))}
    {recovery.areas.length === 0 ? null : (
      <Table
        caption={{ text: 'By area', size: 's' }}
        responsive
        firstCellIsHeader
        head={['Area', 'Practices', 'Back to normal', 'Still recovering', 'Not replied']}
        rows={recovery.areas.map(({ name, total, recovered, recovering, notReplied }) => [
          name,
          ...[total, recovered, recovering, notReplied].map((count) => formatNumber(count)),
        ])}
      />
    )}
  </>
);
