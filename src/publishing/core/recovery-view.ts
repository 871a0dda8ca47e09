import { formatDate, formatDay, parseLondon } from '#platform/clock';
import type { Conflict, RecoveryForecast, RecoveryProgress, RecoveryReport } from '#recovery';
import type { RecoveryBulletin } from '../bulletin.ts';
import { areaCodeOf, areaName } from './areas.ts';

/**
 * What a practice said about its own recovery, told back to it, and in kind words that readings say something else; null when it
 * was not asked.
 */
export function recoveryText(
  report: RecoveryReport | undefined,
  conflict: Conflict | null = null,
): string | null {
  if (!report) return null;
  const said = saidText(report);
  return conflict ? `${said} ${conflict.practice}` : said;
}

function saidText(report: RecoveryReport): string {
  const on = report.at ? ` on ${formatDay(report.at)}` : '';
  switch (report.state) {
    case 'recovered':
      return `You told us${on} that you are back to normal.`;
    case 'recovering': {
      const expected = report.expectedNormalOn === null ? undefined : parseLondon(report.expectedNormalOn);
      const by = expected ? ` You expect to be back to normal on ${formatDate(expected)}.` : '';
      return `You told us${on} that you are still recovering.${by}`;
    }
    case 'not replied':
      return 'You have not told us yet whether you are back to normal.';
  }
}

/** Fewer practices than this in an area could be told apart: such areas are put together. */
const leastInArea = 5;

/** The recovery of an incident as the public page shows it; null while nobody was asked and nobody reported. */
export function recoveryBulletin(
  { progress, forecast }: { progress: RecoveryProgress; forecast: RecoveryForecast },
  started: boolean,
  postcodes: ReadonlyMap<number, string>,
): RecoveryBulletin | null {
  if (!started || progress.total === 0) return null;
  const { total, recovered, recovering, notReplied, practices } = progress;
  return {
    ...{ total, recovered, recovering, notReplied },
    expected: forecast.ok ? { low: forecast.low, high: forecast.high } : null,
    refused: forecast.ok ? null : forecast.refused,
    areas: areasOf(practices, postcodes),
  };
}

function areasOf(
  practices: readonly RecoveryReport[],
  postcodes: ReadonlyMap<number, string>,
): RecoveryBulletin['areas'] {
  const codeOf = ({ practiceId }: RecoveryReport) => areaCodeOf(postcodes.get(practiceId) ?? '');
  const byCode = [...Map.groupBy(practices, codeOf)];
  const large = byCode.filter(([code, own]) => code !== undefined && own.length >= leastInArea);
  const rest = byCode.filter((each) => !large.includes(each)).flatMap(([, own]) => own);
  const collator = new Intl.Collator('en-GB');
  const named = large
    .map(([code, own]) => areaOf(areaName(code ?? ''), own))
    .sort((a, b) => collator.compare(a.name, b.name));
  // A rest that is too small as well would name its practices: then no areas are shown for it.
  return rest.length >= leastInArea ? [...named, areaOf('Other places', rest)] : named;
}

function areaOf(name: string, practices: readonly RecoveryReport[]): RecoveryBulletin['areas'][number] {
  const count = (state: RecoveryReport['state']): number =>
    practices.filter((one) => one.state === state).length;
  return {
    name,
    total: practices.length,
    recovered: count('recovered'),
    recovering: count('recovering'),
    notReplied: count('not replied'),
  };
}
