import { describe, expect, it } from 'vitest';
import { silentLog } from '../log/index.ts';
import { createLifecycle } from './index.ts';

function recorded() {
  const failures: unknown[] = [];
  const log = { ...silentLog(), error: (fields: unknown) => void failures.push(fields) };
  return { lifecycle: createLifecycle(log as ReturnType<typeof silentLog>), failures };
}

describe('stopping', () => {
  it('runs the clean-ups in reverse order, one after the other', async () => {
    const { lifecycle } = recorded();
    const order: string[] = [];
    lifecycle.onStop('database', () => void order.push('database'));
    lifecycle.onStop('server', async () => {
      await new Promise((done) => setTimeout(done, 5));
      order.push('server');
    });
    await lifecycle.stop();
    expect(order).toEqual(['server', 'database']);
  });

  it('logs a failure and still runs the rest', async () => {
    const { lifecycle, failures } = recorded();
    const order: string[] = [];
    lifecycle.onStop('database', () => void order.push('database'));
    lifecycle.onStop('server', () => {
      throw new Error('still busy');
    });
    await lifecycle.stop();
    expect(order).toEqual(['database']);
    expect(failures).toMatchObject([{ cleanUp: 'server' }]);
  });

  it('runs each clean-up once, however often it is asked', async () => {
    const { lifecycle } = recorded();
    let runs = 0;
    lifecycle.onStop('server', () => {
      runs += 1;
    });
    await Promise.all([lifecycle.stop(), lifecycle.stop()]);
    await lifecycle.stop();
    expect(runs).toBe(1);
  });

  it('also stops what finished starting meanwhile', async () => {
    const { lifecycle } = recorded();
    const order: string[] = [];
    const stopping = lifecycle.stop();
    lifecycle.onStop('late', () => void order.push('late'));
    await stopping;
    await lifecycle.stop();
    expect(order).toEqual(['late']);
  });
});
