import type { ScenarioCall } from './calls.ts';
import { makeCalls } from './calls.ts';
import { buildEstate, planMigration, type ScenarioEstate, type SitePlan } from './estate.ts';
import type { ScenarioParameters } from './parameters.ts';
import { simulate, type Truth } from './truth.ts';

/** A scenario in full: what exists, what happens, and who calls. */
export interface World {
  parameters: ScenarioParameters;
  estate: ScenarioEstate;
  plan: ReadonlyMap<number, SitePlan>;
  truth: Truth;
  calls: ScenarioCall[];
}

export function buildWorld(parameters: ScenarioParameters): World {
  const estate = buildEstate(parameters);
  const plan = planMigration(estate, parameters.migration, parameters.seed);
  const truth = simulate(parameters, estate, plan);
  return { parameters, estate, plan, truth, calls: makeCalls(parameters, estate, truth) };
}

/** Builds a world when it is first asked for, once. */
export function worldOf(parameters: ScenarioParameters): () => World {
  let world: World | undefined;
  return () => {
    world ??= buildWorld(parameters);
    return world;
  };
}
