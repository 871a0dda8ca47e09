import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ImportReport } from '#estate';
import type { Role } from '#platform/auth';
import { runVerb } from '#platform/verbs';
import { givenIncident, slug } from '../../test/browser/staff.ts';
import { type RunningConsole, startConsole } from '../../test/support/console.ts';
import { headerOf, type MailServer, startMailServer } from '../../test/support/mail-server.ts';
import { allVerbs } from './verbs.ts';

describe('a practice whose address came with the estate', () => {
  let mail: MailServer;
  let running: RunningConsole;
  const as = (name: string, role: Role, verb: string, input: Record<string, unknown>) =>
    runVerb(allVerbs, { ...running.context, actor: { kind: 'person', name, roles: [role] } }, verb, input);

  beforeAll(async () => {
    mail = await startMailServer();
    running = await startConsole('live', {
      env: { ALLCLEAR_MAIL_URL: mail.url, ALLCLEAR_MAIL_FROM: 'news@board.example' },
    });
    await givenIncident(running);
  });
  afterAll(async () => {
    await running?.stop();
    await mail?.close();
  });

  it('is told of an update by mail, without anything else being done', async () => {
    const text = [
      'site_code,ods_code,email',
      'G99001-1,G99001,desk@g99001.example',
      'G99012-1,G99012,desk@g99012.example',
    ].join('\n');
    const input = { fileName: 'sites.csv', text };
    const seen = (await as('Eve Engineer', 'engineer', 'estate.import', {
      ...input,
      dryRun: true,
    })) as ImportReport;
    expect(seen.addresses).toMatchObject({ added: 2 });
    await as('Eve Engineer', 'engineer', 'estate.import', input);
    const due = new Date(running.clock.now().getTime() + 4 * 3_600_000).toISOString();
    const update = { incident: slug, number: 1 };
    await as('Ada Author', 'communications author', 'update.edit', { ...update, nextUpdateDue: due });
    await as('Ada Author', 'communications author', 'update.submit', update);
    await as('Ash Approver', 'approver', 'update.approve', update);
    expect(mail.taken).toEqual([]);
    await as('Ash Approver', 'approver', 'update.publish', update);
    for (let round = 0; round < 200 && mail.taken.length === 0; round += 1) await pause(50);
    // The other practice is not affected: nothing was written to it.
    const { rows } = await sql`select address from message`.execute(running.context.db);
    expect(rows).toEqual([{ address: 'desk@g99001.example' }]);
    expect(mail.taken.map(({ to }) => to)).toEqual([['desk@g99001.example']]);
    expect(headerOf(mail.taken[0]?.raw ?? '', 'Subject')).toContain('Connections drop');
    expect(mail.taken[0]?.raw).toContain('6 of 12 practices');
  });
});
