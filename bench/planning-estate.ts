import { type Choice, type Problem, packProblem } from '#planning';
import type { Random } from '#platform/numbers';

/** A drawn estate: sites with a week of load, concentrators with ratings, and where the sites are now. */
export interface DrawnEstate {
  problem: Problem;
  now: Choice;
  /** Rows of the problem that are tunnels. */
  isHard(row: number): boolean;
}

export interface DrawnSize {
  sites: number;
  concentrators: number;
  /** Concentrators open to each site; all when absent. */
  eligible?: number;
  /** All load at its peak over all ratings; 0.62 when absent. */
  load?: number;
  /** All tunnels rated, over the sites; 1.25 when absent. */
  tunnels?: number;
}

const halfHours = 336;

/**
 * Lognormal sites with a peak at 8.30 on working days, a quarter of them with backups at night, a tenth that cannot move;
 * ratings 1 : 1 : 2 with all load at 62% of them at the peak; a tunnel rating 25% above an even share; sites now crowded on the
 * first concentrators that are open to them.
 */
export function drawEstate(size: DrawnSize, random: Random): DrawnEstate {
  const { sites, concentrators } = size;
  const dims = halfHours + 1;
  const profile = new Float64Array(sites * dims);
  for (let site = 0; site < sites; site++) drawSite(profile.subarray(site * dims, (site + 1) * dims), random);
  const total = new Float64Array(dims);
  for (let site = 0; site < sites; site++)
    for (let t = 0; t < dims; t++) total[t] = (total[t] as number) + (profile[site * dims + t] as number);
  const busiest = Math.max(...total.subarray(0, halfHours));
  const parts = Array.from({ length: concentrators }, (_, bin) => (bin % 3 === 2 ? 2 : 1));
  const all = parts.reduce((sum, part) => sum + part, 0);
  const capacity = new Float64Array(concentrators * dims);
  parts.forEach((part, bin) => {
    capacity.fill((busiest * part) / all / (size.load ?? 0.62), bin * dims, bin * dims + halfHours);
    capacity[bin * dims + halfHours] = Math.ceil(((size.tunnels ?? 1.25) * sites * part) / all);
  });
  const homes: number[] = [];
  const options = Array.from({ length: sites }, () => {
    const open = openTo(size, random);
    // Crowded: the first of those open, twice as likely as the next, and so on.
    let home = 0;
    while (home < open.length - 1 && random() < 0.42) home++;
    const at = open[home] as number;
    homes.push(at);
    const bins = random() < 0.1 ? [at] : open;
    return bins.map((bin) => ({ cost: bin === at ? 0 : 1, bins: [bin] }));
  });
  const problem = packProblem({ bins: concentrators, dims, profile, capacity }, options);
  const now = Int32Array.from(homes, (home, site) => {
    const from = problem.optionStart[site] as number;
    return from + (options[site] ?? []).findIndex((option) => option.bins[0] === home);
  });
  return { problem, now, isHard: (row) => row % dims === halfHours };
}

function openTo({ concentrators, eligible }: DrawnSize, random: Random): number[] {
  if (eligible === undefined) return Array.from({ length: concentrators }, (_, bin) => bin);
  const near = Math.floor(random() * concentrators);
  const open = new Set<number>();
  while (open.size < eligible)
    open.add((near + Math.floor(random() * random() * 3 * eligible)) % concentrators);
  return [...open].sort((a, b) => a - b);
}

function drawSite(week: Float64Array, random: Random): void {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const size = Math.exp(1 + 0.8 * normal);
  const backup = random() < 0.25 ? 0.5 + random() : 0;
  const shift = 2 * random() - 1;
  for (let day = 0; day < 7; day++)
    for (let half = 0; half < 48; half++) {
      const open = day < 5 ? 1 : 0.12;
      const morning = Math.exp(-(((half - 17 - shift) / 3) ** 2));
      const afternoon = 0.6 * Math.exp(-(((half - 29 - shift) / 5) ** 2));
      const night = half >= 8 && half < 14 ? backup : 0;
      const noise = 0.9 + 0.2 * random();
      week[day * 48 + half] =
        size * noise * (0.05 + open * (morning + afternoon) * (day === 0 ? 1.1 : 1) + night);
    }
  week[halfHours] = 1;
}
