import type { UpdatePlan } from '../support/script.ts';
import { london } from '../support/time.ts';

/** A draft is written a quarter of an hour before; the last one is as of the minute it comes out. */
const update = (
  number: number,
  published: string,
  due: string,
  title: string,
  lines: readonly string[],
): UpdatePlan => {
  const publishedAt = london(published);
  const draftedAt = new Date(publishedAt.getTime() - 15 * 60_000);
  return { number, draftedAt, publishedAt, title, body: lines.join('\n\n'), nextUpdateDue: london(due) };
};

// Figures stand in these texts only as claims.
export const aprilUpdates: readonly UpdatePlan[] = [
  update(1, '2026-04-20 16:00', '2026-04-21 17:00', 'Practices are losing their network connection', [
    'Since Thursday 16 April, some practices lose their connection to the data centre for minutes at a time. It happens at different practices at different times.',
    'So far {{claim practices.affectedEver}} have been affected. The service desk has logged {{claim calls.linked from=2026-04-16 against=no}}.',
    'We are managing this as a major IT incident. Please report every loss of connection, so that it is tracked and given the right priority.',
    'Next update: {{claim update.nextDue}}.',
  ]),
  update(2, '2026-04-21 16:00', '2026-04-22 17:00', 'We are working with the supplier on the cause', [
    'Firewalls are becoming unstable. We are working with their supplier to find out why.',
    'So far {{claim practices.affectedEver}} have been affected.',
    'Affected firewalls are being restarted. We will say whether this helps.',
    'Next update: {{claim update.nextDue}}.',
  ]),
  update(3, '2026-04-22 16:00', '2026-04-23 17:00', 'Two things are making each other worse', [
    'A software fault makes some firewalls unstable. At the same time, all practices connect through one concentrator, which is full early on weekday mornings. This makes the firewall fault worse.',
    'Its peak between 6am and 10am was {{claim concentrator.peak concentrator=VPN-A fromHour=6 toHour=10}}.',
    'From Thursday 23 April, downloads that can wait are held back until 10am. This will lower the load in the early morning.',
    'Next update: {{claim update.nextDue}}.',
  ]),
  update(4, '2026-04-23 16:00', '2026-04-24 17:00', 'Early morning load has come down', [
    'The peak between 6am and 10am was {{claim concentrator.peak concentrator=VPN-A fromHour=6 toHour=10 before=2026-04-22}}.',
    'We are preparing a second concentrator. Practices will move to it from Friday 24 April.',
    'Next update: {{claim update.nextDue}}.',
  ]),
  update(5, '2026-04-24 16:00', '2026-04-27 17:00', 'Practices start to move to a second concentrator', [
    'The second concentrator is live. A first group of practices moves this evening, most others at the weekend.',
    '{{claim practices.cannotMove}} cannot move, because of how their connection is set up. They will still benefit, because the first concentrator will carry far less.',
    'So far {{claim practices.affectedEver}} have been affected.',
    'Next update: {{claim update.nextDue}}.',
  ]),
  update(6, '2026-04-27 16:00', '2026-04-28 17:00', 'Moves went well, and connections are steadier', [
    'The moves: {{claim practices.moved}} are now on the second concentrator. The others that can move will do so this evening.',
    'There have been {{claim calls.quietSince}}.',
    'It will take many days to recover from the impact. Tell us if you need help with your backlog.',
    'Next update: {{claim update.nextDue}}.',
  ]),
  update(7, '2026-04-28 16:00', '2026-04-29 12:00', 'Connections are remaining stable', [
    'Since the weekend, {{claim practices.moved}} have moved to a second concentrator. {{claim practices.cannotMove contacted=yes}} cannot move.',
    'There have been {{claim calls.quietSince}}. Today, {{claim sites.flappedToday}} had an unstable connection.',
    'We have commissioned a root cause analysis with an independent reviewer.',
    'Next update: {{claim update.nextDue}}.',
  ]),
  update(8, '2026-04-29 10:00', '2026-04-30 17:00', 'Access is remaining stable', [
    'The move: {{claim practices.moved}} have moved to a second VPN concentrator, and access is remaining stable.',
    '{{claim practices.cannotMove contacted=yes}} cannot move. They still benefit from the lower load: the peak on the first concentrator was {{claim concentrator.peak concentrator=VPN-A fromHour=6 toHour=10 before=2026-04-22}}.',
    'There have been {{claim calls.quietSince}}. This week the desk logged {{claim calls.linked from=2026-04-27 againstFrom=2026-04-20 againstTo=2026-04-24 words=yes}}.',
    'Today, {{claim sites.flappedToday}} had an unstable connection. Sites were connected for {{claim availability from=2026-04-28}}. Now, {{claim practices.affectedNow}} are affected.',
    'We still manage this as a major IT incident until the network is fully stable: {{claim exitCriteria.met}} for closing it are met. Of what we did, {{claim measures.cameTrue}} have done what they promised.',
    'Over the whole incident, {{claim practices.affectedEver}} have been affected. Recovery will take many days. If you have problems, please keep reporting them, so that they are tracked and given the right priority.',
    'Next update: {{claim update.nextDue}}.',
  ]),
];
