import { type Scene, type SceneSite, workingDayMeans, workingHalfHours } from './scene.ts';

/** A set of changes. They take effect in this order, whichever are given. */
export interface Changes {
  /** Growth of all traffic, in per cent; negative for a fall. */
  growPercent?: number | undefined;
  /** A part of the traffic before an hour of the London day waits until it. */
  holdBack?: { beforeHour: number; share: HeldShare } | undefined;
  /** A concentrator that is not there yet. */
  add?: { code: string; ratedMbps: number } | undefined;
  /** Sites, by code, that move. */
  move?: { sites: readonly string[]; to: string } | undefined;
  /** Sites move from fuller concentrators to emptier ones, as long as that lowers the fullest. */
  balance?: boolean | undefined;
  /** A concentrator that is gone; its sites go to the ones that are left, each to the emptiest. */
  lose?: string | undefined;
}

/** The share of traffic that waits, at each half hour of the day before the hour; 0 to 1. */
export type HeldShare = Float64Array;

/** What was held back is fetched within these hours after. */
const releaseHours = 4;

export interface ChangedScene extends Scene {
  /** Codes of sites that are elsewhere than before, with where. */
  moved: { site: string; from: string | undefined; to: string }[];
  /** Sites that would have nowhere to go. */
  stranded: string[];
}

/** The scene after the changes. */
export function applyChanges(scene: Scene, changes: Changes): ChangedScene {
  // A move takes a site's traffic elsewhere as it is; a country's is copied only where it is changed.
  const changesTraffic = Boolean(changes.growPercent) || changes.holdBack !== undefined;
  const trafficOf = ({ mbps }: SceneSite): Float32Array => (changesTraffic ? mbps.slice() : mbps);
  const state: ChangedScene = {
    ...scene,
    concentrators: scene.concentrators.map((one) => ({ ...one, mbps: one.mbps.slice() })),
    sites: new Map([...scene.sites].map(([id, site]) => [id, { ...site, mbps: trafficOf(site) }])),
    moved: [],
    stranded: [],
  };
  const series = (): Float32Array[] => [
    ...state.concentrators.map((one) => one.mbps),
    ...[...state.sites.values()].map((site) => site.mbps),
  ];
  if (changes.growPercent) for (const mbps of series()) scale(mbps, 1 + changes.growPercent / 100);
  if (changes.holdBack) {
    const places = workingHalfHours(scene);
    for (const mbps of series()) holdBack(mbps, places, changes.holdBack);
  }
  if (changes.add) {
    const mbps = new Float32Array(scene.halfHours);
    state.concentrators = [...state.concentrators, { ...changes.add, mbps }];
  }
  if (changes.move) for (const code of new Set(changes.move.sites)) moveByCode(state, code, changes.move.to);
  if (changes.balance) balance(state);
  if (changes.lose) lose(state, changes.lose);
  return state;
}

function scale(mbps: Float32Array, factor: number): void {
  for (let index = 0; index < mbps.length; index++) mbps[index] = (mbps[index] ?? 0) * factor;
}

/** Takes the share off each half hour before the hour, and spreads what was taken over the hours after it, day by day. */
function holdBack(mbps: Float32Array, places: Int8Array, of: NonNullable<Changes['holdBack']>): void {
  const from = of.beforeHour * 2;
  const until = Math.min(48, from + releaseHours * 2);
  let held = 0;
  for (const [index, place] of places.entries()) {
    const value = mbps[index] ?? Number.NaN;
    if (place <= 0) held = 0;
    if (place < 0 || Number.isNaN(value)) continue;
    if (place < from) {
      const share = of.share[place] ?? 0;
      held += value * share;
      mbps[index] = value * (1 - share);
    } else if (place < until) mbps[index] = value + held / (until - from);
  }
}

function moveByCode(state: ChangedScene, code: string, to: string): void {
  for (const site of state.sites.values()) if (site.code === code) moveSite(state, site, to);
}

function moveSite(state: ChangedScene, site: SceneSite, to: string): void {
  if (site.concentrator === to) return;
  const target = state.concentrators.find((one) => one.code === to);
  const source = state.concentrators.find((one) => one.code === site.concentrator);
  if (!target) return;
  for (let index = 0; index < site.mbps.length; index++) {
    const moved = site.mbps[index] ?? Number.NaN;
    target.mbps[index] = (target.mbps[index] ?? Number.NaN) + moved;
    if (source) source.mbps[index] = Math.max(0, (source.mbps[index] ?? Number.NaN) - moved);
  }
  const before = state.moved.find((one) => one.site === site.code);
  if (before) before.to = to;
  else state.moved.push({ site: site.code, from: site.concentrator, to });
  site.concentrator = to;
}

/** A scalar view of the scene for placing sites: loads at the busiest half hour of the working day. */
interface Place {
  code: string;
  ratedMbps: number;
  load: number;
}

function weigh(state: ChangedScene): { places: Place[]; weight(site: SceneSite): number } {
  const halfHours = workingHalfHours(state);
  const means = state.concentrators.map((one) => workingDayMeans(one.mbps, halfHours));
  const totals = Float64Array.from({ length: 48 }, (_, place) =>
    means.reduce((sum, mean) => sum + known(mean[place]), 0),
  );
  const busiest = totals.indexOf(Math.max(...totals));
  const places = state.concentrators.flatMap(({ code, ratedMbps }, i) =>
    ratedMbps === null ? [] : [{ code, ratedMbps, load: known(means[i]?.[busiest]) }],
  );
  const weights = new Map<SceneSite, number>();
  return {
    places,
    weight(site) {
      const weight = weights.get(site) ?? known(workingDayMeans(site.mbps, halfHours)[busiest]);
      weights.set(site, weight);
      return weight;
    },
  };
}

const known = (value: number | undefined): number => (value === undefined || Number.isNaN(value) ? 0 : value);
const used = (place: Place): number => place.load / place.ratedMbps;

/** Greedy: the largest site of the fullest concentrator that makes the fuller of the two less full, until none does. */
function balance(state: ChangedScene): void {
  const { places, weight } = weigh(state);
  for (let round = 0; round < state.sites.size; round++) {
    places.sort((a, b) => used(b) - used(a));
    const [fullest, emptiest] = [places[0], places.at(-1)];
    if (!fullest || !emptiest || fullest === emptiest) return;
    const site = [...state.sites.values()]
      .filter((one) => one.concentrator === fullest.code && weight(one) > 0)
      .filter((one) => (emptiest.load + weight(one)) / emptiest.ratedMbps < used(fullest))
      .reduce<SceneSite | null>((a, b) => (a === null || weight(b) > weight(a) ? b : a), null);
    if (!site) return;
    fullest.load -= weight(site);
    emptiest.load += weight(site);
    moveSite(state, site, emptiest.code);
  }
}

function lose(state: ChangedScene, code: string): void {
  const { places, weight } = weigh(state);
  const left = places.filter((place) => place.code !== code);
  const sites = [...state.sites.values()].filter((site) => site.concentrator === code);
  for (const site of sites.sort((a, b) => weight(b) - weight(a))) {
    const [emptiest] = left.sort((a, b) => used(a) - used(b));
    if (!emptiest) state.stranded.push(site.code);
    else {
      emptiest.load += weight(site);
      moveSite(state, site, emptiest.code);
    }
  }
  state.concentrators = state.concentrators.filter((one) => one.code !== code);
}
