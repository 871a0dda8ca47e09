import { z } from 'zod';
import { findIncident, slugText } from '#incidents';
import { authorise } from '#platform/auth';
import type { Context } from '#platform/context';
import { type CsvCell, writeCsv } from '#platform/csv';
import { parseInput } from '#platform/errors';
import { orderingRule } from './core/order.ts';
import { type PracticeDetail, recoveryDetail } from './detail.ts';
import { backlogKinds } from './model.ts';
import { mayExport } from './policy.ts';

export const exportInput = z.strictObject({ incident: slugText });

const columns: readonly [name: string, of: (detail: PracticeDetail) => CsvCell][] = [
  ['rank', ({ rank }) => rank],
  ['because', ({ because }) => because],
  ['ods_code', ({ report }) => report.odsCode],
  ['practice', ({ name }) => name],
  ['postcode', ({ postcode }) => postcode],
  ['state', ({ report }) => report.state],
  ['said_at', ({ report }) => report.at],
  ['said_by', ({ report }) => report.saidBy ?? ''],
  ['channel', ({ report }) => report.channel ?? ''],
  ['taken_by', ({ report }) => report.takenBy ?? ''],
  ['fixed', ({ report }) => report.answer?.fixed ?? ''],
  ['not_fixed_at', ({ notFixed }) => notFixed?.sites.map(({ code }) => code).join('; ') ?? ''],
  ['not_working', ({ report }) => report.answer?.notWorking?.join('; ') ?? ''],
  ['telephones', ({ report }) => report.answer?.telephones ?? ''],
  ['online_consultations', ({ report }) => report.answer?.onlineConsultations ?? ''],
  ...backlogKinds.map(
    (kind) =>
      [
        kind.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
        ({ report }: PracticeDetail) => report.answer?.backlog[kind] ?? '',
      ] as [string, (detail: PracticeDetail) => CsvCell],
  ),
  [
    'backlog_hours',
    (detail) => (detail.backlogHours === null ? '' : Math.round(detail.backlogHours * 10) / 10),
  ],
  ['staff_hours', ({ report }) => report.answer?.staffHours ?? ''],
  ['expected_normal_on', ({ report }) => report.expectedNormalOn ?? ''],
  ['called', ({ called }) => (called ? 'yes' : 'no')],
  ['readings_disagree', ({ conflict }) => conflict?.kind ?? ''],
];

/** Every awaited practice as CSV, who needs help first on top. The rule of the order stands beside each. Empty is not known. */
export async function exportRecovery(
  context: Context,
  input: z.input<typeof exportInput>,
): Promise<{ orderingRule: string; csv: string }> {
  authorise(context.actor, mayExport);
  const { incident: slug } = parseInput(exportInput, input, 'input of recovery.export');
  const incident = await findIncident(context.db, slug);
  const { practices } = await recoveryDetail(context.db, incident, context.clock.now());
  const csv = writeCsv(
    [...columns.map(([name]) => name), 'order'],
    practices.map((detail) => [...columns.map(([, of]) => of(detail)), orderingRule]),
  );
  return { orderingRule, csv };
}
