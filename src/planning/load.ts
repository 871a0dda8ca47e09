import { z } from 'zod';
import { authorise } from '#platform/auth';
import type { Context } from '#platform/context';
import { AllclearError, notFound, parseInput } from '#platform/errors';
import { concentratorLoad, siteLoads } from './core/load/concentrator.ts';
import { type LoadProfile, profileOf } from './core/load/profile.ts';
import { loadEstate } from './estate-load.ts';
import { mayForecast } from './policy.ts';

const code = z.string().trim().toUpperCase().min(1).optional();

export const loadInput = z.strictObject({
  site: code.describe('Code of a site'),
  concentrator: code.describe('Code of a concentrator'),
  weeks: z.number().int().min(1).max(52).default(12).describe('Weeks to look back'),
});

export interface LoadAnswer {
  of: string;
  weeks: number;
  profile: LoadProfile;
  /** Half hours known, of all in the weeks. */
  known: number;
  halfHours: number;
  /** Of a site: half hours in which its load is a share of its concentrator's. */
  shared: number | null;
  /** Of a concentrator: what its sites do not account for, in Mbps on average; null while it cannot be told. */
  unattributedMbps: number | null;
}

/** The usual load of a site or a concentrator by half hour of the week. */
export async function showLoad(context: Context, input: z.input<typeof loadInput>): Promise<LoadAnswer> {
  authorise(context.actor, mayForecast);
  const given = parseInput(loadInput, input, 'input of plan.load');
  if ((given.site === undefined) === (given.concentrator === undefined))
    throw new AllclearError('input.invalid', 'Name either a site or a concentrator.', {
      faults: [{ field: 'site', reason: 'give this or concentrator' }],
    });
  const estate = await loadEstate(context.db, context.clock.now(), given.weeks * 7);
  const answer = (of: string, mbps: Float32Array) => ({
    of,
    weeks: given.weeks,
    profile: profileOf({ fromMs: estate.load.fromMs, mbps }, estate.holidays),
    known: mbps.filter((value) => !Number.isNaN(value)).length,
    halfHours: estate.load.halfHours,
  });
  if (given.concentrator !== undefined) {
    if (!estate.concentrators.some((one) => one.code === given.concentrator))
      throw notFound('concentrator', given.concentrator);
    const load = concentratorLoad(estate.load, given.concentrator);
    const rest = load.unattributedMbps.filter((value) => !Number.isNaN(value));
    const mean = rest.length === 0 ? null : rest.reduce((sum, value) => sum + value, 0) / rest.length;
    return { ...answer(given.concentrator, load.mbps), shared: null, unattributedMbps: mean };
  }
  const site = estate.sites.find((one) => one.code === given.site);
  if (!site) throw notFound('site', given.site ?? '');
  const load = siteLoads(estate.load).get(site.id);
  const mbps = load?.mbps ?? estate.load.sites.get(site.id) ?? new Float32Array(0);
  const shared = load ? load.shared.reduce((sum, one) => sum + one, 0) : 0;
  return { ...answer(site.code, mbps), shared, unattributedMbps: null };
}
