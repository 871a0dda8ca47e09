import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { scenario as april, aprilWorld } from '../../scenarios/april-2026/index.ts';
import { aprilParameters } from '../../scenarios/april-2026/parameters.ts';
import { scenario as harbour, harbourWorld } from '../../scenarios/harbour-2026/index.ts';
import { isDeskOpen } from '../../scenarios/support/calls.ts';
import { wordFor } from '../../scenarios/support/expected.ts';
import { flapsOf, outagesOf, statesOf } from '../../scenarios/support/history.ts';
import { createRandom } from '../../scenarios/support/random.ts';
import { london } from '../../scenarios/support/time.ts';
import { down, msOfStep, stepOf, type Truth } from '../../scenarios/support/truth.ts';
import { deskHoursBetween } from '../../scenarios/support/wall-clock.ts';
import { buildWorld, type World } from '../../scenarios/support/world.ts';
import { readCsv } from '../../src/platform/csv/index.ts';

const worlds: [name: string, world: () => World][] = [
  ['april-2026', aprilWorld],
  ['harbour-2026', harbourWorld],
];

/** One digest of everything that a world is made of. */
function digestOf({ truth, calls, estate }: World): string {
  const hash = createHash('sha256').update(JSON.stringify([estate, calls, truth.failures]));
  for (const array of [truth.state, truth.sent, truth.lossTenths, truth.latencyMs, truth.inCentiMbps])
    hash.update(new Uint8Array(array.buffer));
  return hash.digest('hex');
}

describe('the generator', () => {
  it('makes the same world of the same seed, and another of another', () => {
    const first = digestOf(aprilWorld());
    expect(digestOf(buildWorld(aprilParameters))).toBe(first);
    expect(digestOf(buildWorld({ ...aprilParameters, seed: 'another' }))).not.toBe(first);
  });

  it('fails sites about four times as often while their concentrator is over its rating', () => {
    const { truth } = aprilWorld();
    const failed = (overloaded: boolean): number =>
      truth.failures.filter((one) => one.cause === 'firmware' && one.overloaded === overloaded).length;
    const beforeMoves = truth.exposure;
    const ratio = failed(true) / beforeMoves.overloaded / (failed(false) / beforeMoves.normal);
    expect(ratio).toBeGreaterThan(3);
    expect(ratio).toBeLessThan(5.5);
    expect(failed(true)).toBeGreaterThan(20);
  });

  it('goes over its rating on weekday mornings only, and never once downloads are held back', () => {
    const { truth } = aprilWorld();
    const [old] = truth.concentrators;
    const over = Array.from(old.demandShare.keys()).filter((step) => (old.demandShare[step] ?? 0) > 1);
    const hours = over.map((step) => new Date(msOfStep(truth, step) + 3_600_000));
    expect(over.length).toBeGreaterThan(80);
    expect(hours.filter((at) => at.getUTCDay() === 0 || at.getUTCDay() === 6)).toEqual([]);
    expect(hours.filter((at) => at.getUTCHours() < 7 || at.getUTCHours() > 9)).toEqual([]);
    expect(Math.max(...over)).toBeLessThan(stepOf(truth.startMs, london('2026-04-23 00:00')));
  });

  it('never carries more than its cap, and loses quality instead', () => {
    const { truth } = aprilWorld();
    const [old] = truth.concentrators;
    const carried = old.inTenths.map((tenths, step) => tenths + (old.outTenths[step] ?? 0));
    expect(Math.max(...carried) / 10).toBeLessThan(1.05 * old.ratedMbps);
    const step = stepOf(truth.startMs, london('2026-04-20 08:30'));
    const night = stepOf(truth.startMs, london('2026-04-20 03:00'));
    const meanLatency = (at: number): number =>
      truth.latencyMs.slice(at * truth.sites, (at + 1) * truth.sites).reduce((a, b) => a + b, 0) /
      truth.sites;
    expect(meanLatency(step)).toBeGreaterThan(3 * meanLatency(night));
  });
});

describe.each(worlds)('%s', (_name, worldOf) => {
  const world = worldOf();
  const { truth, estate, calls, parameters, plan } = world;

  it('has no failure from the end of the fault on', () => {
    const from = stepOf(truth.startMs, parameters.fault.until) * truth.sites;
    expect(truth.state.subarray(from).includes(down)).toBe(false);
    expect(truth.state.subarray(0, from).includes(down)).toBe(true);
  });

  it('has its last linked call exactly when it must, and every one in open hours', () => {
    const late = parameters.calls.lateCallAt?.getTime();
    const linked = calls.filter((call) => call.about === 'incident' && call.openedAt.getTime() !== late);
    expect(linked.at(-1)?.openedAt).toEqual(parameters.calls.lastLinkedAt);
    expect(linked.filter((call) => !isDeskOpen(call.openedAt.getTime()))).toEqual([]);
  });

  it('lets nobody call about the incident before their own site has failed', () => {
    const failedAt = (call: (typeof calls)[number]): number[] =>
      truth.failures
        .filter((failure) => estate.sites[failure.site]?.practice === call.practice)
        .map((failure) => msOfStep(truth, failure.step));
    const linked = calls.filter((call) => call.about === 'incident');
    expect(linked.filter((call) => !failedAt(call).some((ms) => ms < call.openedAt.getTime()))).toEqual([]);
  });

  it('keeps the feed alive with other calls up to its end', () => {
    const others = calls.filter((call) => call.about === 'something else');
    expect(others.at(-1)?.openedAt).toEqual(parameters.calls.lastUnrelatedAt);
  });

  it('gives every site one fate in the migration', () => {
    expect(plan.size).toBe(estate.sites.length);
    const stuck = [...plan.values()].filter((fate) => 'reason' in fate);
    const wanted = parameters.migration.cannotMove.reduce((sum, one) => sum + one.sites, 0);
    expect(stuck).toHaveLength(wanted);
    for (const [index, fate] of plan) {
      if (!('reason' in fate)) continue;
      const reason = parameters.migration.cannotMove.find((one) => one.reason === fate.reason);
      expect(estate.sites[index]?.circuit).toBe(reason?.circuit);
    }
  });

  it('has names, codes and numbers that are all its own', () => {
    const unique = (values: readonly string[]): boolean => new Set(values).size === values.length;
    expect(unique(estate.practices.map((practice) => practice.odsCode))).toBe(true);
    expect(unique(estate.practices.map((practice) => practice.name))).toBe(true);
    expect(unique(estate.sites.map((site) => site.postcode))).toBe(true);
    expect(estate.sites.filter((site) => !/^01632 960\d{3}$/.test(site.phone))).toEqual([]);
  });

  const ods = new URL('../../../shared/data/ods/epraccur.csv', import.meta.url);
  it.skipIf(!existsSync(ods))(
    'has no real practice: the national file (skipped without it) knows none',
    () => {
      const names = new Set<string>();
      const codes = new Set<string>();
      for (const line of readFileSync(ods, 'utf8').split('\n')) {
        const [, code = '', name = ''] = /^"([^"]*)","([^"]*)"/.exec(line) ?? [];
        codes.add(code);
        names.add(name.toUpperCase());
      }
      expect(names.size).toBeGreaterThan(10_000);
      expect(estate.practices.filter((practice) => names.has(practice.name.toUpperCase()))).toEqual([]);
      expect(estate.practices.filter((practice) => codes.has(practice.odsCode))).toEqual([]);
    },
  );
});

describe('the events', () => {
  it('come in order of time, batches before what people do, and end with the scenario', () => {
    let last = 0;
    let readings = 0;
    let ticks = 0;
    for (const event of april.events()) {
      expect(event.at.getTime()).toBeGreaterThanOrEqual(last);
      last = event.at.getTime();
      if (event.kind === 'readings') readings += (event.body as { readings: unknown[] }).readings.length;
      if (event.kind === 'tick') ticks += 1;
    }
    const { truth } = aprilWorld();
    const sent = truth.sent.subarray(0, stepOf(truth.startMs, april.endsAt) * truth.sites);
    expect(last).toBe(april.endsAt.getTime());
    expect(readings).toBe(sent.reduce((sum, one) => sum + one, 0));
    expect(ticks).toBeGreaterThanOrEqual(394);
  });

  it('tell of every reading before they tell of a later one, and of none twice', () => {
    let next = aprilWorld().truth.startMs;
    for (const event of april.events()) {
      if (event.kind !== 'readings') continue;
      const { readings } = event.body as { readings: { at: string }[] };
      const [first] = readings;
      expect(Date.parse(first?.at ?? '')).toBe(next);
      next = Date.parse(readings.at(-1)?.at ?? '') + 300_000;
      expect(next).toBeLessThanOrEqual(event.at.getTime() + 299_999);
    }
  });

  it('fall silent when the feed does', () => {
    const stop = london('2026-06-18 15:00').getTime();
    const told = [...harbour.events()]
      .filter((event) => event.kind === 'calls')
      .map((event) => event.at.getTime());
    expect(Math.max(...told)).toBe(stop);
  });

  it('bring estate files that can be read, with practices outside the filter', () => {
    const [first] = april.events();
    const files = first?.kind === 'estate' ? first.files : [];
    expect(files.map((file) => file.name)).toContain('tunnels.csv');
    const practices = new TextDecoder().decode(files[0]?.bytes);
    expect(practices.trim().split('\r\n')).toHaveLength(189);
    const sites = files.find((file) => file.name === 'sites.csv');
    const required = ['site_code', 'ods_code'];
    const optional = ['name', 'address', 'town', 'postcode', 'phone', 'opened', 'closed'];
    const table = readCsv(sites?.bytes ?? new Uint8Array(), {
      header: true,
      columns: { required, optional },
    });
    expect(table.faults).toEqual([]);
    expect(table.rows).toHaveLength(191);
  });
});

describe('the ground truth by plain loops', () => {
  const truthOf = (sent: number[], state: number[]): Truth => ({
    ...aprilWorld().truth,
    startMs: 0,
    sites: 1,
    steps: sent.length,
    sent: Uint8Array.from(sent),
    state: Uint8Array.from(state),
  });
  const steps = (text: string): Uint8Array => Uint8Array.from(text, (sign) => '?UD'.indexOf(sign));
  const minutes = (spell: { fromMs: number; toMs: number | null }): (number | null)[] => [
    spell.fromMs / 60_000,
    spell.toMs === null ? null : spell.toMs / 60_000,
  ];
  const truth = truthOf([], []);

  it.each([
    ['one lost reading is bridged', [1, 0, 1], [1, 1, 2], 'UUD'],
    ['two are not', [1, 0, 0, 1], [2, 1, 1, 1], 'D??U'],
    ['silence at the end is unknown', [1, 1, 0, 0, 0], [1, 1, 1, 1, 1], 'UU???'],
    ['silence at the beginning too', [0, 1], [1, 1], '?U'],
  ])('%s', (_what, sent, state, wanted) => {
    expect(statesOf(truthOf(sent, state), 0, sent.length)).toEqual(steps(wanted));
  });

  it.each([
    ['UDUUU', [[5, 10]]],
    ['DUDUU', [[0, 15]]],
    [
      'DUUDUU',
      [
        [0, 5],
        [15, 20],
      ],
    ],
    ['UD', [[5, null]]],
    ['D?U?U', [[0, 5]]],
    ['UUUU', []],
  ])('outages of %s', (states, wanted) => {
    expect(outagesOf(truth, steps(states)).map(minutes)).toEqual(wanted);
  });

  it.each([
    [`UDUDU${'U'.repeat(20)}`, [[5, 20]]],
    [`UDU${'U'.repeat(20)}`, []],
    [`UDUD${'U'.repeat(2)}`, [[5, null]]],
    [`UD${'U'.repeat(14)}D${'U'.repeat(20)}`, []],
  ])('flaps of %s', (states, wanted) => {
    expect(flapsOf(truth, steps(states)).map(minutes)).toEqual(wanted);
  });

  it('counts the desk hours of the example: 8 + 10.5 + 2', () => {
    expect(deskHoursBetween(london('2026-04-27 10:30'), london('2026-04-29 10:00'))).toBe(20.5);
    expect(deskHoursBetween(london('2026-04-02 18:00'), london('2026-04-07 09:00'))).toBe(1.5);
  });

  it.each([
    [0, 186, 'none'],
    [1, 186, 'one'],
    [7, 186, 'a few'],
    [40, 186, 'some'],
    [93, 186, 'about half'],
    [174, 186, 'most'],
    [179, 186, 'almost all'],
    [186, 186, 'all'],
  ])('%d of %d is %s', (n, m, word) => {
    expect(wordFor(n, m)).toBe(word);
  });

  it('has the dates and counts that the story needs', () => {
    expect(april.expected()).toMatchObject({
      moved: { practices: 179, total: 186, word: 'almost all' },
      cannotMove: { practices: 7, word: 'a few' },
      calls: { lastLinkedAt: london('2026-04-27 10:30'), deskHoursSince: 20.5 },
      practices: { affectedNow: 0, total: 186 },
      exitCriteria: { met: 3, total: 5 },
      measures: { cameTrue: 2, total: 4 },
    });
  });
});

it('random streams are uniform, repeatable and independent of each other', () => {
  const random = createRandom('a');
  const drawn = Array.from({ length: 20_000 }, () => random.next());
  expect(drawn.reduce((sum, value) => sum + value, 0) / drawn.length).toBeCloseTo(0.5, 2);
  expect(createRandom('a').next()).toBe(drawn[0]);
  expect(createRandom('b').next()).not.toBe(drawn[0]);
  expect(new Set(createRandom('c').shuffled([1, 2, 3, 4])).size).toBe(4);
});
