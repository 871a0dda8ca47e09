import type { RecoveryProgress, RecoveryReport } from '../model.ts';

/** A practice whose answer is awaited: affected, asked, or one that reported by itself. */
export interface Awaited {
  practiceId: number;
  odsCode: string;
}

/** What stands for a practice that has not replied. */
export const notReplied = ({ practiceId, odsCode }: Awaited): RecoveryReport => ({
  practiceId,
  odsCode,
  state: 'not replied',
  at: null,
  expectedNormalOn: null,
  note: null,
  answer: null,
  channel: null,
  saidBy: null,
  takenBy: null,
});

/** Counts what practices last said. A practice that has not answered is not recovered: it is counted as not replied. */
export function progressOf(
  awaited: readonly Awaited[],
  latest: ReadonlyMap<number, RecoveryReport>,
): RecoveryProgress {
  const practices = awaited
    .map((one): RecoveryReport => latest.get(one.practiceId) ?? notReplied(one))
    .sort((a, b) => (a.odsCode < b.odsCode ? -1 : 1));
  const count = (state: RecoveryReport['state']): number =>
    practices.filter((one) => one.state === state).length;
  const hours = practices.flatMap(({ answer }) => answer?.staffHours ?? []);
  return {
    total: practices.length,
    recovered: count('recovered'),
    recovering: count('recovering'),
    notReplied: count('not replied'),
    staffHours: { hours: hours.reduce((sum, each) => sum + each, 0), practices: hours.length },
    practices,
  };
}
