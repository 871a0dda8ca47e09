import { describe, expect, it } from 'vitest';
import { defaultDeskHours } from '#platform/clock';
import { defaultDetectionParameters } from './parameters.ts';
import { negativeBinomialTail, surgesOf } from './surge.ts';

const { surge } = defaultDetectionParameters;
const at = (text: string): number => Date.parse(text);

/** Two calls a working day for three weeks, at 10am and 3pm London. */
function ordinary(): { id: number; atMs: number; practiceId: number }[] {
  const calls = [];
  for (let day = 23; day < 23 + 24; day += 1) {
    const morning = Date.UTC(2026, 2, day, 9, 0);
    const weekday = new Date(morning).getUTCDay();
    if (weekday === 0 || weekday === 6) continue;
    calls.push(
      { id: day * 10, atMs: morning, practiceId: day },
      { id: day * 10 + 1, atMs: morning + 5 * 3_600_000, practiceId: 100 + day },
    );
  }
  return calls;
}

const burst = (count: number, practices: number) =>
  Array.from({ length: count }, (_, index) => ({
    id: 9000 + index,
    atMs: at('2026-04-16T07:30:00Z') + index * 120_000,
    practiceId: 200 + (index % practices),
  }));

describe('surge of calls', () => {
  it('twelve practices within half an hour are one', () => {
    const found = surgesOf([...ordinary(), ...burst(14, 12)], defaultDeskHours, surge, {
      asOfMs: at('2026-04-16T12:00:00Z'),
    });
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ fromMs: at('2026-04-16T07:30:00Z'), peakCalls: 14 });
    expect(found[0]?.toMs).toBe(at('2026-04-16T07:56:00Z'));
  });

  it('is open while its window is not over', () => {
    expect(
      surgesOf([...ordinary(), ...burst(14, 12)], defaultDeskHours, surge, {
        asOfMs: at('2026-04-16T08:00:00Z'),
      })[0]?.toMs,
    ).toBeNull();
  });

  it('one angry practice is not', () => {
    expect(
      surgesOf([...ordinary(), ...burst(14, 1)], defaultDeskHours, surge, {
        asOfMs: at('2026-04-16T12:00:00Z'),
      }),
    ).toEqual([]);
  });

  it('ordinary days are not', () => {
    expect(surgesOf(ordinary(), defaultDeskHours, surge, { asOfMs: at('2026-04-16T12:00:00Z') })).toEqual([]);
  });

  it('the tail agrees with the geometric case and is never negative', () => {
    // Size 1 is geometric: P(X >= n) = (mean / (1 + mean))^n.
    expect(negativeBinomialTail(5, 2, 1)).toBeCloseTo((2 / 3) ** 5, 12);
    expect(negativeBinomialTail(14, 1, 2)).toBeCloseTo(0.0000022, 7);
    expect(negativeBinomialTail(0, 2, 1)).toBe(1);
    expect(negativeBinomialTail(500, 1, 2)).toBeGreaterThanOrEqual(0);
  });

  it('calls before the window are baseline only', () => {
    const calls = [...ordinary(), ...burst(14, 12)];
    const window = { sinceMs: at('2026-04-16T09:00:00Z'), asOfMs: at('2026-04-16T12:00:00Z') };
    expect(surgesOf(calls, defaultDeskHours, surge, window)).toEqual([]);
  });
});
