import { down, msOfStep, stepOf, type Truth } from './truth.ts';

// What readings say of a site, by the definitions in docs/algorithms/intervals.md and detection.md, in plain loops and
// without the product's code. All times are on the grid of five minutes.

export const unknownState = 0;
export const workingState = 1;
export const downState = 2;

/** From the first step in which it was so, up to (not including) the last; null: still so. */
export interface Spell {
  fromMs: number;
  toMs: number | null;
}

/** A gap of one reading is bridged; a longer one is unknown after the first five minutes of it. */
export function statesOf(truth: Truth, site: number, untilStep: number): Uint8Array {
  const states = new Uint8Array(untilStep);
  let last = -1;
  for (let step = 0; step <= untilStep; step += 1) {
    const arrived = step < untilStep && truth.sent[step * truth.sites + site] === 1;
    if (!arrived && step < untilStep) continue;
    if (last >= 0) {
      const state = truth.state[last * truth.sites + site] === down ? downState : workingState;
      states.fill(state, last, step - last <= 2 ? step : last + 1);
    }
    last = step;
  }
  return states;
}

/**
 * Outages: five minutes of down are enough to begin one. It ends where its last down stretch ended, once two working
 * readings have followed; time without readings neither ends nor begins one.
 */
export function outagesOf(truth: Truth, states: Uint8Array): Spell[] {
  const found: Spell[] = [];
  let fromStep = -1;
  let lastDown = -1;
  let good = 0;
  for (const [step, state] of states.entries()) {
    if (state === downState) {
      if (fromStep < 0) fromStep = step;
      lastDown = step;
      good = 0;
    } else if (state === workingState && fromStep >= 0) {
      good += 1;
      if (good < 2) continue;
      found.push({ fromMs: msOfStep(truth, fromStep), toMs: msOfStep(truth, lastDown + 1) });
      fromStep = -1;
    }
  }
  if (fromStep >= 0) found.push({ fromMs: msOfStep(truth, fromStep), toMs: null });
  return found;
}

const hourMs = 3_600_000;

/** Flaps: four changes within an hour begin one, at the first of them; an hour without a change ends it, at the last. */
export function flapsOf(truth: Truth, states: Uint8Array): Spell[] {
  const changes: number[] = [];
  let before = unknownState;
  for (const [step, state] of states.entries()) {
    if (state === unknownState) continue;
    if (before !== unknownState && before !== state) changes.push(msOfStep(truth, step));
    before = state;
  }
  const found: Spell[] = [];
  for (let first = 0; first + 3 < changes.length; first += 1) {
    const fromMs = changes[first] ?? 0;
    if ((changes[first + 3] ?? 0) - fromMs > hourMs) continue;
    let last = first + 3;
    while (last + 1 < changes.length && (changes[last + 1] ?? 0) - (changes[last] ?? 0) <= hourMs) last += 1;
    const endMs = changes[last] ?? fromMs;
    const over = msOfStep(truth, states.length) - endMs > hourMs;
    found.push({ fromMs, toMs: over ? endMs : null });
    first = last;
  }
  return found;
}

/** The history of every site up to an instant. */
export interface SiteHistory {
  states: Uint8Array;
  outages: Spell[];
  flaps: Spell[];
}

export function historiesOf(truth: Truth, asOf: Date): SiteHistory[] {
  const untilStep = stepOf(truth.startMs, asOf);
  return Array.from({ length: truth.sites }, (_, site) => {
    const states = statesOf(truth, site, untilStep);
    return { states, outages: outagesOf(truth, states), flaps: flapsOf(truth, states) };
  });
}
