import { join } from 'node:path';
import type { Clock } from '#platform/clock';
import type { Settings } from '#platform/config';
import type { Context } from '#platform/context';
import type { Log } from '#platform/log';
import {
  type Bulletin,
  buildBulletin,
  buildSnapshot,
  readSnapshot,
  type Snapshot,
  type SnapshotSource,
  writeSnapshot,
} from '#publishing';
import { publicDocuments, publicReviews } from '#review';
import { loadAssets, renderPublicPages } from '#web';
import { bulletinOptions } from './bulletin-options.ts';

export interface Publication {
  snapshot: Snapshot;
  bulletin: Bulletin;
}

/** What visitors get: one immutable snapshot, swapped whole. */
export interface Publisher {
  current(): Publication | undefined;
  /** Builds the bulletin from the data, renders it, swaps the snapshot and keeps a copy in the data directory. */
  publish(base: Omit<Context, 'actor'>): Promise<void>;
  /** From now on publishing is only remembered: a replay does not render what nobody can see. */
  pause(): void;
  /** From now on publishes at once again. Says whether that was wanted meanwhile. */
  resume(): boolean;
  /** Writes the current snapshot where a static server can host it, away from the failing network. */
  exportTo(target: string): Promise<void>;
  /** Renders the last bulletin again, saying since when its data could not be read. */
  markStale(since: Date): Promise<void>;
  /** Takes the last snapshot kept in the data directory, for a start without a database. Says whether there was one. */
  restore(): Promise<boolean>;
}

/** Documents are frozen in the database; while it is away those that were served before are served on. */
const documentsOf = ({ files }: Snapshot): SnapshotSource[] =>
  [...files.values()].filter(({ path }) => path.endsWith('.docx'));

interface PublisherOptions {
  settings: Settings;
  clock: Clock;
  log: Log;
  demonstration: boolean;
}

export function createPublisher({ settings, clock, log, demonstration }: PublisherOptions): Publisher {
  const directory = join(settings.dataDir, 'public');
  let current: Publication | undefined;
  let paused = false;
  let wanted = false;

  function swap(bulletin: Bulletin, documents: readonly SnapshotSource[]): Snapshot {
    const pages = renderPublicPages(bulletin, loadAssets());
    const snapshot = buildSnapshot([...pages, ...documents], clock.now(), current?.snapshot);
    current = { snapshot, bulletin };
    return snapshot;
  }

  async function publish(base: Omit<Context, 'actor'>): Promise<void> {
    wanted = paused;
    if (paused) return;
    const options = bulletinOptions(settings, demonstration);
    const bulletin = {
      ...(await buildBulletin(base.db, clock.now(), options)),
      ...(await publicReviews(base.db, clock.now())),
    };
    const snapshot = swap(bulletin, await publicDocuments(base.db));
    // The page is already visible; a full disk must not take it back.
    await writeSnapshot(directory, snapshot).catch((error: unknown) => {
      log.error({ err: error }, 'the snapshot could not be written');
    });
  }

  return {
    current: () => current,
    publish,
    pause() {
      paused = true;
    },
    resume() {
      paused = false;
      return wanted;
    },
    async exportTo(target) {
      if (current) await writeSnapshot(target, current.snapshot);
    },
    async markStale(since) {
      if (!current || current.bulletin.staleSince !== null) return;
      swap({ ...current.bulletin, staleSince: since.toISOString() }, documentsOf(current.snapshot));
    },
    async restore() {
      current = await readSnapshot(directory).catch(() => undefined);
      return current !== undefined;
    },
  };
}

/**
 * The job that keeps the static copy up to date; without an export directory there is nothing to do. It publishes
 * first: the job may run before this process has built the page that it was enqueued for.
 */
export const exportPage =
  (publisher: Publisher, settings: Settings): ((base: Omit<Context, 'actor'>) => Promise<void>) =>
  async (base) => {
    if (settings.exportDir === undefined) return;
    await publisher.publish(base);
    await publisher.exportTo(settings.exportDir);
  };
