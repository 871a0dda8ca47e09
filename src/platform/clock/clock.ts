/** The only place that reads the time. Everything else is handed a Clock. */
export interface Clock {
  now(): Date;
}

export interface SimulatedClock extends Clock {
  /** Moves the clock forward; a clock never runs backwards. */
  advanceTo(instant: Date): void;
}

export const systemClock = (): Clock => ({ now: () => new Date() });

export function simulatedClock(start: Date): SimulatedClock {
  let current = start.getTime();
  return {
    now: () => new Date(current),
    advanceTo(instant) {
      if (instant.getTime() < current) throw new RangeError('A simulated clock never runs backwards.');
      current = instant.getTime();
    },
  };
}
