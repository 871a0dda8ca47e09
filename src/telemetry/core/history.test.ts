import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createColumns, readingAt, setReading, sortBatch } from './columns.ts';
import { begin, extend, type Present, rebuild } from './history.ts';
import { holdRule, intervalsOf, type Span } from './intervals.ts';
import { canonical, type Reading } from './reading.ts';
import { stateCodes, statusOf } from './status.ts';

/** A site kept in memory by the very functions that intake uses with the database. */
interface Kept {
  present: Present | undefined;
  readings: Reading[];
  spans: Span[];
}

function arrive(site: Kept, batch: readonly Reading[]): void {
  const columns = createColumns(batch.length);
  for (const [index, reading] of batch.entries()) setReading(columns, index, 1, reading);
  const sorted = sortBatch(columns).columns;
  const arrived = Array.from({ length: sorted.length }, (_, index) => readingAt(sorted, index));
  if (!site.present) {
    const { present, writes } = begin(sorted, 0, sorted.length);
    Object.assign(site, { present, spans: writes, readings: arrived });
    return;
  }
  const present = { ...site.present };
  const first = arrived[0]?.at ?? 0;
  const writes = first > present.last ? extend(present, sorted, 0, sorted.length) : undefined;
  if (writes) {
    apply(site, [], writes);
    site.present = present;
    site.readings.push(...arrived);
    return;
  }
  rebuildKept(site, site.present, arrived);
}

/** Hands `rebuild` only what the store would load: a window of readings, and the spans around it. */
function rebuildKept(site: Kept, present: Present, arrived: Reading[]): void {
  const from = (arrived[0]?.at ?? 0) - holdRule.bridged;
  const to = (arrived.at(-1)?.at ?? 0) + holdRule.bridged;
  const stored = canonical(site.readings).filter(({ at }) => at >= from && at <= to);
  const beyond = site.spans.find((span) => span.to > to)?.to ?? Number.POSITIVE_INFINITY;
  const spans = site.spans.filter((span) => span.to >= from && span.from <= beyond);
  const result = rebuild(present, arrived, stored, spans);
  apply(site, result.deletes, result.writes);
  site.present = result.present;
  site.readings.push(...result.fresh.flatMap((index) => arrived[index] ?? []));
}

function apply(site: Kept, deletes: readonly number[], writes: readonly Span[]): void {
  const rows = new Map(site.spans.map((span) => [span.from, span]));
  for (const from of deletes) rows.delete(from);
  for (const span of writes) rows.set(span.from, span);
  site.spans = [...rows.values()].sort((a, b) => a.from - b.from);
}

function silence(site: Kept, now: number): void {
  const { present } = site;
  if (!present || present.state === stateCodes.unknown || now - present.last <= holdRule.bridged) return;
  const since = present.last + holdRule.cadence;
  apply(
    site,
    [],
    [
      { from: present.since, to: since, state: present.state },
      { from: since, to: Number.POSITIVE_INFINITY, state: stateCodes.unknown },
    ],
  );
  site.present = { state: stateCodes.unknown, since, last: present.last };
}

const figure = fc.constantFrom(Number.NaN, 0, 7);
/** Instants close together and far apart, on the cadence and off it, so that every kind of gap turns up. */
const reading: fc.Arbitrary<Reading> = fc
  .record({
    at: fc.oneof(
      fc.integer({ min: 0, max: 40 }).map((slot) => slot * 150),
      fc.integer({ min: 0, max: 9000 }),
    ),
    tunnel: fc.constantFrom(0, 1, 2),
    loss: figure,
    latency: figure,
  })
  .map(({ at, tunnel, loss, latency }) => ({
    at: at + 1_000_000,
    status: statusOf(tunnel, 0, loss, latency),
    loss,
    latency,
    inMbps: Number.NaN,
    outMbps: Number.NaN,
  }));

/** Batches, and between them marks of silence at some instant (a number). */
const arrivals = fc
  .array(
    fc.oneof(
      { weight: 5, arbitrary: fc.array(reading, { minLength: 1, maxLength: 6 }) },
      fc.integer({ min: 0, max: 12_000 }),
    ),
    {
      minLength: 1,
      maxLength: 12,
    },
  )
  .filter((list) => list.some((item) => typeof item !== 'number'));

describe('history', () => {
  it('is the same whatever the order, the batches, the repetitions and the marks of silence', () => {
    fc.assert(
      fc.property(arrivals, (list) => {
        const site: Kept = { present: undefined, readings: [], spans: [] };
        let marked = { last: -1, at: 0 };
        for (const item of list) {
          if (typeof item === 'number') {
            // What is unknown already has nothing to mark: it is marked only if it becomes known, and stays silent.
            const known = site.present !== undefined && site.present.state !== stateCodes.unknown;
            silence(site, item + 1_000_000);
            if (known) marked = { last: site.present?.last ?? -1, at: item + 1_000_000 };
          } else arrive(site, item);
        }
        // In the opposite order, so that a rule that prefers the first or the last one to arrive shows.
        const all = canonical(list.flatMap((item) => (typeof item === 'number' ? [] : item)).reverse());
        const last = all.at(-1)?.at ?? 0;
        const silent = marked.last === last && marked.at - last > holdRule.bridged;
        const expected = intervalsOf(all, { until: Number.POSITIVE_INFINITY, silent });
        expect(canonical(site.readings)).toEqual(all);
        expect(site.spans).toEqual(expected);
        expect(site.present).toEqual({ last, since: expected.at(-1)?.from, state: expected.at(-1)?.state });
        const end = 2_000_000;
        silence(site, end);
        expect(site.spans).toEqual(intervalsOf(all, { until: Number.POSITIVE_INFINITY, silent: true }));
      }),
      { numRuns: 3000 },
    );
  });

  it('stores a reading that is sent again once', () => {
    const site: Kept = { present: undefined, readings: [], spans: [] };
    const batch = fc.sample(reading, { numRuns: 5, seed: 7 });
    arrive(site, batch);
    const before = site.readings.length;
    arrive(site, batch);
    expect(site.readings).toHaveLength(before);
  });
});
