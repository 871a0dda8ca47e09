/**
 * Kills a serving process with SIGKILL in the middle of intake and publishing, 20 times (or as often as the first
 * argument says), every other time together with its database, and compares what was acknowledged with what is stored.
 * `npx tsx bench/crash.ts [rounds] [seed]`
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { killRepeatedly } from '../test/support/crash.ts';
import { seededRandom } from '../test/support/seeded-random.ts';

const rounds = Number(process.argv[2] ?? 20);
const seed = Number(process.argv[3] ?? 1);
const report = await killRepeatedly(rounds, seededRandom(seed));

console.table({
  acknowledged: report.acknowledged,
  lost: report.lost,
  doubled: report.doubled,
});
console.log(
  `${report.rounds} kills, ${report.failedStarts} failed starts, ${report.halfPublished} half-published updates`,
);
const out = join(import.meta.dirname, 'out');
await mkdir(out, { recursive: true });
await writeFile(join(out, 'crash.json'), `${JSON.stringify({ seed, ...report }, null, 2)}\n`);
const sum = (counts: Record<string, number>): number => Object.values(counts).reduce((a, b) => a + b, 0);
process.exitCode =
  sum(report.lost) + sum(report.doubled) + report.halfPublished + report.failedStarts === 0 ? 0 : 1;
