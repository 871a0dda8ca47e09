import { type Choice, loadsOf, type Problem } from './problem.ts';

/** Rows of capacity that a choice breaks: of each bin the two worst. */
export function brokenRowsOf(problem: Problem, choice: Choice): number[] {
  const loads = loadsOf(problem, choice);
  const found: number[] = [];
  for (let bin = 0; bin < problem.bins; bin++) {
    const over: { row: number; by: number }[] = [];
    for (let row = bin * problem.dims; row < (bin + 1) * problem.dims; row++) {
      const by = (loads[row] as number) / (problem.capacity[row] as number) - 1;
      if (by > 1e-7) over.push({ row, by });
    }
    over.sort((a, b) => b.by - a.by);
    found.push(...over.slice(0, 2).map(({ row }) => row));
  }
  return found;
}
