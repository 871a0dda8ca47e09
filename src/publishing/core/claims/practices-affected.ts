import { z } from 'zod';
import { defineClaim, refuse } from '../claim.ts';
import type { EvidenceParts } from '../evidence.ts';
import { affectedPractices, sitesByPractice } from '../practices.ts';
import { momentText, yesNo } from '../window.ts';
import { countText, quantity, shareText, type WordTable } from '../words.ts';

const parameters = z.strictObject({
  words: yesNo.default('no').describe('`yes` puts the word for the share before the count'),
});
const value = z.object({ affected: z.number(), total: z.number() });

const sayShare = (words: 'yes' | 'no', table: WordTable, n: number, m: number): string =>
  words === 'yes' ? shareText(n, m, 'practices', table) : countText(n, m, 'practices');

/** Practices that have readings now, or are affected: of the others nobody can say how they are. */
function knownPractices(
  sites: EvidenceParts['sites'],
  states: EvidenceParts['states'],
  affected: ReadonlySet<number>,
): { known: number; unknown: number } {
  const practices = [...sitesByPractice(sites)];
  const known = practices.filter(
    ([id, siteIds]) =>
      affected.has(id) || siteIds.every((siteId) => (states.get(siteId) ?? 'unknown') !== 'unknown'),
  ).length;
  return { known, unknown: practices.length - known };
}

export const practicesAffectedNow = defineClaim({
  key: 'practices.affectedNow',
  summary: 'How many practices are without a stable connection now',
  sentence: 'Now {{claim practices.affectedNow}} have lost their connection or have an unstable one.',
  example: '3 of 186 practices',
  formula:
    'Practices with at least one open site whose outage or unstable period has begun and not ended, out of the practices with open sites. Practices without readings from every site are taken out of both, unless they are affected; a figure that fewer than half of the practices have readings for is refused.',
  holdsWhile: 'the number affected is not higher than it said. Fewer is good news and does not withdraw it.',
  parameters,
  value,
  needs: ['sites', 'impact', 'states'],
  evaluate({ sites, impact, states }, { words }, { now, words: table }) {
    const affected = affectedPractices(sites, impact, now, 'now');
    const { known, unknown } = knownPractices(sites, states, affected);
    if (known === 0 || unknown > known) {
      return refuse(`${quantity(unknown, 'practice')} of ${known + unknown} have no readings now.`, {
        affected: affected.size,
        total: known,
      });
    }
    return {
      ok: true,
      value: { affected: affected.size, total: known },
      text: sayShare(words, table, affected.size, known),
      evidence: {
        text: `Practices with a site in an outage or an unstable period at ${momentText(now)}, out of those with readings.`,
        counts: { affected: affected.size, total: known, unknown },
        rowIds: { practice: [...affected].sort((a, b) => a - b) },
        exclusions:
          unknown === 0
            ? []
            : [`${quantity(unknown, 'practice')} without readings from every site left out.`],
      },
    };
  },
  holds: (said, shown) => shown.affected <= said.affected,
  nowText: ({ affected, total }) => `${countText(affected, total, 'practices')} affected`,
});

export const practicesAffectedEver = defineClaim({
  key: 'practices.affectedEver',
  summary: 'How many practices have lost their connection, or had an unstable one, since the incident began',
  sentence: '{{claim practices.affectedEver}} have been affected at some time.',
  example: '124 of 186 practices (by 10am on Wednesday 29 April)',
  formula:
    'Practices with at least one open site that had an outage or an unstable period which began by the as-of time, out of the practices with open sites.',
  holdsWhile:
    'the number, as of its own time, stays what it said. Later outages do not withdraw it, since it names its time; late data about the time before do.',
  parameters,
  value,
  needs: ['sites', 'impact'],
  evaluate({ sites, impact }, { words }, { asOf, words: table }) {
    const affected = affectedPractices(sites, impact, asOf, 'ever');
    const total = sitesByPractice(sites).size;
    if (total === 0) return refuse('No practice has a site on record.');
    return {
      ok: true,
      value: { affected: affected.size, total },
      text: `${sayShare(words, table, affected.size, total)} (by ${momentText(asOf)})`.replace(
        ') (by',
        '; by',
      ),
      evidence: {
        text: `Practices with a site that had an outage or an unstable period since the incident began, up to ${momentText(asOf)}.`,
        counts: { affected: affected.size, total },
        rowIds: { practice: [...affected].sort((a, b) => a - b) },
        exclusions: ['Slow service alone, without an outage or instability, is not counted.'],
      },
    };
  },
  holds: (said, shown) => shown.affected === said.affected,
  nowText: ({ affected, total }) => `late data show ${countText(affected, total, 'practices')} by then`,
});
