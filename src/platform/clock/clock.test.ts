import { describe, expect, it } from 'vitest';
import { simulatedClock, systemClock } from './clock.ts';

describe('clocks', () => {
  it('moves a simulated clock forward only', () => {
    const clock = simulatedClock(new Date('2026-04-29T09:00:00Z'));
    clock.advanceTo(new Date('2026-04-29T09:42:00Z'));
    expect(clock.now().toISOString()).toBe('2026-04-29T09:42:00.000Z');
    expect(() => clock.advanceTo(new Date('2026-04-29T09:41:59Z'))).toThrow('never runs backwards');
    expect(clock.now().toISOString()).toBe('2026-04-29T09:42:00.000Z');
  });

  it('hands out a fresh date each time, so that nobody can move the clock by changing one', () => {
    const clock = simulatedClock(new Date('2026-04-29T09:00:00Z'));
    clock.now().setFullYear(1999);
    expect(clock.now().getUTCFullYear()).toBe(2026);
  });

  it('reads the machine time', () => {
    const first = systemClock().now().getTime();
    expect(systemClock().now().getTime()).toBeGreaterThanOrEqual(first);
  });
});
