import { formatDateTime } from '#platform/clock';
import type { SiteState } from '#telemetry';
import type { RecoveryReport } from '../model.ts';

/** What readings say of one site. */
export interface MeasuredSite {
  code: string;
  name: string;
  state: SiteState;
  since: Date;
}

/** A practice and the readings of its sites say different things. Neither is taken for the truth. */
export interface Conflict {
  kind: 'readings show trouble' | 'readings show none';
  /** For staff. */
  staff: string;
  /** For the practice itself, in kind words. */
  practice: string;
}

/**
 * Compares what a practice last said with what readings say now; null when they agree, and when one of them says nothing: a site
 * without recent readings contradicts nobody.
 */
export function conflictOf(report: RecoveryReport, sites: readonly MeasuredSite[]): Conflict | null {
  const { answer, at } = report;
  if (!answer || !at) return null;
  // A practice that names sites where it still happens says of its others that they are well.
  const { notFixedAt } = answer;
  const isNamed = ({ code }: MeasuredSite): boolean => notFixedAt?.includes(code) ?? true;
  const unwell = answer.fixed === 'no' ? sites.filter(isNamed) : [];
  if (unwell.length > 0 && !unwell.some(isBad)) {
    const none = noTrouble(unwell, at, notFixedAt !== null);
    if (none) return none;
  }
  const saysWell = answer.fixed === 'yes' || answer.state === 'recovered' || notFixedAt !== null;
  const worst = sites.find((site) => !unwell.includes(site) && isBad(site));
  if (!saysWell || !worst) return null;
  const what = worst.state === 'down' ? 'not connected' : 'slow or unstable';
  const since = formatDateTime(worst.since, { year: false });
  return {
    kind: 'readings show trouble',
    staff: `The practice said at ${formatDateTime(at, { year: false })} that ${unwell.length > 0 ? 'it is fixed there' : 'all is well'}. Readings of ${worst.name}: ${what} since ${since}.`,
    practice: `Thank you for telling us ${unwell.length > 0 ? 'where it still happens' : 'that you are well'}. Our own readings say something else: that ${worst.name} has been ${what} since ${since}. We may be wrong. If you notice anything, please tell us.`,
  };
}

const isBad = ({ state }: MeasuredSite): boolean => state === 'down' || state === 'degraded';

function noTrouble(sites: readonly MeasuredSite[], at: Date, named: boolean): Conflict | null {
  if (sites.length === 0 || sites.some(({ state }) => state !== 'up')) return null;
  const since = sites.map((site) => site.since.getTime()).sort((a, b) => b - a)[0] ?? 0;
  // Up since before it spoke: the two speak of the same time.
  if (since > at.getTime()) return null;
  return {
    kind: 'readings show none',
    staff: `The practice said at ${formatDateTime(at, { year: false })} that it is not fixed. Readings of ${named ? sites.map(({ name }) => name).join(', ') : 'all its sites'}: connected since ${formatDateTime(new Date(since), { year: false })}.`,
    practice:
      'You told us that it is not fixed. Our readings show a working connection, but they do not see everything that you see. We believe you, and we are looking into it.',
  };
}
