import loadHighs, { type Highs } from 'highs';

/** HiGHS, compiled to WebAssembly: linear and mixed-integer programmes (Huangfu and Hall 2018, doi 10.1007/s12532-017-0130-5). */
export type Optimiser = Highs;

// Its types describe the CommonJS form of the package; as a module its default export is the function itself.
const load = loadHighs as unknown as () => Promise<Highs>;
let loaded: Promise<Optimiser> | undefined;

/** The optimiser of this thread; it is loaded once. Its calls block the thread that makes them. */
export function loadOptimiser(): Promise<Optimiser> {
  loaded ??= load();
  return loaded;
}
