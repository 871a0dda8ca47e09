import { type OptionGiven, type Problem, packProblem } from './problem.ts';

/**
 * A generalised assignment problem in OR-Library form (Beasley): agents m, jobs n, costs m by n, resources m by n, capacities
 * of the m agents. Throws a sentence that says what is wrong with the text.
 */
export function readGap(text: string): Problem {
  const words = text.trim().split(/\s+/);
  const values = words.map(Number);
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw new RangeError(`The ${bad + 1}th figure, '${words[bad]}', is not a number.`);
  const [bins = 0, items = 0] = values;
  if (!(Number.isInteger(bins) && bins > 0 && Number.isInteger(items) && items > 0))
    throw new RangeError('The first two figures must be the numbers of agents and of jobs.');
  const needed = 2 + 2 * bins * items + bins;
  if (values.length < needed)
    throw new RangeError(
      `${bins} agents and ${items} jobs need ${needed} figures; there are ${values.length}.`,
    );
  const cost = (bin: number, item: number): number => values[2 + bin * items + item] as number;
  const resource = (bin: number, item: number): number => cost(bin + bins, item);
  const capacity = Float64Array.from(
    { length: bins },
    (_, bin) => values[2 + 2 * bins * items + bin] as number,
  );
  const options = Array.from({ length: items }, (_, item) =>
    Array.from(
      { length: bins },
      (_, bin): OptionGiven => ({
        cost: cost(bin, item),
        bins: [bin],
        scale: resource(bin, item),
      }),
    ).filter((option) => (option.scale as number) <= (capacity[option.bins[0] as number] as number)),
  );
  const stuck = options.findIndex((list) => list.length === 0);
  if (stuck >= 0) throw new RangeError(`Job ${stuck + 1} fits on no agent.`);
  return packProblem({ bins, dims: 1, profile: new Float64Array(items).fill(1), capacity }, options);
}
