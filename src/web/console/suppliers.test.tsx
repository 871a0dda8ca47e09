import { beforeEach, describe, expect, it } from 'vitest';
import { connectorVerbs, pollFeeds } from '#connectors';
import { permissionsOf } from '#platform/auth';
import type { ConsoleOptions } from '#web';
import {
  asAdministrator,
  asStaff,
  type Client,
  consoleOptions,
  consoleVerbs,
} from '../../../test/support/console-client.ts';
import { type TestContext, testContext } from '../../../test/support/database.ts';

let context: TestContext;
let options: ConsoleOptions;
let administrator: Client;
beforeEach(async () => {
  context = await testContext();
  const verbs = [...consoleVerbs, ...connectorVerbs];
  options = { ...(await consoleOptions(context)), verbs, permissions: await permissionsOf(verbs, context) };
  administrator = await asAdministrator(context, options);
});

const page = async (client: Client = administrator) => (await client.get('/console/suppliers')).text();
const add = () =>
  administrator.post('/console/do/supplier.add', {
    key: 'acme',
    name: '<b>Acme</b>',
    format: 'rss',
    url: 'https://status.acme.example/rss',
    pollMinutes: '5',
    back: '/console/suppliers',
  });

describe('the suppliers screen', () => {
  it('begins empty, and says how to add a feed', async () => {
    const html = await page();
    expect(html).toContain('No feed is read yet.');
    expect(html).toContain('/console/do/supplier.add?back=%2Fconsole%2Fsuppliers');
  });

  it('adds a feed by its form, shows it escaped, and offers what can be done', async () => {
    const answer = await add();
    expect([answer.status, answer.headers.get('location')]).toEqual([
      303,
      '/console/suppliers?done=supplier.add',
    ]);
    const html = await page();
    expect(html).toContain('&lt;b&gt;Acme&lt;/b&gt;');
    expect(html).toContain('Not asked yet');
    expect(html).toContain('/console/do/supplier.pause?feed=acme');
  });

  it('says why a feed cannot be read, and that it is paused', async () => {
    await add();
    await pollFeeds(context, async () => ({
      kind: 'refused',
      reason: 'too-slow',
      text: 'It did not answer in time.',
    }));
    expect(await page()).toMatch(/Cannot be read.*It did not answer in time\. Tried 1\s+time\./s);
    await administrator.post('/console/do/supplier.pause', { feed: 'acme', back: '/console/suppliers' });
    const html = await page();
    expect(html).toMatch(/Paused.*by Robin Admin/s);
    expect(html).toContain('/console/do/supplier.resume?feed=acme');
  });

  it('lets others look, and do nothing', async () => {
    await add();
    const viewer = await asStaff(options, administrator, {
      name: 'Vic Viewer',
      email: 'vic@example.org',
      roles: ['viewer'],
    });
    const html = await page(viewer);
    expect(html).toContain('https://status.acme.example/rss');
    expect(html).not.toContain('/console/do/supplier.');
    expect((await viewer.get('/console/do/supplier.remove?feed=acme')).status).toBe(403);
  });
});
