/**
 * What every published format costs: the time to make each kind of file and the whole snapshot, at 190 and at 6,200
 * practices, against making the page of every practice as well, as the snapshot once did.
 * `npx tsx bench/formats.ts` prints a table and writes bench/out/formats.json.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Bulletin, buildFile, buildSnapshot, type Snapshot } from '#publishing';
import { loadAssets, renderPublicPages, staticPages, viewOf } from '#web';
import { bulletin } from '../test/support/bulletin.ts';

const rounds = 5;
const assets = loadAssets();
const assetPaths = assets.map((asset) => asset.path);

/** The bulletin a moment later: everything dated changes, as with every publication. */
const later = (model: Bulletin, round: number): Bulletin => ({
  ...model,
  asOf: `2026-04-29T09:00:${String(10 + round).padStart(2, '0')}.000Z`,
});

const median = (values: readonly number[]): number =>
  Math.round([...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN);

const timed = <T>(work: () => T): [T, number] => {
  const start = performance.now();
  const result = work();
  return [result, performance.now() - start];
};

function measure(practices: number) {
  const model = bulletin({}, practices);
  const times: { render: number[]; snapshot: number[] } = { render: [], snapshot: [] };
  let previous: Snapshot | undefined;
  for (let round = 0; round <= rounds; round += 1) {
    const [pages, render] = timed(() => renderPublicPages(later(model, round), assets));
    const [snapshot, compress] = timed(() => buildSnapshot(pages, new Date(), previous));
    previous = snapshot;
    if (round === 0) continue;
    times.render.push(render);
    times.snapshot.push(compress);
  }
  const [files, everyPractice] = timed(() =>
    [...staticPages(viewOf(model, assetPaths))].map((page) => buildFile(page)),
  );
  const bytes = [...(previous?.files.values() ?? [])].reduce(
    (sum, file) => sum + file.body.length + file.brotli.length + file.gzip.length,
    0,
  );
  return {
    practices,
    files: previous?.files.size ?? 0,
    renderMs: median(times.render),
    compressMs: median(times.snapshot),
    snapshotMb: Math.round(bytes / 1e5) / 10,
    everyPracticePageMs: Math.round(everyPractice),
    everyPracticeFiles: files.length,
    rssMb: Math.round(process.memoryUsage().rss / 1e6),
  };
}

const table = [measure(190), measure(6_200)];
console.table(table);
await mkdir(join(import.meta.dirname, 'out'), { recursive: true });
await writeFile(join(import.meta.dirname, 'out/formats.json'), `${JSON.stringify(table, null, 2)}\n`);
