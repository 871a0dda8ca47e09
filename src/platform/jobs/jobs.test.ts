import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { type TestContext, testContext } from '../../../test/support/database.ts';
import { inTransaction } from '../db/index.ts';
import { createJobs, type JobOptions, type Jobs, type JobsSetup } from './index.ts';

const greeting = z.strictObject({ name: z.string() });

interface Desk {
  context: TestContext;
  jobs: Jobs;
  greeted: string[];
}

/** Jobs of the kind `greet`, which fail for the name "nobody". */
async function openDesk(mode: JobsSetup['mode'] = 'simulate', options: JobOptions = {}): Promise<Desk> {
  const context = await testContext();
  const jobs = createJobs({ database: context.database, context, mode });
  const greeted: string[] = [];
  const greet = async (_: unknown, data: z.output<typeof greeting>): Promise<void> => {
    if (data.name === 'nobody') throw new Error('There is nobody to greet.');
    greeted.push(data.name);
  };
  jobs.register('greet', greeting, greet, options);
  await jobs.start();
  onTestFinished(() => jobs.stop());
  return { context, jobs, greeted };
}

describe('a job', () => {
  it('runs after the transaction that added it', async () => {
    const { context, jobs, greeted } = await openDesk();
    await inTransaction(context, (tx) => jobs.enqueue(tx, 'greet', { name: 'Ada' }));
    expect(greeted).toEqual([]);
    expect(await jobs.drain()).toBe(1);
    expect(greeted).toEqual(['Ada']);
    expect(await jobs.drain()).toBe(0);
  });

  it('never runs when that transaction is rolled back', async () => {
    const { context, jobs, greeted } = await openDesk();
    const change = inTransaction(context, async (tx) => {
      await jobs.enqueue(tx, 'greet', { name: 'Ada' });
      throw new Error('the change was refused');
    });
    await expect(change).rejects.toThrow('the change was refused');
    expect(await jobs.drain()).toBe(0);
    expect(greeted).toEqual([]);
  });

  it('waits for its time on the simulated clock, whatever the real time is', async () => {
    const { context, jobs, greeted } = await openDesk();
    const at = (time: string): Date => new Date(`2026-04-20T${time}:00Z`);
    await jobs.enqueue(context, 'greet', { name: 'Ada' }, { startAfter: at('09:00') });
    context.clock.advanceTo(at('08:59'));
    expect(await jobs.drain()).toBe(0);
    context.clock.advanceTo(at('09:00'));
    expect(await jobs.drain()).toBe(1);
    expect(greeted).toEqual(['Ada']);
  });

  it('can add jobs that the same drain does', async () => {
    const context = await testContext();
    const jobs = createJobs({ database: context.database, context, mode: 'simulate' });
    const order: number[] = [];
    jobs.register('count', z.strictObject({ from: z.int() }), async (inner, { from }) => {
      order.push(from);
      if (from > 0) await inTransaction(inner, (tx) => jobs.enqueue(tx, 'count', { from: from - 1 }));
    });
    await jobs.start();
    onTestFinished(() => jobs.stop());
    await jobs.enqueue(context, 'count', { from: 3 });
    expect(await jobs.drain()).toBe(4);
    expect(order).toEqual([3, 2, 1, 0]);
  });

  it('is kept among the failures, with the reason, when its retries are used up', async () => {
    const { context, jobs, greeted } = await openDesk('simulate', { retries: 2, retryDelaySeconds: 0 });
    await jobs.enqueue(context, 'greet', { name: 'nobody' });
    await jobs.enqueue(context, 'greet', { name: 'Ada' });
    expect(await jobs.drain()).toBe(1);
    expect(greeted).toEqual(['Ada']);
    const failures = await jobs.failures();
    expect(failures).toMatchObject([{ name: 'greet', data: { name: 'nobody' }, attempts: 3 }]);
    expect(failures[0]?.error).toContain('There is nobody to greet.');
  });

  it('waits before it is tried again', async () => {
    const { context, jobs } = await openDesk('simulate', { retries: 2, retryDelaySeconds: 60 });
    await jobs.enqueue(context, 'greet', { name: 'nobody' });
    expect(await jobs.drain()).toBe(0);
    expect(await jobs.drain()).toBe(0);
    expect(await jobs.failures()).toEqual([]);
  });

  it('is refused by its schema before its handler sees it', async () => {
    const { context, jobs, greeted } = await openDesk('simulate', { retries: 0 });
    await jobs.enqueue(context, 'greet', { name: 'Ada', rank: 'captain' });
    await jobs.drain();
    expect(greeted).toEqual([]);
    expect(await jobs.failures()).toHaveLength(1);
  });

  it('is added once per key while one waits, when its kind coalesces', async () => {
    const { context, jobs, greeted } = await openDesk('simulate', { coalesce: true });
    const waits = (key: string) => jobs.isWaiting(context, 'greet', key);
    expect(await waits('Ada')).toBe(false);
    for (const name of ['Ada', 'Ada', 'Grace']) await jobs.enqueue(context, 'greet', { name }, { key: name });
    expect([await waits('Ada'), await waits('Grace'), await waits('Linus')]).toEqual([true, true, false]);
    expect(await jobs.drain()).toBe(2);
    expect(await waits('Ada')).toBe(false);
    await jobs.enqueue(context, 'greet', { name: 'Ada' }, { key: 'Ada' });
    expect(await jobs.drain()).toBe(1);
    expect(greeted).toEqual(['Ada', 'Grace', 'Ada']);
  });

  it('of an unknown kind is a bug, found when it is added', async () => {
    const { context, jobs } = await openDesk();
    await expect(jobs.enqueue(context, 'gret', { name: 'Ada' })).rejects.toMatchObject({ code: 'internal' });
  });
});

describe('a serving process', () => {
  it('does what a command has added', async () => {
    const { context, greeted } = await openDesk('serve');
    const command = createJobs({ database: context.database, context, mode: 'enqueue' });
    command.register('greet', greeting, async () => undefined);
    await command.start();
    onTestFinished(() => command.stop());
    await command.enqueue(context, 'greet', { name: 'Ada' });
    await expect.poll(() => greeted, { timeout: 15_000 }).toEqual(['Ada']);
  });

  it('keeps its schedules in the database', async () => {
    const context = await testContext();
    const jobs = createJobs({ database: context.database, context, mode: 'serve' });
    jobs.register('greet', greeting, async () => undefined);
    jobs.schedule('greet', '0 7 * * *', { name: 'Ada' });
    await jobs.start();
    onTestFinished(() => jobs.stop());
    const found = await context.database.pool.query('select name, cron, timezone from pgboss.schedule');
    expect(found.rows).toEqual([{ name: 'greet', cron: '0 7 * * *', timezone: 'Europe/London' }]);
  });
});
