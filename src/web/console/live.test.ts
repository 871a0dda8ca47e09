import { afterEach, describe, expect, it, vi } from 'vitest';
import { asAdministrator, consoleOptions } from '../../../test/support/console-client.ts';
import { testContext } from '../../../test/support/database.ts';
import { consolePaths } from './deps.ts';
import { atOnceThenQuiet } from './live.ts';

describe('the live stream', () => {
  it('tells a screen to refresh when something was announced, once for many announcements, and stops listening', async () => {
    const context = await testContext();
    const listeners = new Set<() => void>();
    const options = await consoleOptions(context, {
      onChange(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    });
    const client = await asAdministrator(context, options);
    const response = await client.get(consolePaths.live);
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    const reader = response.body?.getReader();
    if (!reader) throw new Error('There is no stream.');
    const next = async () => new TextDecoder().decode((await reader.read()).value);
    expect(await next()).toBe('retry: 5000\n\n');
    expect(listeners.size).toBe(1);
    for (let announcement = 0; announcement < 5; announcement += 1)
      for (const listener of listeners) listener();
    expect(await next()).toBe('data: <turbo-stream action="refresh"></turbo-stream>\n\n');
    await reader.cancel();
    expect(listeners.size).toBe(0);
  });

  it('is given to each session a few times only', async () => {
    const context = await testContext();
    const client = await asAdministrator(context, await consoleOptions(context));
    const answers = [];
    for (let open = 0; open < 7; open += 1) answers.push(await client.get(consolePaths.live));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200, 204]);
    await answers[0]?.body?.cancel();
    expect((await client.get(consolePaths.live)).status).toBe(200);
  });
});

describe('atOnceThenQuiet', () => {
  afterEach(() => void vi.useRealTimers());

  const counted = () => {
    vi.useFakeTimers();
    const told: number[] = [];
    let ms = 0;
    const changes = atOnceThenQuiet(() => told.push(ms), { leastMs: 500, mostMs: 4_000 });
    const pass = (steps: number): void => {
      for (let step = 0; step < steps; step += 1) {
        ms += 100;
        vi.advanceTimersByTime(100);
      }
    };
    return { told, changes, pass };
  };

  it('tells of the first at once and of a burst together, and is ready again when it is calm', () => {
    const { told, changes, pass } = counted();
    changes.happened();
    expect(told).toEqual([0]);
    for (let burst = 0; burst < 50; burst += 1) changes.happened();
    expect(told).toEqual([0]);
    pass(100);
    expect(told).toEqual([0, 500]);
    changes.happened();
    expect(told).toEqual([0, 500, 10_000]);
    changes.happened();
    changes.stop();
    pass(100);
    expect(told).toHaveLength(3);
  });

  it('tells ever less often of what never stops, and misses nothing', () => {
    const { told, changes, pass } = counted();
    for (let step = 0; step < 200; step += 1) {
      changes.happened();
      pass(1);
    }
    expect(told).toEqual([0, 500, 1_500, 3_500, 7_500, 11_500, 15_500, 19_500]);
  });
});
