import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type AddressEntry, type AddressReport, importEstate, type PreviewEntry } from '#estate';
import { audit } from '#platform/audit';
import { authorise, newSecret } from '#platform/auth';
import type { Context } from '#platform/context';
import { inTransaction } from '#platform/db';
import { AllclearError, type Fault, notFound, parseInput } from '#platform/errors';
import { takeEstateAddresses } from '#publishing';
import { importCallsCsv, isPrivacyFault } from '#servicedesk';
import { importReadingsCsv } from '#telemetry';
import { unpack, uploadLimits } from './core/unpack.ts';
import { type ImportOutcome, type Upload, uploadKinds } from './model.ts';
import { mayManageSettings } from './policy.ts';
import {
  deleteExpiredUploads,
  deleteUpload,
  dropOldUploads,
  insertUpload,
  type KeptUpload,
  lockUpload,
  selectUpload,
} from './store.ts';

const optionsShape = z.strictObject({
  icb: z.string().trim().toUpperCase().min(1).max(10).optional(),
  subIcb: z.string().trim().toUpperCase().min(1).max(10).optional(),
  source: z.string().trim().min(1).max(60).optional(),
  onFault: z.enum(['refuse', 'skip']).default('refuse'),
});
type Options = z.output<typeof optionsShape>;

export const previewInput = z.strictObject({
  kind: z.enum(uploadKinds).describe('What the file holds'),
  fileName: z.string().max(1_000),
  content: z.base64('is not base64').describe('The file, as base64'),
  icb: optionsShape.shape.icb.describe('Estate: only practices of this integrated care board, such as QKS'),
  subIcb: optionsShape.shape.subIcb.describe('Estate: only practices of this sub-ICB location, such as 91Q'),
  source: optionsShape.shape.source.describe('Readings and calls: where they come from'),
  onFault: optionsShape.shape.onFault.describe(
    'Readings and calls: whether one bad row refuses the whole file',
  ),
});

const keptMs = 60 * 60_000;

/**
 * Reads a file and says what importing it would add, change and refuse. Changes nothing, and keeps the file for an hour so that
 * it can be confirmed. A file that would be refused is not kept: `import.rejected` names every row and field. Nor is one with
 * what looks like an NHS number, whatever was said of bad rows.
 */
export async function previewUpload(context: Context, given: z.input<typeof previewInput>): Promise<Upload> {
  authorise(context.actor, mayManageSettings);
  const { kind, fileName, content, ...rest } = parseInput(previewInput, given, 'file');
  const { name, bytes } = unpacked(fileName, Buffer.from(content, 'base64'));
  const options = optionsShape.parse(rest);
  const { outcome, fingerprint } = await tryImport(context, kind, { name, bytes, options, dryRun: true });
  return inTransaction(context, async (tx) => {
    const now = tx.clock.now();
    await dropOldUploads(tx.db, now, tx.actor.name);
    const upload: KeptUpload = {
      ...{ id: newSecret(), kind, fileName: name, bytes, options, outcome, fingerprint },
      sha256: createHash('sha256').update(bytes).digest('hex'),
      createdBy: tx.actor.name,
      createdAt: now,
      expiresAt: new Date(now.getTime() + keptMs),
    };
    await insertUpload(tx.db, upload);
    await audit(tx, {
      verb: 'upload.preview',
      subject: `upload:${upload.id.slice(0, 8)}`,
      data: { kind, fileName: name, sha256: upload.sha256, faults: outcome.faultCount },
    });
    return shownUpload(upload);
  });
}

const holdsNhsNumber = (faults: readonly Fault[]): AllclearError =>
  new AllclearError(
    'privacy.nhs-number',
    'The file holds what looks like an NHS number. It was not kept, and nothing was changed.',
    { faults, remedy: 'Take the numbers out, and send the file again.' },
  );

function unpacked(fileName: string, content: Buffer): { name: string; bytes: Uint8Array } {
  const outcome = unpack(fileName, content, uploadLimits);
  if ('bytes' in outcome) return outcome;
  throw new AllclearError(
    outcome.isTooLarge ? 'input.too-large' : 'input.invalid',
    'The file cannot be taken. Nothing was changed.',
    { faults: [{ field: 'file', reason: outcome.refused }] },
  );
}

const idInput = z.strictObject({ id: z.string().trim().min(1).max(100).describe('Of the preview') });

export { idInput as uploadIdInput };

/** The preview as it was made. */
export async function showUpload(context: Context, given: z.input<typeof idInput>): Promise<Upload> {
  authorise(context.actor, mayManageSettings);
  const { id } = parseInput(idInput, given, 'preview');
  return shownUpload(present(await selectUpload(context.db, id), context));
}

/**
 * Imports the file exactly as previewed: it is imported in one transaction, and taken back with `conflict` when that came to
 * anything else than the preview said, because the estate or the calls changed meanwhile.
 */
export async function applyUpload(context: Context, given: z.input<typeof idInput>): Promise<Upload> {
  authorise(context.actor, mayManageSettings);
  const { id } = parseInput(idInput, given, 'preview');
  return inTransaction(context, async (tx) => {
    const upload = present(await lockUpload(tx.db, id), tx);
    const options = optionsShape.parse(upload.options);
    const { fileName: name, bytes, kind } = upload;
    const { outcome, fingerprint } = await tryImport(tx, kind, { name, bytes, options, dryRun: false }).catch(
      (error: unknown) => {
        // What was fine an hour ago is refused now: it changed meanwhile.
        throw error instanceof AllclearError && error.code === 'import.rejected'
          ? changedSince(error.faults)
          : error;
      },
    );
    if (fingerprint !== upload.fingerprint) throw changedSince();
    await deleteUpload(tx.db, id);
    await audit(tx, {
      verb: 'upload.apply',
      subject: `upload:${id.slice(0, 8)}`,
      data: { kind, fileName: name, sha256: upload.sha256, previewedBy: upload.createdBy },
    });
    return shownUpload({ ...upload, outcome });
  });
}

const changedSince = (faults: readonly Fault[] = []): AllclearError =>
  new AllclearError('conflict', 'What is stored has changed since the preview. Nothing was changed now.', {
    faults,
    remedy: 'Preview the file again, and look at what it would do now.',
  });

/** Deletes files that nobody confirmed within the hour. Returns how many. */
export function expireUploads(context: Context): Promise<number> {
  authorise(context.actor, mayManageSettings);
  return deleteExpiredUploads(context.db, context.clock.now());
}

/** Forgets a file that waits. */
export async function dropUpload(context: Context, given: z.input<typeof idInput>): Promise<{ id: string }> {
  authorise(context.actor, mayManageSettings);
  const { id } = parseInput(idInput, given, 'preview');
  return inTransaction(context, async (tx) => {
    const { kind, fileName } = present(await lockUpload(tx.db, id), tx);
    await deleteUpload(tx.db, id);
    await audit(tx, { verb: 'upload.drop', subject: `upload:${id.slice(0, 8)}`, data: { kind, fileName } });
    return { id };
  });
}

function present(upload: KeptUpload | undefined, { clock }: Context): KeptUpload {
  if (upload && upload.expiresAt.getTime() > clock.now().getTime()) return upload;
  throw notFound('preview', 'of this name: it was used, dropped, or an hour has passed');
}

const shownUpload = ({
  id,
  kind,
  fileName,
  createdBy,
  createdAt,
  expiresAt,
  outcome,
}: KeptUpload): Upload => ({
  ...{ id, kind, fileName, createdBy, createdAt, expiresAt },
  outcome,
});

interface Trial {
  name: string;
  bytes: Uint8Array;
  options: Options;
  dryRun: boolean;
}

/** Imports, or only tries to. The fingerprint is over all that it came to: the same twice only when the same would be done. */
async function tryImport(
  context: Context,
  kind: Upload['kind'],
  trial: Trial,
): Promise<{ outcome: ImportOutcome; fingerprint: string }> {
  const plan: unknown[] = [];
  const outcome = await importers[kind](context, trial, (entries) => plan.push(...entries));
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([outcome, plan]))
    .digest('hex');
  return { outcome, fingerprint };
}

type Importer = (
  context: Context,
  trial: Trial,
  onPlan: (entries: readonly (PreviewEntry | AddressEntry)[]) => void,
) => Promise<ImportOutcome>;

const shownEntries = 200;

const countsOfAddresses = ({ added, changed, known, leftAlone }: AddressReport): ImportOutcome['counts'] => [
  { what: 'addresses of practices added', count: added },
  { what: 'addresses of practices changed', count: changed },
  { what: 'addresses of practices known already', count: known },
  ...leftAlone.map(({ why, count, sites }) => ({
    what: `addresses left alone, ${why} (${sites.slice(0, 5).join(', ')}${sites.length > 5 ? ' and others' : ''})`,
    count,
  })),
];

const importers: Record<Upload['kind'], Importer> = {
  async estate(context, { name, bytes, options: { icb, subIcb }, dryRun }, onPlan) {
    const report = await importEstate(
      context,
      { fileName: name, bytes, filter: { icb, subIcb }, dryRun },
      {
        takeAddresses: takeEstateAddresses,
        onPlan: (entries, addresses) => onPlan([...entries, ...addresses]),
      },
    );
    const { adds, changes, closures, missing, skipped, rows, addresses } = report;
    return {
      counts: [
        { what: `rows of ${report.kind}`, count: rows },
        { what: 'added', count: adds },
        { what: 'changed', count: changes },
        { what: 'closed', count: closures },
        { what: 'no longer listed', count: missing },
        { what: 'out of scope', count: skipped },
        ...(addresses ? countsOfAddresses(addresses) : []),
      ],
      entries: report.preview,
      faults: [],
      faultCount: 0,
    };
  },
  async readings(context, { name, bytes, options: { source, onFault }, dryRun }) {
    const report = await importReadingsCsv(context, {
      ...{ bytes, fileName: name, onFault, dryRun },
      ...(source === undefined ? {} : { source }),
    });
    return {
      counts: [
        { what: 'readings added', count: report.accepted },
        { what: 'readings known already', count: report.repeated },
        { what: 'sites whose history changes', count: report.changedSites },
        { what: 'rows left out', count: report.faultCount },
      ],
      entries: [],
      faults: report.faults.slice(0, shownEntries),
      faultCount: report.faultCount,
    };
  },
  async calls(context, { name, bytes, options: { source, onFault }, dryRun }, onPlan) {
    const entries: PreviewEntry[] = [];
    const report = await importCallsCsv(
      context,
      { bytes, fileName: name, onFault, dryRun, source },
      {
        onPlan(adds, changes) {
          for (const call of adds) entries.push({ action: 'add', key: call });
          for (const call of changes) entries.push({ action: 'change', key: call });
        },
      },
    );
    // Counted over all rows: the list of faults is cut.
    if (report.privacyFaultCount > 0) throw holdsNhsNumber(report.faults.filter(isPrivacyFault));
    onPlan(entries);
    return {
      counts: [
        { what: 'calls added', count: report.added },
        { what: 'calls changed', count: report.changed },
        { what: 'rows that say nothing new', count: report.unchanged },
        { what: 'calls tied to a practice', count: report.matched },
        { what: 'calls tied to no practice', count: report.unmatched },
        { what: 'rows left out', count: report.refused },
      ],
      entries: entries.slice(0, shownEntries),
      faults: report.faults.slice(0, shownEntries),
      faultCount: report.faults.length,
    };
  },
};
