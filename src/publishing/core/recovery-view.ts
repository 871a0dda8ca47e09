import { formatDate, formatDay, parseLondon } from '#platform/clock';
import type { RecoveryReport } from '#recovery';

/** What a practice said about its own recovery, told back to it; null when it was not asked. */
export function recoveryText(report: RecoveryReport | undefined): string | null {
  if (!report) return null;
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
