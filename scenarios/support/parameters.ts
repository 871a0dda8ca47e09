/** Everything in which one scenario differs from another, apart from what its people do. Instants are real ones. */
export interface ScenarioParameters {
  name: string;
  seed: string;
  /** The grid of readings begins here; on a whole hour. */
  startsAt: Date;
  /** What the scenario replays ends here. */
  endsAt: Date;
  /** The generated truth goes on to here, for what a test does after the end. */
  truthUntil: Date;
  estate: EstateParameters;
  concentrators: { old: ConcentratorParameters; new: ConcentratorParameters & { liveFrom: Date } };
  demand: DemandParameters;
  fault: FaultParameters;
  migration: MigrationParameters;
  /** Sites that send nothing for a while. */
  silences: readonly { from: Date; to: Date }[];
  calls: CallParameters;
}

export interface EstateParameters {
  practices: number;
  /** Practices with a second site. */
  branches: number;
  /** Letter and two digits that begin every invented ODS code. */
  odsPrefix: string;
  /** Two letters that are no postcode area. */
  postcodeArea: string;
  /** A range for drama (Ofcom): `01632 960`; three digits are added. */
  phonePrefix: string;
  icb: string;
  subIcb: string;
  towns: number;
  circuits: readonly { circuit: string; supplier: string; share: number; bandwidthMbps: readonly number[] }[];
  firewallModels: readonly string[];
  faultyFirmware: string;
  goodFirmware: string;
  faultyShare: number;
  attributesFrom: Date;
}

export interface ConcentratorParameters {
  code: string;
  name: string;
  dataCentre: string;
  model: string;
  ratedMbps: number;
  ratedTunnels: number;
  ratingSource: string;
  ratingDate: string;
}

/** Demand is in shares of the old concentrator's rating. */
export interface DemandParameters {
  clinicalPeak: number;
  downloadPeak: number;
  night: number;
  /** From this date on, non-essential downloads wait until 10am. */
  downloadsRestrictedFrom: Date;
  /** What is carried at most, as a share of the rating. */
  cap: number;
}

export interface FaultParameters {
  from: Date;
  /** From here on nothing fails any more. */
  until: Date;
  /** Failures of one site on the faulty firmware, an hour. */
  hazardPerHour: number;
  /** How many times likelier a failure is while the concentrator is over its rating. */
  overloadFactor: number;
  movedFactor: number;
  workaroundFrom: Date;
  workaroundFactor: number;
  flapShare: number;
  /** Outages of any site for its own reasons, a day. */
  noisePerDay: number;
  /** Failures that must happen: which site, when, and whether it is down (1) or up (0) in each step. */
  forced: readonly ForcedFailure[];
}

export interface ForcedFailure {
  /** The nth site of that wave, counted from 0, which has the faulty firmware. */
  site: { wave: string; nth: number };
  at: Date;
  pattern: readonly (0 | 1)[];
  /** A call that follows. */
  callAt?: Date;
}

export interface MigrationParameters {
  key: string;
  title: string;
  waves: readonly Wave[];
  cannotMove: readonly { reason: string; detail: string; circuit: string; sites: number }[];
}

export interface Wave {
  name: string;
  /** How many sites; the wave with 'rest' takes what the others leave. */
  sites: number | 'rest';
  /** The first ones move then; a wave after the end stays planned. */
  plannedFor: Date;
  /** How many sites move in each step of five minutes. */
  atATime: number;
}

export interface CallParameters {
  source: string;
  historyFrom: Date;
  unrelatedPerDay: number;
  afterOutage: number;
  afterFlap: number;
  secondCall: number;
  symptomWords: readonly string[];
  lastLinkedAt: Date;
  lastUnrelatedAt: Date;
  /** The feed tells nothing after this; null: it lives to the end. */
  feedStopsAt: Date | null;
  withoutOdsShare: number;
  /** Arrives after the end and makes the silence untrue; null: none. */
  lateCallAt: Date | null;
}
