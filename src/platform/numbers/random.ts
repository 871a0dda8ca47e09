/** Pseudo-random numbers in [0, 1), the same on every machine for one seed. */
export type Random = () => number;

/** Mulberry32: a Weyl sequence with a 32-bit finaliser. For draws and shuffles; not for secrets. */
export function createRandom(seed: number): Random {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
