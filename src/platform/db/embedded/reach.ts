import pg from 'pg';

// An error with an SQLSTATE came from a server: it starts, stops, recovers, or has no connection left.
const isFromServer = (error: unknown): boolean =>
  /^[0-9A-Z]{5}$/.test(String((error as { code?: unknown }).code));

/** `ready` takes work, `busy` is a server that takes none at present, `absent` is no server at all. */
export async function probe(url: string): Promise<'ready' | 'busy' | 'absent'> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return 'ready';
  } catch (error) {
    return isFromServer(error) ? 'busy' : 'absent';
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** True when a server is there, also one that is not ready yet. */
export const answers = async (url: string): Promise<boolean> => (await probe(url)) !== 'absent';
