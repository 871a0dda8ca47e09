import { formatNumber } from '#platform/clock';
import type { RecoveryReport } from '../model.ts';
import { backlogHours } from './backlog.ts';

/** Who needs help first, in words: it stands in every export. */
export const orderingRule =
  'First practices with an open safety concern; then those that say it is not fixed; then those whose telephones or clinical records do not work; then those still recovering, the largest backlog in hours first; then those that have not replied; last those back to normal. Within a group by ODS code.';

export interface Ranked {
  report: RecoveryReport;
  /** 1 is the first to help. */
  rank: number;
  because: string;
}

interface Place {
  group: number;
  /** More comes first within its group. */
  weight: number;
  because: string;
}

/**
 * Practices by who needs help first, each with the reason for its place. `notFixed` are those whose last word on it is that it is not
 * fixed, with the sites they named, which may be older than their latest report.
 */
export function orderByNeed(
  reports: readonly RecoveryReport[],
  {
    openConcerns,
    notFixed,
  }: { openConcerns: ReadonlySet<number>; notFixed: ReadonlyMap<number, readonly string[]> },
): Ranked[] {
  return reports
    .map((report) => ({
      report,
      place: placeOf(report, {
        concern: openConcerns.has(report.practiceId),
        notFixed: notFixed.get(report.practiceId),
      }),
    }))
    .sort(
      (a, b) =>
        a.place.group - b.place.group ||
        b.place.weight - a.place.weight ||
        (a.report.odsCode < b.report.odsCode ? -1 : 1),
    )
    .map(({ report, place }, index) => ({ report, rank: index + 1, because: place.because }));
}

function placeOf(
  { state, answer }: RecoveryReport,
  { concern, notFixed }: { concern: boolean; notFixed: readonly string[] | undefined },
): Place {
  const place = (group: number, because: string, weight = 0): Place => ({ group, weight, because });
  if (concern) return place(1, 'open safety concern');
  if (notFixed)
    return place(2, `says it is not fixed${notFixed.length > 0 ? ` at ${notFixed.join(', ')}` : ''}`);
  if (answer && state !== 'recovered' && answer.telephones === 'not working')
    return place(3, 'telephones do not work');
  if (answer && state !== 'recovered' && answer.notWorking?.includes('clinical records'))
    return place(3, 'clinical records do not work');
  if (state === 'not replied') return place(5, 'has not replied');
  if (state === 'recovered') return place(6, 'back to normal');
  const hours = answer ? backlogHours(answer.backlog) : null;
  return hours === null
    ? place(4, 'still recovering, backlog not told', 0)
    : place(4, `still recovering, ${formatNumber(Math.round(hours))} hours of work wait`, hours);
}
