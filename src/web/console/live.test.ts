import { describe, expect, it } from 'vitest';
import { asAdministrator, consoleOptions } from '../../../test/support/console-client.ts';
import { testContext } from '../../../test/support/database.ts';
import { consolePaths } from './deps.ts';

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
