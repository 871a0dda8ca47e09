import { z } from 'zod';
import { displayName } from '#estate';
import { findIncidentById } from '#incidents';
import { audit } from '#platform/audit';
import { authorise, newSecret } from '#platform/auth';
import type { Context } from '#platform/context';
import { inTransaction } from '#platform/db';
import { parseInput } from '#platform/errors';
import { nextReminder } from './core/reminders.ts';
import { sendLink } from './messages.ts';
import { formPath } from './open.ts';
import { mayOpen } from './policy.ts';
import { callers } from './scene.ts';
import { selectLatestFixed, selectLatestReports } from './store.ts';
import { insertLinks, isAnyReminderDue, noteReminders, takeDueAsks } from './store-asks.ts';

export const remindInput = z.strictObject({});

/**
 * Reminds every practice whose reminder is due, each over a new link, and says how many were sent. Reminders end with an answer that all is
 * well, after the stated number in a row, and with the recovery. Run again, it sends nothing twice.
 */
export async function remindPractices(
  context: Context,
  input: z.input<typeof remindInput> = {},
): Promise<{ reminded: number }> {
  authorise(context.actor, mayOpen);
  parseInput(remindInput, input, 'input of recovery.remind');
  // Almost every minute none is due: that is asked without a transaction.
  if (!(await isAnyReminderDue(context))) return { reminded: 0 };
  return inTransaction(context, async (tx) => {
    const due = await takeDueAsks(tx);
    if (due.length === 0) return { reminded: 0 };
    let reminded = 0;
    for (const [incidentId, asks] of Map.groupBy(due, (each) => each.incidentId))
      reminded += await remindOf(tx, incidentId, asks);
    if (reminded > 0)
      await audit(tx, { verb: 'recovery.remind', subject: 'recovery:reminders', data: { reminded } });
    return { reminded };
  });
}

async function remindOf(
  tx: Context,
  incidentId: number,
  asks: Awaited<ReturnType<typeof takeDueAsks>>,
): Promise<number> {
  const now = tx.clock.now();
  const { states } = await findIncidentById(tx.db, incidentId);
  const latest = new Map(
    (await selectLatestReports(tx.db, incidentId)).map(({ practiceId, answer }) => [
      practiceId,
      answer.state,
    ]),
  );
  const over = states.recovery === 'recovered';
  const wanting = asks.filter(
    ({ practiceId, closesAt }) => !over && closesAt > now && latest.get(practiceId) !== 'recovered',
  );
  const called = await callers(tx.db, incidentId);
  const told = new Set((await selectLatestFixed(tx.db, incidentId)).map(({ practiceId }) => practiceId));
  const sent = new Set<number>();
  for (const ask of wanting) {
    if (ask.email === null && ask.mobile === null) continue;
    const secret = newSecret();
    await insertLinks(tx, [{ askId: ask.id, secret }], ask.closesAt);
    const to = { ...ask, practiceName: displayName(ask.practiceName) };
    const { closesAt, practiceId } = ask;
    const asksFixed = called.has(practiceId) && !told.has(practiceId);
    await sendLink(tx, to, { kind: 'recovery-reminder', path: formPath(secret), closesAt, asksFixed });
    sent.add(ask.id);
  }
  await noteReminders(
    tx,
    asks.map((ask) => {
      const reminders = ask.reminders + 1;
      const state = latest.get(ask.practiceId) ?? 'not replied';
      const next = wanting.includes(ask)
        ? nextReminder({ state, reminders, from: now, closesAt: ask.closesAt })
        : null;
      // Without an address nothing was sent, so nothing is counted.
      return { askId: ask.id, reminders: sent.has(ask.id) ? reminders : ask.reminders, next };
    }),
  );
  return sent.size;
}
