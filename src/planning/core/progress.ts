import type { MigrationProgress, MoveStatus, SiteMove } from '../model.ts';

/** What is stored of a site in a migration. */
export interface MoveRecord {
  siteId: number;
  siteCode: string;
  practiceId: number;
  /** When a plan brought it in; null: it was on the old concentrator when the migration began. */
  joinedAt: Date | null;
  wave: string | null;
  plannedFor: Date | null;
  plannedAt: Date | null;
  movedAt: Date | null;
  verifiedAt: Date | null;
  cannotAt: Date | null;
  cannotReason: string | null;
}

const before = (instant: Date | null, at: Date): boolean =>
  instant !== null && instant.getTime() <= at.getTime();

/** Where a site stood at an instant. What was done outweighs what was said: a site that moved could move. */
function statusAt(move: MoveRecord, at: Date): MoveStatus {
  if (before(move.verifiedAt, at)) return 'verified';
  if (before(move.movedAt, at)) return 'moved';
  if (before(move.cannotAt, at)) return 'cannot move';
  return before(move.plannedAt, at) ? 'planned' : 'not planned';
}

/** How a site's move stands at an instant. */
export function siteAt(move: MoveRecord, at: Date): SiteMove {
  const status = statusAt(move, at);
  const planned = before(move.plannedAt, at);
  return {
    siteId: move.siteId,
    siteCode: move.siteCode,
    practiceId: move.practiceId,
    status,
    wave: planned ? move.wave : null,
    plannedFor: planned ? move.plannedFor : null,
    movedAt: before(move.movedAt, at) ? move.movedAt : null,
    verifiedAt: before(move.verifiedAt, at) ? move.verifiedAt : null,
    reason: status === 'cannot move' ? move.cannotReason : null,
  };
}

/**
 * How far a migration was at an instant. Every site has one status; `moved` counts verified sites too. What is said of the migration
 * is of the sites that were on the old concentrator; those that a plan brought in from elsewhere stand beside it.
 */
export function progressOf(
  plan: Pick<MigrationProgress, 'key' | 'title' | 'fromCode' | 'toCode' | 'startedAt'>,
  moves: readonly MoveRecord[],
  contactedSiteIds: ReadonlySet<number>,
  at: Date,
): MigrationProgress {
  const sites = moves.filter((move) => move.joinedAt === null).map((move) => siteAt(move, at));
  const count = (...statuses: MoveStatus[]): number =>
    sites.filter((site) => statuses.includes(site.status)).length;
  return {
    ...plan,
    total: sites.length,
    planned: count('planned'),
    moved: count('moved', 'verified'),
    verified: count('verified'),
    notPlanned: count('not planned'),
    cannotMove: reasonsOf(sites, contactedSiteIds),
    practices: practicesOf(sites),
    sites,
    elsewhere: moves.filter((move) => before(move.joinedAt, at)).map((move) => siteAt(move, at)),
  };
}

/** The reasons why sites cannot move, the commonest first. */
function reasonsOf(
  sites: readonly SiteMove[],
  contacted: ReadonlySet<number>,
): MigrationProgress['cannotMove'] {
  const stuck = sites.filter((site) => site.status === 'cannot move');
  const byReason = Map.groupBy(stuck, (site) => site.reason ?? '');
  return [...byReason]
    .map(([reason, of]) => ({
      reason,
      siteCodes: of.map((site) => site.siteCode),
      contacted: of.filter((site) => contacted.has(site.siteId)).length,
    }))
    .sort((a, b) => b.siteCodes.length - a.siteCodes.length || a.reason.localeCompare(b.reason));
}

/** A practice is moved (verified) when it has a movable site and all its movable sites are. */
function practicesOf(sites: readonly SiteMove[]): MigrationProgress['practices'] {
  const practices = [...Map.groupBy(sites, (site) => site.practiceId).values()];
  const movable = practices.map((of) => of.filter((site) => site.status !== 'cannot move'));
  const all = (...statuses: MoveStatus[]): number =>
    movable.filter((of) => of.length > 0 && of.every((site) => statuses.includes(site.status))).length;
  return {
    total: practices.length,
    moved: all('moved', 'verified'),
    verified: all('verified'),
    cannotMove: movable.filter((of) => of.length === 0).length,
  };
}
