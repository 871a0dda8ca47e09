import pg from 'pg';

/** A lock that lives as long as the process that holds it, or its connection. */
export interface HeldLock {
  /** False once the connection was lost: the database has given the lock up. */
  isHeld(): boolean;
  release(): Promise<void>;
}

/**
 * Holds an advisory lock over a connection of its own, so that others see at once when this process is gone, however it
 * went: `pg_try_advisory_xact_lock(kind, number)` succeeds for them then. The number must be nobody else's.
 */
export async function holdLock(url: string, kind: number, number: number): Promise<HeldLock> {
  const client = new pg.Client({ connectionString: url, application_name: 'allclear lock', keepAlive: true });
  let held = true;
  const lost = (): void => {
    held = false;
  };
  client.on('error', lost).on('end', lost);
  await client.connect();
  await client.query('select pg_advisory_lock($1::integer, $2::integer)', [kind, number]);
  return {
    isHeld: () => held,
    async release() {
      held = false;
      await client.end().catch(() => undefined);
    },
  };
}
