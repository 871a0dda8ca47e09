import { AsyncLocalStorage } from 'node:async_hooks';
import { type Db, databaseOf } from '../db/index.ts';
import { type Area, selectVersions } from './store.ts';

type Versions = Promise<ReadonlyMap<Area, string>>;

/** The versions that a piece of work has asked for already, by database. */
const asked = new AsyncLocalStorage<Map<Db, Versions>>();

/**
 * Runs work that only reads, and looks at the versions once for all of it: what it sees is never older than what was
 * committed when it began to look.
 */
export const lookingOnce = <T>(work: () => Promise<T>): Promise<T> => asked.run(new Map(), work);

/** Work that looks once asks for all areas; a question of its own only for those it is about. */
function versionsFor(db: Db, wanted: readonly Area[]): Versions {
  const known = asked.getStore();
  if (!known) return selectVersions(db, wanted);
  const versions = known.get(db) ?? selectVersions(db);
  known.set(db, versions);
  return versions;
}

/** The version of some areas together: what is stored with it rests on what was committed when this was asked, or later. */
export async function versionOf(db: Db, areas: readonly Area[]): Promise<string> {
  const versions = await versionsFor(db, areas);
  return areas.map((area) => versions.get(area)).join(' ');
}

/** Keeps what `make` works out from an area of the record under a key, until that area changes. */
export type Keep<V> = (db: Db, key: string, make: () => Promise<V>) => Promise<V>;

interface Entry<V> {
  version: string;
  value: Promise<V>;
  /** It is there, and nobody has to wait for it. */
  made: boolean;
}

/** Whether a version names one moment's snapshot, because a transaction that may have written there is still open. */
const isOfAMoment = (version: string): boolean => version.includes(':');

/**
 * A place in this process for values that are dear to work out and that many people ask for: they are worked out once for
 * each change of the areas they rest on, whichever process made it, and shared. What is handed out belongs to everybody:
 * callers must not change it. A transaction that has written to an area sees what nobody else can: it gets its own, of
 * which nothing is kept. `most` bounds how many keys are kept; the one asked for longest ago goes first.
 */
export function keepUntilChanged<V>(areas: readonly Area[], { most }: { most: number }): Keep<V> {
  // By database: a process may have several, as tests do.
  const places = new WeakMap<Db, Map<string, Entry<V>>>();
  const place = (database: Db): Map<string, Entry<V>> => {
    const entries = places.get(database) ?? new Map<string, Entry<V>>();
    places.set(database, entries);
    return entries;
  };
  const put = (entries: Map<string, Entry<V>>, key: string, entry: Entry<V>): void => {
    entries.delete(key);
    entries.set(key, entry);
    for (const oldest of entries.keys()) {
      if (entries.size <= most) break;
      entries.delete(oldest);
    }
  };
  return async (db, key, make) => {
    const database = databaseOf(db);
    // A transaction that was not begun by `inTransaction` may be of another isolation.
    if (db.isTransaction && database === db) return make();
    const entries = place(database);
    // Asked before the value is made: the value may then be newer than its version says, never older.
    const version = await versionOf(db, areas);
    const known = entries.get(key);
    if (db.isTransaction) {
      // It never waits for a value that others make: they may be waiting for the connection that it holds.
      if (known?.made && known.version === version && !isOfAMoment(version)) return known.value;
      const value = await make();
      if (!isOfAMoment(version)) put(entries, key, { version, value: Promise.resolve(value), made: true });
      return value;
    }
    if (known?.version === version) {
      put(entries, key, known);
      return known.value;
    }
    const entry: Entry<V> = { version, value: make(), made: false };
    put(entries, key, entry);
    entry.value.then(
      () => {
        entry.made = true;
      },
      () => {
        // What failed is not kept.
        if (entries.get(key) === entry) entries.delete(key);
      },
    );
    return entry.value;
  };
}
