import type { PreviewEntry } from '../model.ts';
import {
  type Comparable,
  differences,
  emptyPlan,
  type ImportPlan,
  type Line,
  refuseRepeats,
} from './plan.ts';

export interface Rating {
  ratedMbps: number | null;
  ratedTunnels: number | null;
  source: string;
  /** London day, YYYY-MM-DD. */
  datedOn: string;
}

/** A concentrator as it is known. Its ratings are in the order they were recorded. */
export interface KnownConcentrator {
  code: string;
  name: string;
  dataCentre: string;
  model: string;
  ratings: readonly Rating[];
}

/** One row of the file. Undefined: the file has no such column. */
export interface ConcentratorRow {
  code: string;
  name: string;
  dataCentre?: string;
  model?: string;
  rating: Rating | null;
}

export interface ConcentratorPlan extends ImportPlan {
  upserts: Description[];
  ratings: (Rating & { code: string })[];
}

/** Compares a concentrator file with what is known. A concentrator it leaves out stays as it is. */
export function planConcentrators(
  known: readonly KnownConcentrator[],
  file: readonly Line<ConcentratorRow>[],
): ConcentratorPlan {
  const { rows, faults } = refuseRepeats(
    file,
    'code',
    ({ code, rating }) => `${code}${rating ? ` rated on ${rating.datedOn}` : ''}`,
  );
  const plan: ConcentratorPlan = { ...emptyPlan(), faults, upserts: [], ratings: [] };
  const byCode = new Map(known.map((concentrator) => [concentrator.code, concentrator]));
  const stated = new Set<string>();
  for (const { line, value } of rows) {
    const before = byCode.get(value.code);
    if (stated.has(value.code) && before && describe(before, describedBy(before, value))) {
      faults.push({ line, field: 'code', reason: `${value.code} is described otherwise on an earlier line` });
      continue;
    }
    stated.add(value.code);
    byCode.set(value.code, planConcentrator(plan, before, value));
  }
  return plan;
}

/** Plans one row and returns the concentrator as the row leaves it: a file may state several ratings of one. */
function planConcentrator(
  plan: ConcentratorPlan,
  before: KnownConcentrator | undefined,
  row: ConcentratorRow,
): KnownConcentrator {
  const after = describedBy(before, row);
  const entry = describe(before, after);
  if (entry) {
    plan.entries.push(entry);
    plan.upserts.push(after);
  }
  const ratings = planRating(plan, before?.ratings ?? [], row);
  return { ...after, ratings };
}

type Description = Omit<KnownConcentrator, 'ratings'>;

const describedBy = (before: KnownConcentrator | undefined, row: ConcentratorRow): Description => ({
  code: row.code,
  name: row.name,
  dataCentre: row.dataCentre ?? before?.dataCentre ?? '',
  model: row.model ?? before?.model ?? '',
});

function describe(before: KnownConcentrator | undefined, after: Description): PreviewEntry | undefined {
  if (before === undefined) return { action: 'add', key: after.code, after: after.name };
  const difference = differences(comparable(before), comparable(after));
  return difference && { action: 'change', key: after.code, ...difference };
}

const comparable = (of: Description): Comparable => ({
  name: of.name,
  dataCentre: of.dataCentre,
  model: of.model,
});

function planRating(
  plan: ConcentratorPlan,
  known: readonly Rating[],
  row: ConcentratorRow,
): readonly Rating[] {
  if (row.rating === null) return known;
  const { rating } = row;
  const standing = known.findLast((candidate) => candidate.datedOn === rating.datedOn);
  if (standing && ratingText(standing) === ratingText(rating)) return known;
  plan.ratings.push({ ...rating, code: row.code });
  plan.entries.push({
    action: standing ? 'change' : 'add',
    key: `${row.code} rating of ${rating.datedOn}`,
    ...(standing ? { before: ratingText(standing) } : {}),
    after: ratingText(rating),
  });
  return [...known, rating];
}

const ratingText = (rating: Rating): string =>
  `${rating.ratedMbps ?? 'unknown'} Mbps, ${rating.ratedTunnels ?? 'unknown'} tunnels, ${rating.source}`;
