import { writeCsv } from '#platform/csv';
import type { ActionBulletin } from '#publishing';

const columns = [
  'reference',
  'incident',
  'action',
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

/** The public tracker as a file, with the same words as the page. */
export const publicActionsCsv = (actions: readonly ActionBulletin[]): string =>
  writeCsv(
    columns,
    actions.map((action) => {
      const check = action.checks.at(-1);
      return [
        ...[action.reference, action.incidentSlug, action.text, action.type, action.strength],
        ...[action.owner, action.organisation, action.status, action.overdue],
        ...[action.dueOn, action.originalDueOn, action.checkOn, action.measure, action.baseline],
        check ? `${check.outcome}: ${check.text}` : null,
      ];
    }),
  );
