import type { UpdatePlan } from '../support/script.ts';
import { london } from '../support/time.ts';

const update = (
  number: number,
  published: string,
  due: string,
  title: string,
  lines: readonly string[],
): UpdatePlan => {
  const publishedAt = london(published);
  const draftedAt = new Date(publishedAt.getTime() - 20 * 60_000);
  return { number, draftedAt, publishedAt, title, body: lines.join('\n\n'), nextUpdateDue: london(due) };
};

export const harbourUpdates: readonly UpdatePlan[] = [
  update(1, '2026-06-11 16:00', '2026-06-12 17:00', 'Connections drop at practices near the harbour', [
    'Since Wednesday 10 June, {{claim practices.affectedEver}} have been affected.',
    'Next update: {{claim update.nextDue}}.',
  ]),
  update(2, '2026-06-12 16:00', '2026-06-15 17:00', 'Downloads will wait until 10am', [
    'The hub is full in the morning. Its peak was {{claim concentrator.peak concentrator=HUB-1 fromHour=7 toHour=10}}.',
    'Next update: {{claim update.nextDue}}.',
  ]),
  update(3, '2026-06-15 16:00', '2026-06-16 17:00', 'A second hub is ready', [
    'The desk has logged {{claim calls.linked from=2026-06-10 against=no}}.',
    'Next update: {{claim update.nextDue}}.',
  ]),
  update(4, '2026-06-16 16:00', '2026-06-17 18:00', 'The first practices have moved', [
    'So far, {{claim practices.moved}} have moved to the inland hub. {{claim practices.cannotMove}} cannot move.',
    'Next update: {{claim update.nextDue}}.',
  ]),
  update(5, '2026-06-17 17:00', '2026-06-18 17:00', 'Moves go on', [
    'So far, {{claim practices.moved}} have moved. Today, {{claim sites.flappedToday}} had an unstable connection.',
    'Next update: {{claim update.nextDue}}.',
  ]),
  update(6, '2026-06-18 14:00', '2026-06-19 12:00', 'It is quieter', [
    'There have been {{claim calls.quietSince}}.',
    'So far, {{claim practices.moved}} have moved.',
    'Next update: {{claim update.nextDue}}.',
  ]),
  update(7, '2026-06-19 11:00', '2026-06-22 17:00', 'Most practices have moved', [
    'So far, {{claim practices.moved}} have moved to the inland hub. {{claim practices.cannotMove contacted=yes}} cannot move.',
    'The peak on the harbour hub was {{claim concentrator.peak concentrator=HUB-1 fromHour=7 toHour=10 before=2026-06-12}}.',
    'Today, {{claim sites.flappedToday}} had an unstable connection. Sites were connected for {{claim availability from=2026-06-18}}. Now, {{claim practices.affectedNow}} are affected.',
    '{{claim exitCriteria.met}} for closing this incident are met. {{claim measures.cameTrue}} have done what they promised.',
    'We cannot say how many calls there have been: the service desk feed is not up to date.',
    'Over the whole incident, {{claim practices.affectedEver}} have been affected.',
    'Next update: {{claim update.nextDue}}.',
  ]),
];

/** What the author would have liked to say as well. The feed is stale, so its approval is refused. */
export const refusedHarbourUpdate = {
  title: 'It has been quiet',
  body: 'There have been {{claim calls.quietSince}}.',
  nextUpdateDue: london('2026-06-22 17:00').toISOString(),
};
