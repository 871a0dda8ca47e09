/** How long a search may go on. The core reads no clock: it is given one. */
export interface Budget {
  /** Milliseconds on a clock that only goes forward. */
  now(): number;
  /** By that clock. */
  until: number;
  /** Whether somebody called it off. */
  cancelled?: () => boolean;
}

/** Seconds that are left; none when it was called off. */
export const secondsLeft = (budget: Budget): number =>
  budget.cancelled?.() ? 0 : Math.max(0, (budget.until - budget.now()) / 1000);

/** A part of what is left, from now on. */
export const partOf = (budget: Budget, seconds: number): Budget => ({
  ...budget,
  until: Math.min(budget.until, budget.now() + 1000 * seconds),
});
