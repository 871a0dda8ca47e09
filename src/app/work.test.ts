import { expect, it } from 'vitest';
import { silentLog } from '#platform/log';
import { coalesced, untilDone } from './loops.ts';

it('work asked for while it runs is done once more, and every asker waits for a run that began after asking', async () => {
  let runs = 0;
  const releases: (() => void)[] = [];
  const work = coalesced(() => {
    runs += 1;
    return new Promise<void>((resolve) => releases.push(resolve));
  });
  const first = work();
  const second = work();
  const third = work();
  expect(runs).toBe(1);
  releases[0]?.();
  await first;
  await expect.poll(() => runs).toBe(2);
  releases[1]?.();
  await Promise.all([second, third]);
  expect(runs).toBe(2);
});

it('a run that fails does not stop the next one', async () => {
  let runs = 0;
  const work = coalesced(async () => {
    runs += 1;
    if (runs === 1) throw new Error('disk full');
  });
  const first = work();
  const second = work();
  await expect(first).rejects.toThrow('disk full');
  await second;
  expect(runs).toBe(2);
});

it('work that fails is tried again until it succeeds', async () => {
  let runs = 0;
  const work = untilDone(async () => {
    runs += 1;
    if (runs < 3) throw new Error('deadlock');
  }, silentLog());
  work.now();
  await expect.poll(() => runs, { timeout: 5_000 }).toBe(3);
  await work.stop();
});

it('stopping waits for what is under way, and nothing is tried again', async () => {
  let runs = 0;
  let fail: (error: Error) => void = () => undefined;
  const work = untilDone(() => {
    runs += 1;
    return new Promise<void>((_, reject) => {
      fail = reject;
    });
  }, silentLog());
  work.now();
  const stopped = work.stop();
  fail(new Error('the database is closed'));
  await stopped;
  work.now();
  expect(runs).toBe(1);
});
