import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Clock } from '#platform/clock';
import type { Settings } from '#platform/config';
import type { Context } from '#platform/context';
import { createOutbound } from '#platform/http';
import type { Log } from '#platform/log';
import {
  type Bulletin,
  buildBulletin,
  buildFile,
  buildSnapshot,
  extendSnapshot,
  readSnapshot,
  type Snapshot,
  type SnapshotFile,
  type SnapshotSource,
  writeSnapshot,
} from '#publishing';
import { publicDocuments, publicReviews } from '#review';
import { loadAssets, renderPublicPages, staticPages, viewOf } from '#web';
import { bulletinOptions } from './bulletin-options.ts';
import type { JobTools } from './jobs.ts';

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
    const options = await bulletinOptions(base.db, settings, demonstration);
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
      if (current) await writeSnapshot(target, await standingAlone(current));
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

/** So many pages are made before others get their turn. */
const pagesAtOnce = 10;

/**
 * The snapshot with the page of every practice, which a server of ours makes when asked. With thousands of practices that
 * takes seconds, so requests are answered in between.
 */
async function standingAlone({ snapshot, bulletin }: Publication): Promise<Snapshot> {
  const more: SnapshotFile[] = [];
  for (const page of staticPages(viewOf(bulletin, [...snapshot.files.keys()]))) {
    more.push(buildFile(page));
    if (more.length % pagesAtOnce === 0) await setImmediate();
  }
  return extendSnapshot(snapshot, more);
}

/**
 * The job that keeps the static copy up to date; without an export directory there is nothing to do. It publishes
 * first: the job may run before this process has built the page that it was enqueued for.
 */
const exportPage =
  (publisher: Publisher, settings: Settings): ((base: Omit<Context, 'actor'>) => Promise<void>) =>
  async (base) => {
    if (settings.exportDir === undefined) return;
    await publisher.publish(base);
    await publisher.exportTo(settings.exportDir);
  };

/** What the jobs of this installation do outside its database. */
export const jobWork = (
  publisher: Publisher,
  settings: Settings,
): Omit<JobTools, 'analyst' | 'foreseer'> => ({
  exportPage: exportPage(publisher, settings),
  outbound: createOutbound({
    alsoAllowed: settings.outboundAllow,
    userAgent: `Allclear (+${settings.publicUrl})`,
  }),
});
