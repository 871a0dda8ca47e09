import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Role } from '#platform/auth';
import { runVerb } from '#platform/verbs';
import { givenIncident, slug } from '../../test/browser/staff.ts';
import { type RunningConsole, startConsole } from '../../test/support/console.ts';
import { allVerbs } from './verbs.ts';

interface Row {
  kind: string;
  channel: string;
  address: string | null;
  state: string;
  body: string;
  short: string | null;
}

// One database, on one clock: the tests are a timeline.
describe('messages, from whoever asks for them to the row that is sent', () => {
  let running: RunningConsole;
  const as = (name: string, role: Role, verb: string, input: Record<string, unknown>) =>
    runVerb(allVerbs, { ...running.context, actor: { kind: 'person', name, roles: [role] } }, verb, input);
  const messages = async (kind: string): Promise<Row[]> =>
    (
      await sql<Row>`select n.kind, m.channel, m.address, m.state, n.body, n.short
        from message m join notice n on n.id = m.notice_id where n.kind = ${kind} order by m.address`.execute(
        running.context.db,
      )
    ).rows;
  const waiting = async (): Promise<unknown[]> =>
    (await sql`select type, data from outbox_event where done_at is null`.execute(running.context.db)).rows;

  beforeAll(async () => {
    running = await startConsole();
    await givenIncident(running);
    await as('Des Moor', 'desk', 'contact.import', {
      csv: 'ods_code,channel,address\nG99001,email,manager@g99001.example\nG99002,sms,07700 900123\n',
    });
  });
  afterAll(() => running?.stop());

  it('takes a published update to the addresses of the practices that it concerns', async () => {
    const due = new Date(running.clock.now().getTime() + 4 * 3_600_000).toISOString();
    const update = { incident: slug, number: 1 };
    await as('Ada Author', 'communications author', 'update.edit', { ...update, nextUpdateDue: due });
    await as('Ada Author', 'communications author', 'update.submit', update);
    await as('Ash Approver', 'approver', 'update.approve', update);
    await as('Ash Approver', 'approver', 'update.publish', update);
    const sent = await messages('update');
    expect(sent.map(({ address, state }) => [address, state])).toEqual([
      ['+447700900123', 'queued'],
      ['manager@g99001.example', 'queued'],
    ]);
    expect(sent[0]?.body).toContain('6 of 12 practices');
  });

  it('takes a form about recovery to the same addresses, whole, and leaves no fact undone', async () => {
    await as('Lee Lead', 'incident lead', 'measure.add', {
      incident: slug,
      key: 'restart',
      title: 'Restarts',
      description: 'Every morning.',
    });
    await as('Lee Lead', 'incident lead', 'criterion.add', {
      incident: slug,
      key: 'quiet',
      title: 'No calls at night',
      metric: 'sites.downNow',
      comparator: 'at most',
      threshold: 100,
    });
    for (const to of ['mitigating', 'restored'])
      await as('Lee Lead', 'incident lead', 'incident.respond', { incident: slug, to, note: 'It works.' });
    await running.app.engine.settle();
    const asked = await messages('recovery-asked');
    expect(asked.map(({ channel, address }) => [channel, address])).toEqual([
      ['sms', '+447700900123'],
      ['email', 'manager@g99001.example'],
    ]);
    expect(asked[0]?.short).toContain('{link}');
    expect(asked[1]?.body).toContain('{link}');
    expect(await waiting()).toEqual([]);
  });

  it('forgets an address that is taken off the record, and asks by telephone alone from then on', async () => {
    const { rows } = await sql<{ id: string }>`select id from contact where channel = 'sms'`.execute(
      running.context.db,
    );
    await as('Des Moor', 'desk', 'contact.remove-address', { contact: rows[0]?.id, reason: 'It changed.' });
    expect((await messages('update')).map(({ address, state }) => [address, state])).toEqual([
      ['manager@g99001.example', 'queued'],
      [null, 'stopped'],
    ]);
    const send = as('Des Moor', 'desk', 'recovery.link', { incident: slug, practice: 'G99002', send: true });
    await expect(send).rejects.toMatchObject({ code: 'state.refused' });
  });
});
