import { listPractices, listSites } from '#estate';
import { audit } from '#platform/audit';
import { londonDate } from '#platform/clock';
import type { Context } from '#platform/context';
import { inTransaction, lockForTransaction } from '#platform/db';
import { AllclearError, type Fault } from '#platform/errors';
import { emit } from '#platform/outbox';
import type { CallRow } from './call-row.ts';
import { indexPlaces, matchPlace, type PlaceIndex } from './core/match-place.ts';
import { callKey, planIntake } from './core/plan-intake.ts';
import { type BadRow, type GoodRow, isPrivacyFault } from './core/read-row.ts';
import type { Call, CallIntakeReport } from './model.ts';
import { advanceFeed, type CallToStore, type StoredCall, selectStored, upsertCalls } from './store.ts';

type Match = Pick<Call, 'practiceId' | 'siteId' | 'matchMethod' | 'matchScore'>;

export interface Intake {
  verb: string;
  rows: readonly (GoodRow | BadRow)[];
  onFault: 'refuse' | 'skip';
  dryRun: boolean;
  /** For each source that the batch speaks for: up to when it has now told everything. */
  syncedAt: ReadonlyMap<string, Date>;
  /** What the audit row says of where it came from; written even when nothing changed, if given. */
  origin?: Record<string, unknown>;
  /** Told the numbers of the calls that are added, and of those that change. */
  onPlan?: ((added: readonly string[], changed: readonly string[]) => void) | undefined;
}

const maxFaultsShown = 1_000;

/**
 * Stores a batch of calls in one transaction: when it returns, the calls are committed; when it throws, nothing is.
 * The same batch again changes nothing.
 */
export async function storeIntake(context: Context, intake: Intake): Promise<CallIntakeReport> {
  const good = intake.rows.filter((row): row is GoodRow => 'call' in row);
  const bad = intake.rows.filter((row): row is BadRow => 'faults' in row);
  const faults = bad.flatMap((row) => row.faults).sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
  if (faults.length > 0 && intake.onFault === 'refuse') throw refusal(bad, faults);
  return inTransaction(context, async (tx) => {
    // One intake at a time: what is new is decided against what is stored.
    await lockForTransaction(tx, 'servicedesk.intake');
    const known = new Map(
      (
        await selectStored(
          tx.db,
          good.map((row) => row.call),
        )
      ).map((call) => [callKey(call), call]),
    );
    const plan = planIntake(good, known);
    const numbers = (rows: readonly GoodRow[]): string[] => rows.map(({ call }) => call.externalId);
    intake.onPlan?.(numbers(plan.adds), numbers(plan.changes));
    const toStore = [...plan.adds, ...plan.changes];
    const matches = await matchRows(tx, toStore, known);
    const report: CallIntakeReport = {
      added: plan.adds.length,
      changed: plan.changes.length,
      unchanged: plan.unchanged,
      ...countMatched(good, matches, known),
      refused: bad.length,
      faults: shown(faults),
      privacyFaultCount: faults.filter(isPrivacyFault).length,
      dryRun: intake.dryRun,
    };
    if (!intake.dryRun) await write(tx, intake, toStore, matches, report);
    return report;
  });
}

async function write(
  tx: Context,
  intake: Intake,
  toStore: readonly GoodRow[],
  matches: ReadonlyMap<string, Match>,
  report: CallIntakeReport,
): Promise<void> {
  const callIds =
    toStore.length === 0
      ? []
      : await upsertCalls(
          tx.db,
          toStore.map((row) => toColumns(row, matches.get(callKey(row.call)) ?? unmatched)),
          tx.clock.now(),
        );
  for (const [source, at] of intake.syncedAt) await advanceFeed(tx.db, source, at);
  if (callIds.length > 0) await emit(tx, 'calls.changed', { callIds });
  if (callIds.length === 0 && !intake.origin) return;
  const { faults, dryRun: _, ...counts } = report;
  await audit(tx, {
    verb: intake.verb,
    subject: `calls:${[...intake.syncedAt.keys()].join(',')}`,
    data: { ...intake.origin, ...counts, faults: faults.length },
  });
}

/** As many as are shown, by line. What looks like an NHS number is never cut off for the sake of other faults. */
function shown(faults: readonly Fault[]): Fault[] {
  if (faults.length <= maxFaultsShown) return [...faults];
  const first = [...faults].sort((a, b) => Number(isPrivacyFault(b)) - Number(isPrivacyFault(a)));
  return first.slice(0, maxFaultsShown).sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
}

function refusal(bad: readonly BadRow[], faults: readonly Fault[]): AllclearError {
  const privacyOnly = bad.every((row) => row.privacyOnly);
  const many = bad.length === 1 ? '1 row' : `${bad.length} rows`;
  return new AllclearError(
    privacyOnly ? 'privacy.nhs-number' : 'import.rejected',
    `${many} cannot be stored${privacyOnly ? ', because of what looks like an NHS number' : ''}. Nothing was changed.`,
    {
      faults: shown(faults),
      remedy:
        'Correct the rows and send the whole batch again, or ask for the good rows to be stored (onFault skip).',
    },
  );
}

const unmatched: Match = { practiceId: null, siteId: null, matchMethod: null, matchScore: null };

/** Matches what is about to be stored to the estate. A match made by a person stays. */
async function matchRows(
  tx: Context,
  toStore: readonly GoodRow[],
  known: ReadonlyMap<string, StoredCall>,
): Promise<Map<string, Match>> {
  if (toStore.length === 0) return new Map();
  const index = await loadPlaceIndex(tx);
  return new Map(
    toStore.map(({ call }) => {
      const stored = known.get(callKey(call));
      return [callKey(call), stored?.matchMethod === 'person' ? stored : findMatch(index, call)];
    }),
  );
}

export async function loadPlaceIndex({ db, clock }: Context): Promise<PlaceIndex> {
  return indexPlaces(await listPractices(db), await listSites(db), londonDate(clock.now()));
}

function findMatch(index: PlaceIndex, call: CallRow): Match {
  const found = matchPlace(index, call);
  if (!found) return unmatched;
  return {
    practiceId: found.practiceId,
    siteId: found.siteId,
    matchMethod: found.method,
    matchScore: found.score,
  };
}

function countMatched(
  rows: readonly GoodRow[],
  matches: ReadonlyMap<string, Match>,
  known: ReadonlyMap<string, Match>,
): { matched: number; unmatched: number } {
  const keys = new Set(rows.map((row) => callKey(row.call)));
  const matched = [...keys].filter((key) => (matches.get(key) ?? known.get(key))?.practiceId != null).length;
  return { matched, unmatched: keys.size - matched };
}

function toColumns({ call, digest, raw }: GoodRow, match: Match): CallToStore {
  return {
    source: call.source,
    external_id: call.externalId,
    external_url: call.externalUrl,
    channel: call.channel,
    opened_at: call.openedAt,
    updated_at: call.updatedAt,
    closed_at: call.closedAt,
    status: call.status,
    caller_name: call.callerName,
    caller_email: call.callerEmail,
    caller_phone: call.callerPhone,
    ods_code: call.odsCode,
    site_text: call.siteText,
    short_description: call.shortDescription,
    description: call.description,
    category: call.category,
    impact: call.impact,
    urgency: call.urgency,
    priority: call.priority,
    parent_external_id: call.parentExternalId,
    practice_id: match.practiceId,
    site_id: match.siteId,
    match_method: match.matchMethod,
    match_score: match.matchScore,
    raw,
    digest_hex: digest,
  };
}
