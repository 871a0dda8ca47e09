import { AsyncLocalStorage } from 'node:async_hooks';
import type { Db } from '../db/index.ts';
import { type Area, selectVersions } from './store.ts';

type Versions = Promise<ReadonlyMap<Area, string>>;

/** The versions that a piece of work has asked for already, by database. */
const asked = new AsyncLocalStorage<Map<Db, Versions>>();

/**
 * Runs work that only reads, and looks at the versions once for all of it: what it sees is never older than what was
 * committed when it began to look.
 */
export const lookingOnce = <T>(work: () => Promise<T>): Promise<T> => asked.run(new Map(), work);

function versionsFor(db: Db): Versions {
  const known = asked.getStore();
  const versions = known?.get(db) ?? selectVersions(db);
  known?.set(db, versions);
  return versions;
}

/** The version of some areas together: what is stored with it rests on what was committed when this was asked, or later. */
export async function versionOf(db: Db, areas: readonly Area[]): Promise<string> {
  const versions = await versionsFor(db);
  return areas.map((area) => versions.get(area)).join(' ');
}

/** Keeps what `make` works out from an area of the record under a key, until that area changes. */
export type Keep<V> = (db: Db, key: string, make: () => Promise<V>) => Promise<V>;

interface Entry<V> {
  version: string;
  value: Promise<V>;
}

/**
 * A place in this process for values that are dear to work out and that many people ask for: they are worked out once for
 * each change of the areas they rest on, whichever process made it, and shared. What is handed out belongs to everybody:
 * callers must not change it. Inside a transaction nothing is kept, since it sees what nobody else can. `most` bounds how
 * many keys are kept; the one asked for longest ago goes first.
 */
export function keepUntilChanged<V>(areas: readonly Area[], { most }: { most: number }): Keep<V> {
  // By database: a process may have several, as tests do.
  const places = new WeakMap<Db, Map<string, Entry<V>>>();
  return async (db, key, make) => {
    if (db.isTransaction) return make();
    const entries = places.get(db) ?? new Map<string, Entry<V>>();
    places.set(db, entries);
    // Asked before the value is made: the value may then be newer than its version says, never older.
    const version = await versionOf(db, areas);
    const known = entries.get(key);
    entries.delete(key);
    const entry = known?.version === version ? known : { version, value: make() };
    entries.set(key, entry);
    for (const oldest of entries.keys()) {
      if (entries.size <= most) break;
      entries.delete(oldest);
    }
    // What failed is not kept.
    entry.value.catch(() => {
      if (entries.get(key) === entry) entries.delete(key);
    });
    return entry.value;
  };
}
