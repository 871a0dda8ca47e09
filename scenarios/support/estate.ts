import { placeNames, practiceName, streetAddress } from './names.ts';
import type { EstateParameters, MigrationParameters, ScenarioParameters } from './parameters.ts';
import { createRandom, type Random } from './random.ts';

export interface ScenarioPractice {
  odsCode: string;
  name: string;
  address: string;
  town: string;
  postcode: string;
  phone: string;
}

export interface ScenarioSite {
  /** Its place in every array of the truth. */
  index: number;
  code: string;
  practice: ScenarioPractice;
  isBranch: boolean;
  name: string;
  address: string;
  postcode: string;
  phone: string;
  circuit: string;
  supplier: string;
  bandwidthMbps: number;
  model: string;
  serial: string;
  firmware: string;
  /** Whether its firmware has the fault. */
  faulty: boolean;
  /** Its share of all demand; the shares add up to 1. */
  weight: number;
}

export interface ScenarioEstate {
  practices: ScenarioPractice[];
  sites: ScenarioSite[];
}

/** The practices and sites of a scenario: the same for the same seed. */
export function buildEstate(parameters: ScenarioParameters): ScenarioEstate {
  const { estate } = parameters;
  const random = createRandom(`${parameters.seed}/estate`);
  const practices = buildPractices(estate, random);
  const places = placesOf(practices, estate, random);
  const circuits = circuitsOf(estate, places.length, random);
  const faulty = new Set(
    random.shuffled(places.map((_, index) => index)).slice(0, Math.round(places.length * estate.faultyShare)),
  );
  const sizes = places.map((place) => (place.isBranch ? 0.4 : random.between(0.5, 1.6)));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const sites = places.map((place, index): ScenarioSite => {
    const circuit = circuits[index] ?? circuitOf(estate, random);
    return {
      ...place,
      index,
      circuit: circuit.circuit,
      supplier: circuit.supplier,
      bandwidthMbps: random.pick(circuit.bandwidthMbps),
      model: random.pick(estate.firewallModels),
      serial: `DEMO-${String(1000 + index)}`,
      firmware: faulty.has(index) ? estate.faultyFirmware : estate.goodFirmware,
      faulty: faulty.has(index),
      weight: (sizes[index] ?? 1) / total,
    };
  });
  return { practices, sites };
}

function buildPractices(estate: EstateParameters, random: Random): ScenarioPractice[] {
  const words = placeNames(random);
  // Towns come from the end of the list, practices from its beginning: no practice is named after a town of another.
  const towns = words.slice(-estate.towns);
  return Array.from({ length: estate.practices }, (_, index) => ({
    odsCode: `${estate.odsPrefix}${String(index + 1).padStart(3, '0')}`,
    name: practiceName(random, words[index] ?? `Practice ${index}`),
    address: streetAddress(random),
    town: random.pick(towns),
    postcode: postcodeOf(estate, index),
    phone: phoneOf(estate, index),
  }));
}

const postcodeOf = (estate: EstateParameters, index: number): string =>
  `${estate.postcodeArea}${1 + Math.floor(index / 90)} ${1 + (Math.floor(index / 10) % 9)}${'ABDEFGHJLN'[index % 10]}Q`;

const phoneOf = (estate: EstateParameters, index: number): string =>
  `${estate.phonePrefix}${String(index + 1).padStart(3, '0')}`;

type Place = Pick<ScenarioSite, 'code' | 'practice' | 'isBranch' | 'name' | 'address' | 'postcode' | 'phone'>;

/** One main site a practice, and branches after all of them. */
function placesOf(practices: readonly ScenarioPractice[], estate: EstateParameters, random: Random): Place[] {
  const mains = practices.map((practice) => ({
    code: `${practice.odsCode}-1`,
    practice,
    isBranch: false,
    name: practice.name,
    address: practice.address,
    postcode: practice.postcode,
    phone: practice.phone,
  }));
  const branches = random
    .shuffled(practices)
    .slice(0, estate.branches)
    .map((practice, index) => ({
      code: `${practice.odsCode}-2`,
      practice,
      isBranch: true,
      name: `${practice.name} branch`,
      address: streetAddress(random),
      postcode: postcodeOf(estate, practices.length + index),
      phone: phoneOf(estate, practices.length + index),
    }));
  return [...mains, ...branches];
}

type Circuit = EstateParameters['circuits'][number];

const circuitOf = (estate: EstateParameters, random: Random): Circuit => random.pick(estate.circuits);

/** A circuit for each site, in the shares asked for, in random order. */
function circuitsOf(estate: EstateParameters, sites: number, random: Random): Circuit[] {
  return random.shuffled(
    estate.circuits.flatMap((circuit) =>
      Array.from({ length: Math.round(circuit.share * sites) }, () => circuit),
    ),
  );
}

/** What becomes of one site in the migration. */
export type SitePlan = { wave: string; movesAt: Date } | { reason: string; detail: string };

/** Who moves when, and who cannot. A practice that cannot move has no second site that could. */
export function planMigration(
  estate: ScenarioEstate,
  migration: MigrationParameters,
  seed: string,
): Map<number, SitePlan> {
  const random = createRandom(`${seed}/migration`);
  const branched = new Set(estate.sites.filter((site) => site.isBranch).map((site) => site.practice));
  const waiting = new Set(random.shuffled(estate.sites));
  const plan = new Map<number, SitePlan>();
  for (const { circuit, sites, reason, detail } of migration.cannotMove) {
    const stuck = [...waiting].filter((site) => site.circuit === circuit && !branched.has(site.practice));
    for (const site of stuck.slice(0, sites)) {
      plan.set(site.index, { reason, detail });
      waiting.delete(site);
    }
  }
  for (const [wave, sites] of fillWaves(migration, [...waiting])) {
    for (const [place, site] of sites.entries()) {
      const movesAt = new Date(wave.plannedFor.getTime() + Math.floor(place / wave.atATime) * 300_000);
      plan.set(site.index, { wave: wave.name, movesAt });
    }
  }
  return plan;
}

/** The last wave takes sites with the faulty firmware, so that something is left to fail at the end. */
function fillWaves(
  migration: MigrationParameters,
  movable: readonly ScenarioSite[],
): Map<MigrationParameters['waves'][number], ScenarioSite[]> {
  const byFault = [...movable].sort((a, b) => Number(a.faulty) - Number(b.faulty));
  const fixed = migration.waves.reduce((sum, wave) => sum + (wave.sites === 'rest' ? 0 : wave.sites), 0);
  const last = migration.waves.at(-1);
  const filled = new Map<MigrationParameters['waves'][number], ScenarioSite[]>();
  const lastSites = last === undefined || last.sites === 'rest' ? [] : byFault.splice(-last.sites);
  const others = movable.filter((site) => !lastSites.includes(site));
  for (const wave of migration.waves) {
    const count = wave.sites === 'rest' ? movable.length - fixed : wave.sites;
    filled.set(wave, wave === last && lastSites.length > 0 ? lastSites : others.splice(0, count));
  }
  return filled;
}
