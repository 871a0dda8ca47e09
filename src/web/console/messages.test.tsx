import { beforeAll, describe, expect, it } from 'vitest';
import { createCourier, messageVerbs, queueNotice } from '#messages';
import { permissionsOf } from '#platform/auth';
import { inTransaction } from '#platform/db';
import type { ConsoleOptions } from '#web';
import {
  asAdministrator,
  asStaff,
  type Client,
  consoleOptions,
  consoleVerbs,
} from '../../../test/support/console-client.ts';
import { type TestContext, testContext } from '../../../test/support/database.ts';
import { givenEstate } from '../../../test/support/estate.ts';
import { givenIncident } from '../../../test/support/incidents.ts';

let context: TestContext;
let options: ConsoleOptions;
let administrator: Client;
beforeAll(async () => {
  context = await testContext();
  const verbs = [...consoleVerbs, ...messageVerbs];
  options = { ...(await consoleOptions(context)), verbs, permissions: await permissionsOf(verbs, context) };
  administrator = await asAdministrator(context, options);
  await givenEstate(context, 1);
});

const page = async (path: string, client: Client = administrator) => (await client.get(path)).text();

describe('the messages screen', () => {
  it('shows what was sent and whom it did not reach, and tries again', async () => {
    expect(await page('/console/messages')).toContain('Nothing was sent yet.');
    const { id } = await givenIncident(context);
    await inTransaction(context, (tx) =>
      queueNotice(
        tx,
        { kind: 'update', subject: '<b>Firewalls</b>', body: 'Moved.', incidentId: id, updateNumber: 1 },
        (async function* () {
          yield [
            {
              recipientId: '00000000-0000-4000-8000-000000000001',
              kind: 'subscriber' as const,
              channel: 'email' as const,
              address: '<i>a</i>@b.example',
            },
            {
              recipientId: '00000000-0000-4000-8000-000000000002',
              kind: 'practice' as const,
              channel: 'email' as const,
              address: 'gone@b.example',
            },
          ];
        })(),
      ),
    );
    expect(await page('/console/messages')).toContain('Under way');
    const courier = await createCourier({
      context,
      databaseUrl: context.database.url,
      channels: {},
      publicUrl: 'https://a.example',
    });
    await courier.deliver();
    await courier.stop();
    const list = await page('/console/messages');
    expect(list).toContain('1 failed');
    expect(list).toContain('&lt;b&gt;Firewalls&lt;/b&gt;');
    const path = /\/console\/messages\/\d+/.exec(list)?.[0] ?? expect.fail();
    const shown = await page(path);
    expect(shown).toContain('gone@b.example');
    expect(shown).toContain('This channel is not set up.');
    expect(shown).toContain('/console/do/message.retry?notice=');
    const notice = path.split('/').at(-1) ?? '';
    expect((await administrator.post('/console/do/message.retry', { notice, back: path })).status).toBe(303);
    expect(await page(path)).toContain('/console/do/message.stop?notice=');
    expect(await page('/console/audit')).toContain('message.retry');
  });

  it('shows counts to everybody who works here, and addresses only to those who deal with them', async () => {
    const viewer = await asStaff(options, administrator, {
      name: 'Vic Viewer',
      email: 'vic@example.org',
      roles: ['viewer'],
    });
    const list = await page('/console/messages', viewer);
    expect(list).toContain('Under way');
    expect(list).not.toContain('@b.example');
    const path = /\/console\/messages\/\d+/.exec(list)?.[0] ?? expect.fail();
    expect((await viewer.get(path)).status).toBe(403);
  });
});
