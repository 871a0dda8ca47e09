import type { Db } from '#platform/db';
import { keepUntilChanged } from '#platform/kept';
import type { LinkedCall } from './model.ts';
import { selectLinkedCalls } from './store.ts';

const linked = keepUntilChanged<readonly LinkedCall[]>(['calls'], { most: 8 });

/**
 * The calls of an incident, by when they were opened: all, or those opened in [from, to). Read once for each change of
 * calls or links, and shared.
 */
export async function linkedCalls(
  db: Db,
  of: { incidentId: number; from?: Date; to?: Date },
): Promise<readonly LinkedCall[]> {
  const { incidentId, from, to } = of;
  const all = await linked(db, String(incidentId), () => selectLinkedCalls(db, incidentId));
  if (from === undefined && to === undefined) return all;
  return all.filter(
    ({ call }) => (from === undefined || call.openedAt >= from) && (to === undefined || call.openedAt < to),
  );
}
