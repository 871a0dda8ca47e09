import { attributesAt, type Concentrator } from '#estate';
import type { Context } from '#platform/context';
import { AllclearError } from '#platform/errors';
import type { SiteImage } from './core/before-image.ts';
import { concentratorLoad, siteLoads } from './core/load/concentrator.ts';
import { profileOf } from './core/load/profile.ts';
import type { PlanConcentrator, PlanQuestion, PlanSite } from './core/waves/site-plan.ts';
import { loadEstate } from './estate-load.ts';
import { selectMoves } from './store.ts';

const weeks = 6;
export const unknownLoadReason = 'Its load is not known';

export interface GatheredQuestion {
  question: PlanQuestion;
  cannotMove: { site: string; reason: string }[];
  unknownLoad: string[];
  /** Attributes as they are on record, by the code of the site. */
  images: ReadonlyMap<string, SiteImage>;
}

/** Sites with their usual week and why they cannot move, and concentrators with their ratings, as they are now. */
export async function gatherQuestion(
  context: Context,
  migrationId: number | null,
  given: Pick<PlanQuestion, 'distancePercent' | 'preferred' | 'surviveLoss' | 'seconds'>,
): Promise<GatheredQuestion> {
  const now = context.clock.now();
  const estate = await loadEstate(context.db, now, weeks * 7);
  const attributes = await attributesAt(context.db, now);
  const moves = migrationId === null ? [] : await selectMoves(context.db, migrationId);
  const said = new Map(moves.map((move) => [move.siteId, move] as const));
  const rated = estate.concentrators.filter((one) => one.ratedMbps !== null);
  const codes = new Set(rated.map((one) => one.code));
  if (rated.length < 2)
    throw new AllclearError(
      'state.refused',
      'Fewer than two concentrators have a rating, so nothing can be planned.',
    );
  const loads = siteLoads(estate.load);
  const unknownLoad: string[] = [];
  const images = new Map<string, SiteImage>();
  const sites: PlanSite[] = [];
  for (const site of estate.sites) {
    const own = attributes.get(site.id) ?? {};
    const at = own.concentrator;
    if (site.closedOn !== null || at === undefined || !codes.has(at)) continue;
    images.set(site.code, own);
    const load = loads.get(site.id);
    const mbps = load ? usualWeek(profileOf(load, estate.holidays).ordinary) : null;
    if (!mbps) unknownLoad.push(site.code);
    const move = said.get(site.id);
    const fixed = fixedReason(own, move) ?? (mbps ? null : unknownLoadReason);
    sites.push({
      code: site.code,
      practice: site.odsCode,
      at,
      fixed,
      mbps: mbps ?? new Float64Array(336),
      tunnels: 1,
    });
  }
  if (sites.length === 0)
    throw new AllclearError(
      'state.refused',
      'No open site is on a concentrator with a rating, so nothing can be planned.',
    );
  const concentrators = rated.map((one): PlanConcentrator => {
    const whole = usualWeek(profileOf(concentratorLoad(estate.load, one.code), estate.holidays).ordinary);
    return {
      ...ratingsOf(one),
      otherMbps: restOf(
        whole,
        sites.filter((site) => site.at === one.code),
      ),
    };
  });
  return {
    question: { sites, concentrators, ...given },
    cannotMove: sites.flatMap(({ code, fixed }) =>
      fixed === null || fixed === unknownLoadReason ? [] : [{ site: code, reason: fixed }],
    ),
    unknownLoad,
    images,
  };
}

const ratingsOf = ({ code, dataCentre, ratedMbps, ratedTunnels }: Concentrator) => ({
  code,
  dataCentre,
  ratedMbps: ratedMbps ?? 0,
  ratedTunnels,
});

/** Reasons are what is on record: the estate's attributes, and what was said of the site in the migration. */
function fixedReason(
  own: Record<string, string>,
  move: { movedAt: Date | null; cannotReason: string | null } | undefined,
): string | null {
  if (move?.movedAt) return 'It moved already';
  if (move?.cannotReason) return move.cannotReason;
  if (/kpsn/i.test(own.circuit ?? '') || own['tag:kpsn'] === 'yes') return 'KPSN configuration';
  if ((own.template ?? '') !== '') return 'Bound to a template';
  if (own['tag:single-uplink'] === 'yes') return 'No second uplink';
  return null;
}

/** Why a site may move: what would forbid it is not on record. */
export const eligibleReason =
  'Its load is known, and neither KPSN, nor a template, nor a single uplink, nor a reason of its own is on record';

/** A week without gaps: where a half-hour is unknown, the site's busiest is taken, which errs on the safe side. Null: all unknown. */
function usualWeek(usual: readonly ({ mbps: number } | null)[]): Float64Array | null {
  const known = usual.flatMap((one) => (one ? [one.mbps] : []));
  if (known.length === 0) return null;
  const busiest = Math.max(...known);
  return Float64Array.from(usual, (one) => one?.mbps ?? busiest);
}

/** What a concentrator carries beyond its sites. */
function restOf(whole: Float64Array | null, sites: readonly PlanSite[]): Float64Array {
  const rest = whole?.slice() ?? new Float64Array(336);
  for (const { mbps } of sites)
    for (let t = 0; t < rest.length; t++) rest[t] = (rest[t] as number) - (mbps[t] as number);
  return rest.map((value) => Math.max(0, value));
}
