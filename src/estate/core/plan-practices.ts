import type { ImportFilter, Practice, PreviewEntry } from '../model.ts';
import { isInScope, type OdsPractice } from './ods.ts';
import {
  type Comparable,
  differences,
  emptyPlan,
  type ImportPlan,
  type Line,
  refuseRepeats,
} from './plan.ts';

export interface PracticePlan extends ImportPlan {
  /** To insert or update, by ODS code; each is listed, so none of them is missing any more. */
  upserts: OdsPractice[];
}

const lasting: ReadonlySet<string> = new Set(['active', 'dormant', 'proposed']);

/**
 * Compares a practice file with what is known. A practice is taken up when it is an active GP practice in scope; once
 * known it is followed wherever the file has it, so that a closure, a change of setting or a move to another board
 * is a change and not a disappearance.
 */
export function planPractices(
  known: readonly Practice[],
  file: readonly Line<OdsPractice>[],
  filter: ImportFilter,
): PracticePlan {
  const { rows, faults } = refuseRepeats(file, 'column 1', (practice) => practice.odsCode);
  const plan: PracticePlan = { ...emptyPlan(), faults, upserts: [] };
  const knownByCode = new Map(known.map((practice) => [practice.odsCode, practice]));
  for (const { value } of rows) planPractice(plan, knownByCode.get(value.odsCode), value, filter);
  const listed = new Set(rows.map((row) => row.value.odsCode));
  for (const practice of known) {
    if (!listed.has(practice.odsCode) && lasting.has(practice.status) && isKnownInScope(practice, filter)) {
      planMissing(plan, practice);
    }
  }
  return plan;
}

function planPractice(
  plan: PracticePlan,
  known: Practice | undefined,
  row: OdsPractice,
  filter: ImportFilter,
): void {
  const isOurs = row.isGpPractice && row.status === 'active' && isInScope(row, filter);
  if (known === undefined && !isOurs) {
    plan.skipped += 1;
    return;
  }
  const entry = known === undefined ? addition(row) : change(known, row);
  if (entry === undefined) return;
  plan.entries.push(entry);
  plan.upserts.push(row);
}

const addition = (row: OdsPractice): PreviewEntry => ({
  action: 'add',
  key: row.odsCode,
  after: `${row.name}, ${row.postcode}`,
});

function change(known: Practice, row: OdsPractice): PreviewEntry | undefined {
  const difference = differences(
    { ...comparable(known), listed: known.missingSince ? 'no' : 'yes' },
    { ...comparable(row), listed: 'yes' },
  );
  if (difference === undefined) return undefined;
  const closes = lasting.has(known.status) && !lasting.has(row.status);
  return { action: closes ? 'closure' : 'change', key: row.odsCode, ...difference };
}

const comparable = (practice: Practice | OdsPractice): Comparable => ({
  name: practice.name,
  address: practice.addressLines.join(', '),
  town: practice.town,
  postcode: practice.postcode,
  phone: practice.phone,
  icb: practice.icbCode,
  subIcb: practice.subIcbCode,
  status: practice.status,
  setting: practice.prescribingSetting,
  opened: practice.openedOn,
  closed: practice.closedOn,
});

const isKnownInScope = (practice: Practice, filter: ImportFilter): boolean =>
  (filter.icb === undefined || practice.icbCode === filter.icb) &&
  (filter.subIcb === undefined || practice.subIcbCode === filter.subIcb);

function planMissing(plan: ImportPlan, practice: Practice): void {
  plan.missing.push(practice.odsCode);
  if (practice.missingSince !== null) return;
  plan.flaggedMissing.push(practice.odsCode);
  plan.entries.push({
    action: 'missing',
    key: practice.odsCode,
    before: `${practice.name}, ${practice.postcode}`,
  });
}
