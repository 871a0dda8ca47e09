import { expect, it } from 'vitest';
import { coalesced } from './work.ts';

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
