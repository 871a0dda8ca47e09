/** A site's move, with what it carries in each half-hour of the week. */
export interface PlannedMove {
  site: string;
  practice: string;
  from: string;
  to: string;
  mbps: Float64Array;
  tunnels: number;
}

export interface Rated {
  code: string;
  ratedMbps: number | null;
  ratedTunnels: number | null;
  /** What it carries now in each half-hour, all sites included. */
  mbps: Float64Array;
  tunnels: number;
}

export interface WaveRules {
  /** Sites of the first wave, which shows that the steps work. */
  canarySites: number;
  /** Sites of every other wave at most; a practice with more goes in a wave of its own. */
  sitesAtMost: number;
  /** Of the practices that carry most, this share is large, and so many may be in one wave. */
  largeShare: number;
  largeAtMost: number;
}

export const usualWaveRules: WaveRules = { canarySites: 3, sitesAtMost: 20, largeShare: 0.1, largeAtMost: 2 };

export interface Wave {
  number: number;
  moves: PlannedMove[];
  /** The highest share of a rating that a concentrator may reach while the wave goes on, and where. */
  highest: { concentrator: string; share: number; halfHour: number } | null;
}

export interface Over {
  concentrator: string;
  halfHours: number;
}

export interface WavePlan {
  waves: Wave[];
  /** Moves that cannot be made at any point without going over a rating, with why. */
  blocked: { move: PlannedMove; reason: string }[];
  /** Concentrators that are over their rating before the first wave: what the plan announces. */
  overNow: Over[];
}

/** Loads and tunnels of concentrators while waves go by. A moved site keeps its old tunnel until the second step. */
interface Levels {
  mbps: Map<string, Float64Array>;
  tunnels: Map<string, number>;
}

/**
 * Splits moves into waves. At no moment of a wave is a concentrator over its rating, in whatever order the sites of it move: all
 * that comes to it is counted in, nothing that leaves it. A concentrator that is over already is never made worse. Of each move
 * the old tunnel counts until the wave is verified. The relief of the fullest comes first.
 */
export function planWaves(
  moves: readonly PlannedMove[],
  concentrators: readonly Rated[],
  rules: WaveRules = usualWaveRules,
): WavePlan {
  const levels: Levels = {
    mbps: new Map(concentrators.map(({ code, mbps }) => [code, mbps.slice()] as const)),
    tunnels: new Map(concentrators.map(({ code, tunnels }) => [code, tunnels] as const)),
  };
  const rated = new Map(concentrators.map((one) => [one.code, one] as const));
  const overNow = concentrators.flatMap((one) => {
    const halfHours = overHours(one, one.mbps);
    return halfHours === 0 ? [] : [{ concentrator: one.code, halfHours }];
  });
  let left = groupsOf(moves, rules);
  const waves: Wave[] = [];
  while (left.length > 0) {
    const number = waves.length + 1;
    const chosen = chooseWave(left, levels, rated, { ...rules, isCanary: number === 1 });
    if (chosen.length === 0) break;
    const wave = chosen.flatMap((group) => group.moves);
    waves.push({ number, moves: wave, highest: highestDuring(wave, levels, rated) });
    settle(wave, levels);
    left = left.filter((group) => !chosen.includes(group));
  }
  const reason = 'It would take a concentrator over its rating at some moment, whatever moves before it.';
  return { waves, blocked: left.flatMap((group) => group.moves.map((move) => ({ move, reason }))), overNow };
}

interface Group {
  moves: PlannedMove[];
  peak: number;
  large: boolean;
}

function groupsOf(moves: readonly PlannedMove[], { largeShare }: WaveRules): Group[] {
  const groups = [...Map.groupBy(moves, (move) => move.practice).values()].map((list) => ({
    moves: list,
    peak: Math.max(...sumOf(list)),
    large: false,
  }));
  groups.sort((a, b) => b.peak - a.peak || (a.moves[0]?.site ?? '').localeCompare(b.moves[0]?.site ?? ''));
  groups.forEach((group, index) => {
    group.large = groups.length >= 5 && index < Math.ceil(largeShare * groups.length);
  });
  return groups;
}

function sumOf(moves: readonly PlannedMove[]): Float64Array {
  const sum = new Float64Array(moves[0]?.mbps.length ?? 0);
  for (const { mbps } of moves)
    for (let t = 0; t < sum.length; t++) sum[t] = (sum[t] as number) + (mbps[t] as number);
  return sum;
}

function chooseWave(
  groups: readonly Group[],
  levels: Levels,
  rated: ReadonlyMap<string, Rated>,
  rules: WaveRules & { isCanary: boolean },
): Group[] {
  const most = rules.isCanary ? rules.canarySites : rules.sitesAtMost;
  // The canary takes the lightest, so that little depends on it; the others relieve the most first.
  const order = rules.isCanary ? [...groups].reverse() : groups;
  const chosen: Group[] = [];
  let count = 0;
  let large = 0;
  for (const group of order) {
    if (count > 0 && count + group.moves.length > most) continue;
    if (rules.isCanary && group.large && chosen.length > 0) continue;
    if (group.large && large >= rules.largeAtMost) continue;
    const together = [...chosen, group].flatMap((one) => one.moves);
    if (!isSafe(together, levels, rated)) continue;
    chosen.push(group);
    count += group.moves.length;
    large += group.large ? 1 : 0;
    if (count >= most) break;
  }
  return chosen;
}

/** Whether, with all that comes and nothing that leaves, no concentrator is over, or none is that was not. */
function isSafe(wave: readonly PlannedMove[], levels: Levels, rated: ReadonlyMap<string, Rated>): boolean {
  for (const [code, coming] of Map.groupBy(wave, (move) => move.to)) {
    const one = rated.get(code);
    if (!one) return false;
    const tunnels = coming.reduce((sum, move) => sum + move.tunnels, levels.tunnels.get(code) ?? 0);
    if (one.ratedTunnels !== null && tunnels > one.ratedTunnels) return false;
    if (one.ratedMbps === null) continue;
    const now = levels.mbps.get(code) as Float64Array;
    const more = sumOf(coming);
    for (let t = 0; t < more.length; t++)
      if ((more[t] as number) > 0 && (now[t] as number) + (more[t] as number) > one.ratedMbps * (1 + 1e-9))
        return false;
  }
  return true;
}

function highestDuring(
  wave: readonly PlannedMove[],
  levels: Levels,
  rated: ReadonlyMap<string, Rated>,
): Wave['highest'] {
  let highest: Wave['highest'] = null;
  for (const [code, one] of rated) {
    if (one.ratedMbps === null) continue;
    const now = levels.mbps.get(code) as Float64Array;
    const more = sumOf(wave.filter((move) => move.to === code));
    for (let t = 0; t < now.length; t++) {
      const share = ((now[t] as number) + (more[t] ?? 0)) / one.ratedMbps;
      if (share > (highest?.share ?? -1)) highest = { concentrator: code, share, halfHour: t };
    }
  }
  return highest;
}

/** After a wave is verified: loads are at the new places and the old tunnels are gone. */
function settle(wave: readonly PlannedMove[], levels: Levels): void {
  for (const { from, to, mbps, tunnels } of wave) {
    const [old, fresh] = [levels.mbps.get(from), levels.mbps.get(to)];
    for (let t = 0; t < mbps.length; t++) {
      if (old) old[t] = Math.max(0, (old[t] as number) - (mbps[t] as number));
      if (fresh) fresh[t] = (fresh[t] as number) + (mbps[t] as number);
    }
    levels.tunnels.set(from, (levels.tunnels.get(from) ?? 0) - tunnels);
    levels.tunnels.set(to, (levels.tunnels.get(to) ?? 0) + tunnels);
  }
}

/** Half-hours of the week in which a concentrator is over its rating. */
export function overHours(one: Pick<Rated, 'ratedMbps'>, mbps: Float64Array): number {
  const { ratedMbps } = one;
  return ratedMbps === null
    ? 0
    : mbps.reduce((count, value) => count + (value > ratedMbps * (1 + 1e-9) ? 1 : 0), 0);
}
