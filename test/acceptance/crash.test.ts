import { expect, it } from 'vitest';
import { killRepeatedly } from '../support/crash.ts';
import { seededRandom } from '../support/seeded-random.ts';

it('a server killed in the middle of intake and publishing loses nothing it acknowledged, and doubles nothing', async () => {
  const report = await killRepeatedly(3, seededRandom(20260416));
  expect(report).toMatchObject({
    lost: { readings: 0, calls: 0, updates: 0 },
    doubled: { readings: 0, calls: 0, updates: 0 },
    halfPublished: 0,
    failedStarts: 0,
  });
  // A run that acknowledged nothing would prove nothing.
  expect(report.acknowledged.readings).toBeGreaterThan(100);
  expect(report.acknowledged.calls).toBeGreaterThan(5);
  expect(report.acknowledged.updates).toBeGreaterThan(0);
}, 120_000);
