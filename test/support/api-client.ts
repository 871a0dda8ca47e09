import { localOperator } from '#platform/auth';
import { systemClock } from '#platform/clock';
import type { Context } from '#platform/context';
import { attachOrStart, connect } from '#platform/db';
import { silentLog } from '#platform/log';
import type { ServerProcess } from './server-process.ts';

/** Works on the database of a data directory, beside its server or without one. */
export async function withDatabase<T>(dataDir: string, work: (context: Context) => Promise<T>): Promise<T> {
  const embedded = await attachOrStart({ dataDir, log: silentLog() });
  const database = connect(embedded.url);
  try {
    return await work({
      db: database.db,
      clock: systemClock(),
      log: silentLog(),
      actor: localOperator('Tester'),
    });
  } finally {
    await database.close();
    await embedded.stop();
  }
}

/** Posts; undefined when the connection died, which says nothing about whether it was stored. */
export async function post(
  server: ServerProcess,
  token: string,
  path: string,
  body: unknown,
): Promise<Response | undefined> {
  return fetch(`${server.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify(body),
  })
    .then(async (answer) => {
      const text = await answer.text();
      if (!answer.ok) throw new Error(`POST ${path} answered ${answer.status}: ${text}`);
      return new Response(text);
    })
    .catch((error: unknown) => {
      if (error instanceof Error && error.message.startsWith('POST')) throw error;
      return undefined;
    });
}
