import { sql } from 'kysely';
import pg from 'pg';
import type { Context } from '../context/index.ts';

/** Announces on a channel when the transaction commits; nothing is heard if it rolls back. */
export async function notify(tx: Pick<Context, 'db'>, channel: string, payload = ''): Promise<void> {
  await sql`select pg_notify(${channel}, ${payload})`.execute(tx.db);
}

/**
 * Listens on channels over a connection of its own and reconnects when it is lost; `onMessage` is also called
 * with an empty payload after each reconnect, since announcements may have been missed. Returns a stopper.
 */
export async function listen(
  url: string,
  channels: readonly string[],
  onMessage: (channel: string, payload: string) => void,
): Promise<() => Promise<void>> {
  let client: pg.Client | undefined;
  let stopped = false;
  let retry: NodeJS.Timeout | undefined;

  async function open(): Promise<void> {
    const next = new pg.Client({ connectionString: url, application_name: 'allclear listen' });
    next.on('notification', (message) => onMessage(message.channel, message.payload ?? ''));
    next.on('error', () => reopen(next));
    next.on('end', () => reopen(next));
    await next.connect();
    client = next;
    for (const channel of channels) await next.query(`listen ${next.escapeIdentifier(channel)}`);
  }

  function reopen(lost: pg.Client): void {
    if (stopped || (client !== lost && client !== undefined)) return;
    client = undefined;
    clearTimeout(retry);
    retry = setTimeout(() => {
      open().then(
        () => {
          for (const channel of channels) onMessage(channel, '');
        },
        () => reopen(lost),
      );
    }, 500);
  }

  await open();
  return async () => {
    stopped = true;
    clearTimeout(retry);
    await client?.end().catch(() => undefined);
  };
}
