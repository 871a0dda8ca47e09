import { z } from 'zod';
import { defineClaim, refuse } from '../claim.ts';
import { momentText } from '../window.ts';

const parameters = z.strictObject({});
const value = z.object({
  dueAt: z.iso.datetime(),
  number: z.number().nullable(),
  /** When the first update after this one came out; null until then. */
  followedAt: z.iso.datetime().nullable(),
});

export const updateNextDue = defineClaim({
  key: 'update.nextDue',
  summary: 'When the next update is due',
  sentence: 'We will publish the next update by {{claim update.nextDue}}.',
  example: '10am on Thursday 30 April',
  formula: 'The time that the update itself sets.',
  holdsWhile: 'it is not yet due, or the next update came out by then. A late update withdraws it.',
  parameters,
  value,
  needs: ['updates'],
  evaluate({ updates, incident }, _, { update }) {
    const dueAt = update.nextUpdateDueAt ?? incident.nextUpdateDueAt;
    if (dueAt === null) return refuse('No next update is due.');
    const next = updates.find((one) => update.number !== null && one.number > update.number);
    return {
      ok: true,
      value: {
        dueAt: dueAt.toISOString(),
        number: update.number,
        followedAt: next?.publishedAt.toISOString() ?? null,
      },
      text: momentText(dueAt),
      evidence: { text: 'The time set by this update.', counts: {}, exclusions: [] },
    };
  },
  holds(said, shown, { now }) {
    const dueMs = Date.parse(said.dueAt);
    return shown.followedAt === null ? now.getTime() < dueMs : Date.parse(shown.followedAt) <= dueMs;
  },
  nowText: (shown, said) =>
    shown.followedAt === null
      ? 'the next update is late'
      : `the update due at ${momentText(new Date(said.dueAt))} was late`,
});
