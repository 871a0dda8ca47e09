import type { Problem } from './problem.ts';
import { type SearchState, singleBin } from './search-state.ts';

/** Items put elsewhere, one pushing out the next, each with its new option. */
type Chain = readonly { item: number; option: number }[];

interface Partial {
  /** Change of regret and penalties so far, the item that was pushed out not counted. */
  change: number;
  /** The item that has no place now. */
  out: number;
  moves: Chain;
  bins: readonly number[];
}

export interface ChainOptions {
  regret: Float64Array;
  /** Options tried of each item. */
  tried: readonly (readonly number[])[];
  /** Items moved at most. */
  depth: number;
  /** Unfinished chains kept at each length. */
  width: number;
}

const least = -1e-9;

/**
 * The best ejection chain that begins with an item: it goes into another bin and pushes an item out of it, and so on, until one
 * finds room or the place that the first one left (Glover 1996, Discrete Applied Mathematics 65, 223; Ahuja, Orlin and Sharma
 * 2000). Of the unfinished chains the cheapest few are followed. Null: none saves anything.
 */
export function bestChain(
  problem: Problem,
  state: SearchState,
  first: number,
  { regret, tried, depth, width }: ChainOptions,
): Chain | null {
  const home = state.binOf[first] as number;
  const left = state.penaltyAfter(home, first, -1, -1);
  let best: { change: number; moves: Chain } | null = null;
  let bestChange = least;
  let open: Partial[] = [
    {
      change: left - (state.penalty[home] as number) - (regret[state.choice[first] as number] as number),
      out: first,
      moves: [],
      bins: [home],
    },
  ];
  for (let length = 1; length <= depth && open.length > 0; length++) {
    const kept = createShortlist(length === depth ? 0 : width);
    for (let k = 0; k < open.length; k++) {
      const partial = open[k] as Partial;
      const { out } = partial;
      if (length > 1) {
        const option = state.optionIn(out, home);
        if (option >= 0) {
          const change =
            partial.change + (regret[option] as number) + state.penaltyAfter(home, first, out, option) - left;
          if (change < bestChange) {
            bestChange = change;
            best = { change, moves: [...partial.moves, { item: out, option }] };
          }
        }
      }
      for (const option of tried[out] as readonly number[]) {
        const bin = singleBin(problem, option);
        if (partial.bins.includes(bin)) continue;
        const placed = partial.change + (regret[option] as number) - (state.penalty[bin] as number);
        const change = placed + state.penaltyAfter(bin, -1, out, option);
        if (change < bestChange) {
          bestChange = change;
          best = { change, moves: [...partial.moves, { item: out, option }] };
        }
        if (kept.limit() <= placed) continue;
        const members = state.members(bin);
        for (let m = 0; m < members.length; m++) {
          const next = members[m] as number;
          const after =
            placed +
            state.penaltyAfter(bin, next, out, option) -
            (regret[state.choice[next] as number] as number);
          if (after < kept.limit()) kept.add(after, k, option, next);
        }
      }
    }
    const parents = open;
    open = kept.list().map(({ change, parent, option, out }) => {
      const from = parents[parent] as Partial;
      return {
        change,
        out,
        moves: [...from.moves, { item: from.out, option }],
        bins: [...from.bins, singleBin(problem, option)],
      };
    });
  }
  return best?.moves ?? null;
}

interface Listed {
  change: number;
  parent: number;
  option: number;
  out: number;
}

/** The few with the least change, and below nothing: a chain that has not saved yet seldom does. */
function createShortlist(width: number) {
  const list: Listed[] = [];
  return {
    limit: (): number =>
      width === 0
        ? Number.NEGATIVE_INFINITY
        : list.length < width
          ? least
          : (list[list.length - 1] as Listed).change,
    add(change: number, parent: number, option: number, out: number): void {
      let at = list.length;
      while (at > 0 && (list[at - 1] as Listed).change > change) at--;
      list.splice(at, 0, { change, parent, option, out });
      if (list.length > width) list.pop();
    },
    list: () => list,
  };
}
