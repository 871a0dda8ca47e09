import { z } from 'zod';
import { findIncident, slugText } from '#incidents';
import { audit } from '#platform/audit';
import { authorise } from '#platform/auth';
import type { Context } from '#platform/context';
import { inTransaction } from '#platform/db';
import { notFound, parseInput } from '#platform/errors';
import type { CommsAlert } from './model.ts';
import { mayHandleAlerts } from './policy.ts';
import { acknowledge, selectAlerts } from './store-cards.ts';

export const listAlertsInput = z.strictObject({
  incident: slugText.optional(),
  all: z.boolean().default(false).describe('With those acknowledged'),
});

/** Published sentences that stopped being true and that nobody has dealt with, newest first. */
export async function listAlerts(
  context: Context,
  input: z.input<typeof listAlertsInput>,
): Promise<CommsAlert[]> {
  authorise(context.actor, mayHandleAlerts);
  const { incident: slug, all } = parseInput(listAlertsInput, input, 'input of alerts.list');
  const incident = slug === undefined ? null : await findIncident(context.db, slug);
  return selectAlerts(context.db, { openOnly: !all, ...(incident ? { incidentId: incident.id } : {}) });
}

export const acknowledgeInput = z.strictObject({ alert: z.coerce.number().int().min(1) });

/** Says that somebody deals with an alert. The sentence stays marked: only a new update can say what is true. */
export function acknowledgeAlert(
  context: Context,
  input: z.input<typeof acknowledgeInput>,
): Promise<{ alert: number }> {
  authorise(context.actor, mayHandleAlerts);
  const { alert } = parseInput(acknowledgeInput, input, 'input of alerts.acknowledge');
  return inTransaction(context, async (tx) => {
    if (!(await acknowledge(tx, alert))) throw notFound('open alert', alert);
    await audit(tx, { verb: 'alerts.acknowledge', subject: `alert:${alert}`, data: {} });
    return { alert };
  });
}
