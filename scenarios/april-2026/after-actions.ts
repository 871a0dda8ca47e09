import type { Does } from '../support/script.ts';
import { london } from '../support/time.ts';
import { director, independent } from './after-people.ts';
import { engineer, lead, supplier } from './people.ts';

// Five actions: one is done and fails its check, is opened again and is later shown to work; one is shown to work at once; one
// is judged by a person; one is late; one is rejected.

const mornings = { concentrator: 'VPN-B', weekdaysOnly: true, fromHour: 6, toHour: 9 };

export function proposeActions(does: Does): void {
  does(london('2026-05-18 10:00'), engineer, 'action.propose', {
    statement: 'Spread the morning downloads over the day, so that the second concentrator keeps headroom.',
    factors: ['concentrator-capacity'],
    type: 'prevent',
    strength: 'design change',
    owner: engineer.name,
    ownerOrganisation: 'Demonstration ICB',
    dueOn: '2026-06-01',
    checkOn: '2026-06-05',
    howShown: 'The weekday morning peak of the second concentrator stays below 60% of its rating.',
    baseline: 'The first concentrator peaked at more than its rating before the incident',
    metric: {
      metric: 'concentrator.peakUtilisation',
      parameters: mornings,
      comparator: 'below',
      target: 60,
      windowHours: 24,
    },
  });
  does(london('2026-05-18 10:10'), supplier, 'action.propose', {
    statement: 'Replace firmware fw-9.4.1 on every firewall by the corrected one.',
    factors: ['firewall-software'],
    type: 'correct',
    strength: 'design change',
    owner: supplier.name,
    ownerOrganisation: 'Firewall supplier',
    dueOn: '2026-06-12',
    checkOn: '2026-06-26',
    howShown: 'No call about lost connections for 14 days after the last firewall.',
    metric: { metric: 'calls.linkedPerDeskDay', comparator: 'at most', target: 0, windowHours: 336 },
    baseline: 'Several calls a service desk day in the week from 20 April',
  });
  does(london('2026-05-18 10:20'), lead, 'action.propose', {
    statement: 'Name one person for each concentrator who answers for its headroom, with a deputy.',
    factors: ['headroom-not-watched'],
    type: 'prepare',
    strength: 'training',
    owner: lead.name,
    ownerOrganisation: 'Demonstration ICB',
    dueOn: '2026-06-10',
    checkOn: '2026-06-24',
    howShown: 'In an exercise, the person is reached within 15 minutes and knows what to do.',
    baseline: 'Nobody answered for it',
  });
  does(london('2026-05-18 10:30'), engineer, 'action.propose', {
    statement: 'Raise an alarm when a concentrator passes 85% of its rating on two mornings.',
    factors: ['headroom-not-watched', 'concentrator-capacity'],
    type: 'detect',
    strength: 'automation',
    owner: engineer.name,
    ownerOrganisation: 'Demonstration ICB',
    dueOn: '2026-06-15',
    checkOn: '2026-07-15',
    howShown: 'A test load raises the alarm, and somebody answers it within an hour.',
    baseline: 'No alarm',
  });
  does(london('2026-05-18 10:40'), lead, 'action.propose', {
    statement: 'Remind engineers every month to look at the load of the concentrators.',
    factors: ['headroom-not-watched'],
    type: 'detect',
    strength: 'reminder',
    owner: lead.name,
    ownerOrganisation: 'Demonstration ICB',
    dueOn: '2026-06-30',
    checkOn: '2026-07-31',
    howShown: 'Somebody looked in each of two months.',
    baseline: 'Nobody looked',
  });
}

export function carryOutActions(does: Does): void {
  for (const number of [1, 2, 3, 4]) does(london('2026-05-29 15:00'), director, 'action.accept', { number });
  does(london('2026-05-29 15:00'), director, 'action.reject', {
    number: 5,
    reason: 'The reviewer showed that a reminder does not work here. The alarm of action 4 takes its place.',
  });
  does(london('2026-06-01 16:00'), engineer, 'action.done', {
    number: 1,
    evidence: 'Downloads of all sites on the list now start at a time of their own.',
  });
  // The check of 5 June fails: some sites were not on the list.
  does(london('2026-06-08 10:00'), engineer, 'action.start', {
    number: 1,
    note: 'The list lacked the branch sites and those that moved last.',
  });
  does(london('2026-06-08 10:30'), director, 'action.replan', {
    number: 1,
    dueOn: '2026-06-19',
    checkOn: '2026-06-26',
    reason: 'The check of 5 June found 72% instead of less than 60%.',
  });
  does(london('2026-06-10 15:00'), lead, 'action.done', {
    number: 3,
    evidence: 'Names and deputies are on the rota.',
  });
  does(london('2026-06-12 17:00'), supplier, 'action.done', {
    number: 2,
    evidence: 'The last firewall was changed on 12 June.',
  });
  does(london('2026-06-18 16:00'), engineer, 'action.done', {
    number: 1,
    evidence: 'All sites, branch sites included.',
  });
  does(london('2026-06-24 14:00'), independent, 'action.judge', {
    number: 3,
    works: true,
    evidence: 'In the exercise of 23 June the deputy was reached in 6 minutes and lowered the load.',
  });
}
