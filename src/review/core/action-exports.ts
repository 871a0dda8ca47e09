import { writeCsv } from '#platform/csv';
import type { ReviewAction } from '../model.ts';
import { actionText, baselineText, measureText } from './action-words.ts';
import { isOverdue } from './actions.ts';

/** An action as it leaves the product; what is left out of publication is marked by whoever makes it. */
export interface ActionRow {
  reference: string;
  incident: string;
  action: string;
  factors: string[];
  type: string;
  strength: string;
  owner: string;
  organisation: string;
  status: string;
  overdue: boolean;
  dueOn: string;
  originalDueOn: string;
  checkOn: string;
  measure: string;
  baseline: string;
  lastCheck: string | null;
}

export function actionRow(
  action: ReviewAction & { incident: { slug: string } },
  today: string,
  redact: (text: string) => string = (text) => text,
): ActionRow {
  const check = action.checks.at(-1);
  return {
    reference: action.reference,
    incident: action.incident.slug,
    action: redact(actionText(action)),
    factors: action.factors,
    type: action.type,
    strength: action.strength,
    owner: redact(action.owner),
    organisation: action.ownerOrganisation,
    status: action.status,
    overdue: isOverdue(action, today),
    dueOn: action.dueOn,
    originalDueOn: action.originalDueOn,
    checkOn: action.checkOn,
    measure: redact(measureText(action.measure)),
    baseline: redact(baselineText(action.measure)),
    lastCheck: check ? redact(`${check.outcome}: ${check.text}`) : null,
  };
}

const columns = [
  'reference',
  'incident',
  'action',
  'factors',
  'type',
  'strength',
  'owner',
  'organisation',
  'status',
  'overdue',
  'due_on',
  'original_due_on',
  'check_on',
  'measure',
  'baseline',
  'last_check',
] as const;

/** Actions as a CSV file, one a line. */
export const actionsCsv = (rows: readonly ActionRow[]): string =>
  writeCsv(
    columns,
    rows.map((row) => [
      ...[row.reference, row.incident, row.action, row.factors.join(' '), row.type, row.strength, row.owner],
      ...[row.organisation, row.status, row.overdue, row.dueOn, row.originalDueOn, row.checkOn],
      ...[row.measure, row.baseline, row.lastCheck],
    ]),
  );

/** The body of a webhook about an action: what changed, and the action whole. Pure: sending it is a connector's. */
export interface ActionWebhook {
  type: 'action.changed' | 'action.reminder';
  at: string;
  reason: string;
  action: ActionRow;
}

export const actionWebhook = (
  type: ActionWebhook['type'],
  of: { at: Date; reason: string; action: ActionRow },
): ActionWebhook => ({ type, at: of.at.toISOString(), reason: of.reason, action: of.action });
