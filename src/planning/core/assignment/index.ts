export { solveCheapest } from './cheapest.ts';
export { cheapestSurviving } from './fewest-with-loss.ts';
export { readGap } from './gap-file.ts';
export { greedyChoice, greedyMoves } from './greedy.ts';
export { loadOptimiser } from './optimiser.ts';
export { flexibleShare, solvePeak } from './peak.ts';
export { type Choice, costOf, type Problem, packProblem, withDims } from './problem.ts';
export { lossBound, planLosses } from './survive.ts';
export { solveWhole } from './whole.ts';
