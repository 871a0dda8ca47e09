import { z } from 'zod';
import type { MigrationProgress } from '#planning';
import { joinWords } from '#platform/clock';
import { defineClaim, refuse } from '../claim.ts';
import { yesNo } from '../window.ts';
import { countText, quantity, shareText } from '../words.ts';

const parameters = z.strictObject({
  words: yesNo.default('yes').describe('`no` gives the count alone'),
  reasons: yesNo.default('yes').describe('`no` leaves the reasons out'),
  contacted: yesNo.default('no').describe('`yes` adds how many have been contacted'),
});
const value = z.object({ practices: z.number(), total: z.number() });

export interface StuckPractices {
  /** Practices with a site that cannot move. */
  all: Set<number>;
  contacted: Set<number>;
  byReason: { reason: string; practices: number; contacted: number }[];
}

/** Practices with a site that cannot move, by reason; contacted means that each such site has been. */
export function stuckPractices(progress: MigrationProgress, contacted: ReadonlySet<number>): StuckPractices {
  const stuck = progress.sites.filter((site) => site.status === 'cannot move');
  const missed = new Set(stuck.filter((site) => !contacted.has(site.siteId)).map((site) => site.practiceId));
  const reasons = Map.groupBy(stuck, (site) => site.reason ?? 'not known');
  const all = new Set(stuck.map((site) => site.practiceId));
  return {
    all,
    contacted: without(all, missed),
    byReason: [...reasons]
      .map(([reason, sites]) => {
        const practices = new Set(sites.map((site) => site.practiceId));
        return { reason, practices: practices.size, contacted: without(practices, missed).size };
      })
      .sort((a, b) => b.practices - a.practices || a.reason.localeCompare(b.reason, 'en-GB')),
  };
}

const without = (all: ReadonlySet<number>, some: ReadonlySet<number>): Set<number> =>
  new Set([...all].filter((id) => !some.has(id)));

/** One reason needs no count of its own: it is the count before it. */
const reasonsText = ({ byReason }: StuckPractices): string =>
  byReason.length === 1
    ? (byReason[0]?.reason ?? '')
    : joinWords(byReason.map(({ reason, practices }) => `${reason}: ${practices}`));

/** Puts more into the brackets of a share, or opens some. */
const withMore = (text: string, more: string): string =>
  text.endsWith(')') ? `${text.slice(0, -1)}; ${more})` : `${text} (${more})`;

export const practicesCannotMove = defineClaim({
  key: 'practices.cannotMove',
  summary: 'How many practices have a site that cannot move, by reason',
  sentence: '{{claim practices.cannotMove contacted=yes}} cannot move yet.',
  example: 'a few practices (8 of 186; KPSN configuration; all contacted)',
  formula:
    'Practices with at least one site recorded as unable to move, out of the practices with a site on the old concentrator when the migration began. A practice with two reasons counts under both.',
  holdsWhile: 'the number is not higher than it said.',
  parameters,
  value,
  needs: ['migration'],
  evaluate({ migration: { progress, contacted } }, given, { words }) {
    if (!progress) return refuse('No migration has been started.');
    const stuck = stuckPractices(progress, contacted);
    const { size } = stuck.all;
    const { total } = progress.practices;
    if (total === 0) return refuse('The migration has no sites.');
    let text =
      given.words === 'yes'
        ? shareText(size, total, 'practices', words)
        : countText(size, total, 'practices');
    if (size > 0 && given.reasons === 'yes') text = withMore(text, reasonsText(stuck));
    if (size > 0 && given.contacted === 'yes') text = withMore(text, contactText(stuck));
    return {
      ok: true,
      value: { practices: size, total },
      text,
      evidence: {
        text: `${quantity(size, 'practice')} with a site recorded as unable to move from ${progress.fromCode} to ${progress.toCode}. ${stuck.contacted.size} of them have been contacted.`,
        counts: { practices: size, total, contacted: stuck.contacted.size },
        rowIds: {
          site: progress.sites.filter((site) => site.status === 'cannot move').map((site) => site.siteId),
        },
        exclusions: [],
      },
    };
  },
  holds: (said, shown) => shown.practices <= said.practices,
  nowText: ({ practices, total }) => `${countText(practices, total, 'practices')} cannot move`,
});

const contactText = ({ all, contacted }: StuckPractices): string =>
  contacted.size === all.size ? 'all contacted' : `${contacted.size} contacted`;
