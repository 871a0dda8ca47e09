import { z } from 'zod';
import type { MigrationProgress } from '#planning';
import { defineClaim, refuse } from '../claim.ts';
import { yesNo } from '../window.ts';
import { countText, quantity, rankOf, shareText, wordForShare } from '../words.ts';

const parameters = z.strictObject({
  of: z.enum(['practices', 'sites']).default('practices').describe('What is counted'),
  words: yesNo.default('yes').describe('`no` gives the count alone'),
});
const value = z.object({ moved: z.number(), total: z.number(), things: z.string() });

const countsOf = (progress: MigrationProgress, things: 'practices' | 'sites') =>
  things === 'sites' ? progress : progress.practices;

export const practicesMoved = defineClaim({
  key: 'practices.moved',
  summary: 'How many practices have moved to the other concentrator, and the word for it',
  sentence: '{{claim practices.moved}} have moved to a second VPN concentrator.',
  example: 'almost all practices (178 of 186)',
  formula:
    'Practices that have at least one site which can move and have moved all such sites, out of the practices with a site on the old concentrator when the migration began. A practice that cannot move stays in the total.',
  holdsWhile:
    'the number moved has not fallen, and the word for the share is still the same or a higher one. More moves are progress and do not withdraw it.',
  parameters,
  value,
  needs: ['migration'],
  evaluate({ migration: { progress } }, { of, words }, { words: table }) {
    if (!progress) return refuse('No migration has been started.');
    const { moved, total, verified } = countsOf(progress, of);
    if (total === 0) return refuse('The migration has no sites.');
    const text = words === 'yes' ? shareText(moved, total, of, table) : countText(moved, total, of);
    return {
      ok: true,
      value: { moved, total, things: of },
      text,
      evidence: {
        text: `${progress.title}: from ${progress.fromCode} to ${progress.toCode}. ${countText(moved, total, of)} moved; readings since the move confirm ${quantity(verified, of.replace(/s$/, ''))}.`,
        counts: { moved, total, verified },
        rowIds: { site: progress.sites.filter((site) => site.movedAt !== null).map((site) => site.siteId) },
        exclusions: ['A practice counts as moved only when every site of it that can move has moved.'],
      },
    };
  },
  holds(said, shown, { words }) {
    if (shown.moved < said.moved || shown.total === 0) return false;
    return (
      rankOf(wordForShare(shown.moved, shown.total, words)) >=
      rankOf(wordForShare(said.moved, said.total, words))
    );
  },
  nowText: ({ moved, total, things }, _, { words }) => `${shareText(moved, total, things, words)} moved`,
});
