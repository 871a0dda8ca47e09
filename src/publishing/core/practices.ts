import type { EvidenceParts } from './evidence.ts';

type Sites = EvidenceParts['sites'];
type Impact = EvidenceParts['impact'];

// Many claims look at the same evidence: what is grouped once is kept as long as the evidence is.
const grouped = new WeakMap<Sites, ReadonlyMap<number, readonly number[]>>();
const owners = new WeakMap<Sites, ReadonlyMap<number, number>>();

function remember<K extends object, V>(kept: WeakMap<K, V>, key: K, compute: () => V): V {
  const known = kept.get(key);
  if (known !== undefined) return known;
  const value = compute();
  kept.set(key, value);
  return value;
}

/** Ids of sites by practice. */
export const sitesByPractice = (sites: Sites): ReadonlyMap<number, readonly number[]> =>
  remember(grouped, sites, () => {
    const found = new Map<number, number[]>();
    for (const site of sites) {
      const known = found.get(site.practiceId);
      if (known) known.push(site.id);
      else found.set(site.practiceId, [site.id]);
    }
    return found;
  });

const practiceBySite = (sites: Sites): ReadonlyMap<number, number> =>
  remember(owners, sites, () => new Map(sites.map((site) => [site.id, site.practiceId])));

/**
 * Practices with a site that lost service: in the incident so far (until `at`), or only those that lack it at `at`.
 * Degraded capacity alone does not count: it touches every site of a full concentrator, noticed or not.
 */
export function affectedPractices(
  sites: Sites,
  impact: Impact,
  at: Date,
  which: 'ever' | 'now',
): Set<number> {
  const practiceOf = practiceBySite(sites);
  const found = new Set<number>();
  for (const period of impact) {
    if (period.kind === 'degraded capacity' || period.from.getTime() > at.getTime()) continue;
    const over = period.to !== null && period.to.getTime() <= at.getTime();
    if (which === 'now' && over) continue;
    const practiceId = practiceOf.get(period.siteId);
    if (practiceId !== undefined) found.add(practiceId);
  }
  return found;
}
