import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../scenarios/support/random.ts';
import { createWorld, type WorldKind, worldStartMs } from '../../../test/support/attribution-worlds.ts';
import { asFactorSuggestions } from '../suggest.ts';
import { analyse } from './analyse.ts';
import { changeSince } from './before-after.ts';
import { dayByDay } from './first-said.ts';
import { defaultAttributionParameters, type EstateQuestion } from './question.ts';
import type { Attribution } from './result.ts';
import { measureTerms } from './suspicion.ts';

const hourMs = 3_600_000;

const found = (kind: WorldKind, seed: number, options = {}): Attribution =>
  analyse(createWorld(kind, seed, options).question, seed);

const keys = (result: Attribution): string[] => result.explanations.map(({ key }) => key);

describe('what is planted is found', () => {
  it.each<[WorldKind, string[]]>([
    ['one factor', ['firmware=fw-9.4.1']],
    ['time of day', ['hour=7:00-10:00']],
    ['upgrade mid-way', ['firmware=fw-9.4.1']],
    ['moving concentrator', ['concentrator=VPN-A']],
    ['two independent', ['circuit=KPSN', 'firmware=fw-9.4.1']],
    ['null', []],
  ])('%s', (kind, expected) => {
    expect(keys(found(kind, 3)).sort()).toEqual(expected);
  });

  it('says that two factors compound, with the four rates', () => {
    const result = found('compounding', 2, { perSite: 1 });
    expect(keys(result).sort()).toEqual(['circuit=KPSN', 'firmware=fw-9.4.1']);
    const [compound] = result.compounds;
    expect(compound?.verdict).toBe('compounding');
    expect(compound?.contrast?.low).toBeGreaterThan(0);
    expect(compound?.sentence).toMatch(/make each other worse: in 1,000 site-hours .* with both/);
  });

  it('lists what is only confounded as explained, with its ratio alone and within', () => {
    const result = found('confounded', 2, { perSite: 1 });
    expect(keys(result)).toEqual(['firmware=fw-9.4.1']);
    const away = result.explainedAway.find(({ terms }) => terms[0]?.value === 'model-x');
    expect(away?.by).toEqual([{ key: 'firmware', value: 'fw-9.4.1' }]);
    expect(away?.ratioAlone?.low).toBeGreaterThan(1);
    expect(away?.ratioWithin?.low).toBeLessThan(1);
  });

  it('says on which day it could first have been said', () => {
    const days = dayByDay(createWorld('one factor', 5, { perSite: 1 }).question, 5);
    expect(days).toHaveLength(14);
    const first = days.findIndex(({ result }) => result.verdict === 'explained');
    expect(first).toBeGreaterThan(0);
    expect(days[0]?.result.verdict).not.toBe('explained');
    expect(keys(days.at(-1)?.result ?? found('null', 3))).toEqual(['firmware=fw-9.4.1']);
  });
});

/** 24 sites of which the first 12 have the bad firmware and fail once or twice; `more` adds attributes to each. */
function twelveOf24(more: (site: number) => Record<string, string> = () => ({})): EstateQuestion {
  const sites = Array.from({ length: 24 }, (_, index) => ({ id: index + 1, code: `S${index + 1}` }));
  const fromMs = worldStartMs;
  const toMs = fromMs + 96 * hourMs;
  const spells = sites.flatMap(({ id }) =>
    Object.entries({ firmware: id <= 12 ? 'bad' : 'good', ...more(id) }).map(([key, value]) => ({
      ...{ siteId: id, key, value, fromMs, toMs },
    })),
  );
  const episodes = sites.slice(0, 12).flatMap(({ id }) =>
    [5, 50].slice(0, 1 + (id % 2)).map((hour) => ({
      siteId: id,
      fromMs: fromMs + (hour + id * 1.5) * hourMs,
      toMs: fromMs + (hour + id * 1.5 + 0.5) * hourMs,
    })),
  );
  const known = sites.map(({ id }) => ({ siteId: id, fromMs, toMs }));
  return { fromMs, toMs, sites, spells, known, episodes, loads: [] };
}

describe('what the data cannot tell apart', () => {
  it('gives identical sets as one finding with another name', () => {
    const result = analyse(
      twelveOf24((site) => ({ template: site <= 12 ? 'old' : 'new' })),
      1,
    );
    expect(result.explanations).toHaveLength(1);
    expect(result.explanations[0]?.sameAs).toHaveLength(1);
  });

  it('reports near-identical sets together, with the sites that separate them', () => {
    const result = analyse(
      twelveOf24((site) => ({ template: site <= 11 || site === 13 ? 'old' : 'new' })),
      1,
    );
    const [one] = result.explanations;
    expect(one?.cannotTellFrom).toMatchObject([{ separatedBy: { count: 2, codes: ['S12', 'S13'] } }]);
    const [other] = one?.cannotTellFrom ?? [];
    expect(other?.sentence).toMatch(
      /^The data cannot tell .*: they differ at 2 sites\. Change .*, and nothing else, at/,
    );
    // Those that have both, twelve less the two at which they differ, and fail twice in four days.
    expect(other?.toTell).toMatchObject({ sites: { count: 4 }, days: 6 });
    const both = new Set(Array.from({ length: 11 }, (_, index) => `S${index + 1}`));
    expect(other?.toTell?.sites.codes.every((code) => both.has(code))).toBe(true);
  });

  it('says with both in one model that neither can be read by itself', () => {
    const { model } = analyse(
      twelveOf24((site) => ({ template: site <= 12 ? 'old' : 'new' })),
      1,
    );
    expect(model?.factors).toHaveLength(1);
    expect(model?.factors[0]?.caution).toBe(
      'All failures are with it: how often is a guess from above or below.',
    );
    const apart = analyse(createWorld('confounded', 2, { perSite: 1 }).question, 2).model;
    expect(apart?.readable).toBe(true);
    expect(apart?.factors.map(({ role }) => role)).toContain('rival');
    expect(apart?.factors[0]?.ratio?.low).toBeGreaterThan(1);
  });
});

/** Every number in a result, with where it stands. */
function numbersIn(value: unknown, path = ''): [string, number][] {
  if (typeof value === 'number') return [[path, value]];
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, each]) => numbersIn(each, `${path}.${key}`));
}

function expectHonest(result: Attribution): void {
  expect(numbersIn(result).filter(([, value]) => !Number.isFinite(value))).toEqual([]);
  expect(JSON.stringify(result)).not.toMatch(/NaN|Infinity|undefined/);
  expect(result.sentence).toMatch(/\.$/);
}

/** What a result suggests is taken by the verbs that record factors. */
function expectFitForFactors(result: Attribution): void {
  for (const { key, statement, evidenceFor, evidenceAgainst } of asFactorSuggestions(result)) {
    expect(key).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(key.length).toBeLessThanOrEqual(80);
    expect(
      Math.max(...[statement, ...evidenceFor, ...evidenceAgainst].map((text) => text.length)),
    ).toBeLessThan(1000);
  }
}

describe('degenerate input gets an honest answer', () => {
  const base = twelveOf24();
  const everyone = base.sites.flatMap(({ id }) => [
    { siteId: id, fromMs: base.fromMs + (id + 1) * hourMs, toMs: base.fromMs + (id + 2) * hourMs },
  ]);
  const cases: Record<string, Partial<EstateQuestion>> = {
    'no sites': { sites: [] },
    'one site': { sites: base.sites.slice(0, 1) },
    'none failing': { episodes: [] },
    'all failing': { episodes: everyone },
    'all failing all the time': {
      episodes: base.sites.map(({ id }) => ({ siteId: id, fromMs: base.fromMs - 1, toMs: base.toMs })),
    },
    'no attributes': { spells: [] },
    'one attribute, constant': {
      spells: base.sites.map(({ id }) => ({
        ...{ siteId: id, key: 'firmware', value: 'bad', fromMs: base.fromMs, toMs: base.toMs },
      })),
    },
    'attributes of a few sites only': { spells: base.spells.slice(0, 6) },
    'nothing known': { known: [] },
    'known for failing sites only': { known: base.known.slice(0, 12) },
    'spells of unknown sites': {
      spells: base.spells.map((spell) => ({ ...spell, siteId: spell.siteId + 90 })),
    },
    'a window without length': { toMs: base.fromMs },
    'loads that are not numbers': {
      loads: [{ concentrator: 'VPN-A', fromMs: base.fromMs, toMs: base.toMs, share: Number.NaN }],
    },
  };

  it.each(Object.entries(cases))('%s', (_, change) => {
    const result = analyse({ ...base, ...change }, 1);
    expectHonest(result);
    expectFitForFactors(result);
  });

  it('finds nothing where all sites are alike, and says so', () => {
    const result = analyse({ ...base, episodes: everyone }, 1);
    expect(result.verdict).toBe('nothing explains it');
    expect(result.sentence).toMatch(
      /^Nothing that we know of the sites or the times sets the failures apart/,
    );
  });

  it('says how much would be enough', () => {
    const result = analyse({ ...base, episodes: base.episodes.slice(0, 3) }, 1);
    expect(result.verdict).toBe('not enough to say');
    expect(result.sentence).toMatch(
      /^Not enough to say: 3 failures at 2 sites so far\. About \d+ failures would/,
    );
  });

  it('does not take unknown time for good time', () => {
    // The good sites were known for 2 of 96 hours only: that they did not fail says little.
    const known = base.known.map((span) =>
      span.siteId > 12 ? { ...span, toMs: span.fromMs + 2 * hourMs } : span,
    );
    const [sure] = analyse(base, 1).explanations;
    const [unsure] = analyse({ ...base, known }, 1).explanations;
    expect(sure?.ratio?.low).toBeGreaterThan(1);
    expect(unsure?.ratio?.low ?? 0).toBeLessThan(sure?.ratio?.low ?? 0);
  });
});

/** A kind and a seed, not the world itself: a counterexample must fit on a screen. */
const world = fc.record({
  kind: fc.constantFrom<WorldKind>('null', 'one factor', 'moving concentrator', 'time of day'),
  seed: fc.integer({ min: 1, max: 1000 }),
});
const questionOf = ({ kind, seed }: { kind: WorldKind; seed: number }): EstateQuestion =>
  createWorld(kind, seed, { sites: 70, perSite: 0.6 }).question;
const few = { numRuns: 12 };

function shuffled(question: EstateQuestion, seed: number): EstateQuestion {
  const random = createRandom(`shuffle/${seed}`);
  return {
    ...question,
    sites: random.shuffled(question.sites),
    spells: random.shuffled(question.spells),
    known: random.shuffled(question.known),
    episodes: random.shuffled(question.episodes),
    loads: random.shuffled(question.loads),
  };
}

describe('properties', () => {
  it('does not depend on the order of rows', () => {
    fc.assert(
      fc.property(world, (drawn) => {
        const question = questionOf(drawn);
        const { seed } = drawn;
        expect(analyse(shuffled(question, seed), seed)).toEqual(analyse(question, seed));
      }),
      few,
    );
  });

  it('does not depend on the names of values', () => {
    // Reversed, so that their order changes as well.
    const rename = (value: string): string => [...value].reverse().join('');
    fc.assert(
      fc.property(world, (drawn) => {
        const question = questionOf(drawn);
        const { seed } = drawn;
        const renamed = {
          ...question,
          spells: question.spells.map((spell) => ({ ...spell, value: rename(spell.value) })),
          loads: question.loads.map((load) => ({ ...load, concentrator: rename(load.concentrator) })),
        };
        const figures = (result: Attribution) =>
          result.explanations.map(({ ratio, score, probability, inside }) => ({
            ratio,
            score,
            probability,
            inside,
          }));
        expect(figures(analyse(renamed, seed))).toEqual(figures(analyse(question, seed)));
      }),
      few,
    );
  });

  it('does not change when sites are added that never fail and share nothing', () => {
    fc.assert(
      fc.property(world, fc.integer({ min: 1, max: 60 }), (drawn, count) => {
        const question = questionOf(drawn);
        const { seed } = drawn;
        const added = Array.from({ length: count }, (_, index) => ({ id: 1000 + index, code: `X${index}` }));
        const { fromMs, toMs } = question;
        const more = {
          ...question,
          sites: [...question.sites, ...added],
          spells: [
            ...question.spells,
            ...added.flatMap(({ id }) =>
              ['firmware', 'circuit', 'town'].map((key) => ({
                ...{ siteId: id, key, value: `${key} of ${id}`, fromMs, toMs },
              })),
            ),
          ],
          known: [...question.known, ...added.map(({ id }) => ({ siteId: id, fromMs, toMs }))],
        };
        const result = analyse(more, seed);
        expect(result.leftOut.count).toBe(count);
        expect({ ...result, leftOut: null }).toEqual({ ...analyse(question, seed), leftOut: null });
      }),
      few,
    );
  });

  it('does not change when rows are given twice', () => {
    fc.assert(
      fc.property(world, (drawn) => {
        const question = questionOf(drawn);
        const { seed } = drawn;
        const twice = {
          ...question,
          spells: [...question.spells, ...question.spells],
          known: [...question.known, ...question.known],
          episodes: [...question.episodes, ...question.episodes],
          loads: [...question.loads, ...question.loads],
        };
        expect(analyse(twice, seed)).toEqual(analyse(question, seed));
      }),
      few,
    );
  });

  it('is never an exception and never NaN, whatever the rows', () => {
    const instant = fc.integer({ min: -50, max: 150 }).map((hour) => worldStartMs + hour * hourMs);
    const span = fc.record({ siteId: fc.integer({ min: 0, max: 14 }), fromMs: instant, toMs: instant });
    const spell = fc
      .tuple(span, fc.constantFrom('firmware', 'concentrator', 'tag:a'), fc.constantFrom('a', 'b', 'c'))
      .map(([each, key, value]) => ({ ...each, key, value }));
    const load = fc
      .tuple(instant, instant, fc.double())
      .map(([fromMs, toMs, share]) => ({ concentrator: 'a', fromMs, toMs, share }));
    const question = fc.record({
      fromMs: fc.constant(worldStartMs),
      toMs: fc.constant(worldStartMs + 100 * hourMs),
      sites: fc.constant(Array.from({ length: 14 }, (_, id) => ({ id, code: `S${id}` }))),
      spells: fc.array(spell, { maxLength: 60 }),
      known: fc.array(span, { maxLength: 60 }),
      episodes: fc.array(span, { maxLength: 60 }),
      loads: fc.array(load, { maxLength: 10 }),
    });
    fc.assert(
      fc.property(question, instant, (each, startedMs) => {
        const result = analyse(each, 1);
        expectHonest(result);
        expectFitForFactors(result);
        for (const terms of [[], [{ key: 'firmware', value: 'a' }]]) {
          const change = changeSince(
            each,
            startedMs,
            terms,
            defaultAttributionParameters,
            startedMs + hourMs,
          );
          const measured = measureTerms(each, terms, defaultAttributionParameters);
          expect(numbersIn([change, measured]).filter(([, value]) => !Number.isFinite(value))).toEqual([]);
        }
      }),
      { numRuns: 60 },
    );
  });
});
