import { createRandom, type Random } from '../../scenarios/support/random.ts';
import type { EstateQuestion, SiteSpan, SiteSpell } from '../../src/attribution/index.ts';

export const worldKinds = [
  'null',
  'one factor',
  'two independent',
  'compounding',
  'confounded',
  'time of day',
  'upgrade mid-way',
  'moving concentrator',
] as const;
export type WorldKind = (typeof worldKinds)[number];

export interface World {
  question: EstateQuestion;
  /** What was planted, as `key=value`. */
  planted: string[];
  /** Rate ratio of each planted factor. */
  ratio: number;
  /** Planted r11 - r10 - r01 + r00 over r00; null unless there are two factors. */
  excess: number | null;
}

export interface WorldOptions {
  sites?: number;
  days?: number;
  /** Failures that a site without a factor is expected to have in 14 days. */
  perSite?: number;
  ratio?: number;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** A Monday, midnight in London. */
export const worldStartMs = Date.parse('2026-04-12T23:00:00Z');

interface Estate {
  sites: { id: number; code: string; flappiness: number }[];
  spells: SiteSpell[];
  fromMs: number;
  toMs: number;
}

/**
 * An invented estate with 12 attributes, in which failures come at a rate that differs widely between sites (lognormal,
 * sigma 0.6), about a quarter of them in bursts, and in which known causes multiply the rate.
 */
export function createWorld(kind: WorldKind, seed: number, options: WorldOptions = {}): World {
  const random = createRandom(`${kind}/${seed}`);
  const ratio = options.ratio ?? 4;
  const estate = drawEstate(random, options.sites ?? 190, options.days ?? 14);
  const { planted, factor } = plant(kind, random, estate, ratio);
  const perHour = (options.perSite ?? 0.4) / (14 * 24);
  const { episodes, known } = drawHistory(random, estate, perHour, factor);
  const question: EstateQuestion = {
    fromMs: estate.fromMs,
    toMs: estate.toMs,
    sites: estate.sites.map(({ id, code }) => ({ id, code })),
    spells: estate.spells,
    known,
    episodes,
    loads: drawLoads(estate),
  };
  const both = kind === 'compounding' ? 3 * ratio : 2 * ratio - 1;
  const excess = planted.length < 2 ? null : both - 2 * ratio + 1;
  return { question, planted, ratio, excess };
}

const choices: Record<string, { values: string[]; shares: number[] }> = {
  firmware: { values: ['fw-9.3.7', 'fw-9.4.1', 'fw-9.2.0'], shares: [0.5, 0.35, 0.15] },
  firewallModel: { values: ['model-s', 'model-l', 'model-x'], shares: [0.5, 0.3, 0.2] },
  circuit: { values: ['HSCN', 'KPSN', 'broadband'], shares: [0.45, 0.33, 0.22] },
  circuitSupplier: { values: ['Carrier One', 'Carrier Two', 'Carrier Three'], shares: [0.4, 0.4, 0.2] },
  circuitMbps: { values: ['20', '50', '100', '200'], shares: [0.2, 0.4, 0.3, 0.1] },
  template: { values: ['standard', 'branch', 'large', 'old'], shares: [0.5, 0.2, 0.2, 0.1] },
  town: { values: Array.from({ length: 16 }, (_, n) => `Town ${n + 1}`), shares: Array(16).fill(1 / 16) },
  publicIp: {
    values: Array.from({ length: 30 }, (_, n) => `198.51.100.${n}`),
    shares: Array(30).fill(1 / 30),
  },
  'tag:dispensing': { values: ['yes', 'no'], shares: [0.3, 0.7] },
  'tag:branch': { values: ['yes', 'no'], shares: [0.15, 0.85] },
  concentrator: { values: ['VPN-A', 'VPN-B'], shares: [0.6, 0.4] },
};

function drawEstate(random: Random, count: number, days: number): Estate {
  const fromMs = worldStartMs;
  const toMs = fromMs + days * dayMs;
  const sites = Array.from({ length: count }, (_, index) => ({
    id: index + 1,
    code: `W${index + 1}`,
    flappiness: Math.exp(0.6 * normal(random) - 0.18),
  }));
  const spells = sites.flatMap(({ id }) => [
    { siteId: id, key: 'serial', value: `S${id}`, fromMs: fromMs - 90 * dayMs, toMs },
    ...Object.entries(choices).map(([key, { values, shares }]) => ({
      siteId: id,
      key,
      value: draw(random, values, shares),
      fromMs: fromMs - 90 * dayMs,
      toMs,
    })),
  ]);
  return { sites, spells, fromMs, toMs };
}

function draw(random: Random, values: readonly string[], shares: readonly number[]): string {
  let left = random.next();
  for (const [index, share] of shares.entries()) {
    left -= share;
    if (left < 0) return values[index] ?? '';
  }
  return values.at(-1) ?? '';
}

const normal = (random: Random): number =>
  Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());

/** What multiplies the rate of a site at an instant. */
type Factor = (siteId: number, atMs: number) => number;

const holds = (estate: Estate, key: string, value: string): ((siteId: number, atMs: number) => boolean) => {
  const held = new Map<number, SiteSpell[]>();
  for (const spell of estate.spells) {
    if (spell.key === key && spell.value === value)
      held.set(spell.siteId, [...(held.get(spell.siteId) ?? []), spell]);
  }
  return (siteId, atMs) =>
    (held.get(siteId) ?? []).some((spell) => spell.fromMs <= atMs && atMs < spell.toMs);
};

const hourOf = (atMs: number): number => ((atMs - worldStartMs) / hourMs) % 24;

function plant(
  kind: WorldKind,
  random: Random,
  estate: Estate,
  ratio: number,
): { planted: string[]; factor: Factor } {
  const firmware = 'firmware=fw-9.4.1';
  switch (kind) {
    case 'null':
      return { planted: [], factor: () => 1 };
    case 'two independent':
    case 'compounding': {
      const one = holds(estate, 'firmware', 'fw-9.4.1');
      const two = holds(estate, 'circuit', 'KPSN');
      // Without compounding the excess of both is the sum of the two; with it, three times either alone.
      const both = kind === 'compounding' ? 3 * ratio : 2 * ratio - 1;
      const factor: Factor = (site, at) =>
        one(site, at) ? (two(site, at) ? both : ratio) : two(site, at) ? ratio : 1;
      return { planted: [firmware, 'circuit=KPSN'], factor };
    }
    case 'confounded':
      // Nine in ten sites on the bad firmware have one model, and few others have it.
      for (const spell of estate.spells.filter(({ key }) => key === 'firewallModel')) {
        const bad = holds(estate, 'firmware', 'fw-9.4.1')(spell.siteId, estate.fromMs);
        spell.value = random.chance(bad ? 0.75 : 0.15) ? 'model-x' : random.pick(['model-s', 'model-l']);
      }
      break;
    case 'time of day':
      return {
        planted: ['hour=7:00-10:00'],
        factor: (_, at) => (hourOf(at) >= 7 && hourOf(at) < 10 ? ratio : 1),
      };
    case 'upgrade mid-way':
      upgrade(random, estate, 'firmware', 'fw-9.3.7', 'fw-9.4.1', 0.6);
      break;
    case 'moving concentrator': {
      upgrade(random, estate, 'concentrator', 'VPN-A', 'VPN-B', 0.7);
      const one = holds(estate, 'concentrator', 'VPN-A');
      return { planted: ['concentrator=VPN-A'], factor: (site, at) => (one(site, at) ? ratio : 1) };
    }
  }
  const bad = holds(estate, 'firmware', 'fw-9.4.1');
  return { planted: [firmware], factor: (site, at) => (bad(site, at) ? ratio : 1) };
}

/** Moves a share of the sites that hold one value to another, at times in the middle half of the window. */
function upgrade(random: Random, estate: Estate, key: string, from: string, to: string, share: number): void {
  const { fromMs, toMs } = estate;
  for (const spell of [...estate.spells]) {
    if (spell.key !== key || spell.value !== from || !random.chance(share)) continue;
    const at = fromMs + (toMs - fromMs) * random.between(0.25, 0.75);
    estate.spells.push({ ...spell, value: to, fromMs: at });
    spell.toMs = at;
  }
}

/** Draws failures by thinning, 10 to 60 minutes long; after a quarter of them the site fails again within hours. */
function drawHistory(
  random: Random,
  estate: Estate,
  perHour: number,
  factor: Factor,
): { episodes: SiteSpan[]; known: SiteSpan[] } {
  const episodes: SiteSpan[] = [];
  const known: SiteSpan[] = [];
  const most = 16;
  const silentFrom = estate.fromMs + 2.6 * dayMs;
  for (const { id, flappiness } of estate.sites) {
    const add = (atMs: number): void => {
      const isSilent = atMs >= silentFrom && atMs < silentFrom + 6 * hourMs;
      if (atMs >= estate.toMs || isSilent) return;
      episodes.push({ siteId: id, fromMs: atMs, toMs: atMs + random.between(1 / 6, 1) * hourMs });
    };
    const wait = hourMs / (perHour * flappiness * most);
    for (let at = estate.fromMs; ; ) {
      at += -Math.log(1 - random.next()) * wait;
      if (at >= estate.toMs) break;
      if (!random.chance(factor(id, at) / most)) continue;
      add(at);
      if (random.chance(0.25)) add(at + random.between(2, 6) * hourMs);
    }
    known.push({ siteId: id, fromMs: estate.fromMs, toMs: silentFrom });
    known.push({ siteId: id, fromMs: silentFrom + 6 * hourMs, toMs: estate.toMs });
  }
  return { episodes, known };
}

/** VPN-A is over 90% of its rating from 8 to 11 on working days; VPN-B never is. */
function drawLoads(estate: Estate): EstateQuestion['loads'] {
  const loads: EstateQuestion['loads'][number][] = [];
  for (let fromMs = estate.fromMs; fromMs < estate.toMs; fromMs += hourMs / 2) {
    const weekday = Math.floor((fromMs - worldStartMs) / dayMs) % 7 < 5;
    const hour = hourOf(fromMs);
    const busy = weekday && hour >= 8 && hour < 11 ? 0.96 : weekday && hour >= 7 && hour < 18 ? 0.75 : 0.2;
    loads.push({ concentrator: 'VPN-A', fromMs, toMs: fromMs + hourMs / 2, share: busy });
    loads.push({ concentrator: 'VPN-B', fromMs, toMs: fromMs + hourMs / 2, share: busy / 2 });
  }
  return loads;
}
