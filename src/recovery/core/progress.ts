import type { RecoveryProgress, RecoveryReport } from '../model.ts';

/** A practice whose answer is awaited: affected, or one that reported by itself. */
export interface Awaited {
  practiceId: number;
  odsCode: string;
}

/** Counts what practices last said. A practice that has not answered is not recovered: it is counted as not replied. */
export function progressOf(
  awaited: readonly Awaited[],
  latest: ReadonlyMap<number, RecoveryReport>,
): RecoveryProgress {
  const practices = awaited
    .map(
      ({ practiceId, odsCode }): RecoveryReport =>
        latest.get(practiceId) ?? {
          practiceId,
          odsCode,
          state: 'not replied',
          at: null,
          expectedNormalOn: null,
          note: null,
        },
    )
    .sort((a, b) => (a.odsCode < b.odsCode ? -1 : 1));
  const count = (state: RecoveryReport['state']): number =>
    practices.filter((one) => one.state === state).length;
  return {
    total: practices.length,
    recovered: count('recovered'),
    recovering: count('recovering'),
    notReplied: count('not replied'),
    practices,
  };
}
