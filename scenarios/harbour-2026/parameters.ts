import type { ScenarioParameters } from '../support/parameters.ts';
import { london } from '../support/time.ts';

export const symptomWords = [
  'internet down',
  'no internet',
  'vpn',
  'offline',
  'network is very slow',
  'network very slow',
  'cannot reach the clinical system',
] as const;

/**
 * A smaller estate by a harbour, 8 to 19 June 2026. It differs from april-2026 in every number: fewer sites, another
 * fault and load, a migration that stops half way, and a call feed that goes silent before the last update.
 */
export const harbourParameters: ScenarioParameters = {
  name: 'harbour-2026',
  seed: 'harbour-2026',
  startsAt: london('2026-06-08 00:00'),
  endsAt: london('2026-06-19 11:00'),
  truthUntil: london('2026-06-19 12:00'),
  estate: {
    practices: 60,
    branches: 4,
    odsPrefix: 'H98',
    postcodeArea: 'ZY',
    phonePrefix: '01632 960',
    icb: 'QZH',
    subIcb: '9Z9',
    towns: 14,
    circuits: [
      { circuit: 'HSCN', supplier: 'Carrier Three', share: 0.6, bandwidthMbps: [20, 50] },
      { circuit: 'broadband', supplier: 'Carrier Two', share: 0.3, bandwidthMbps: [40, 80] },
      { circuit: 'mobile', supplier: 'Carrier Four', share: 0.1, bandwidthMbps: [30] },
    ],
    firewallModels: ['model-q'],
    faultyFirmware: 'fw-7.2.0',
    goodFirmware: 'fw-7.1.5',
    faultyShare: 0.45,
    attributesFrom: london('2026-01-05 00:00'),
  },
  concentrators: {
    old: {
      code: 'HUB-1',
      name: 'Harbour hub',
      dataCentre: 'Lock House',
      model: 'concentrator-400',
      ratedMbps: 400,
      ratedTunnels: 500,
      ratingSource: 'Sizing guide of the maker',
      ratingDate: '2023-05-15',
    },
    new: {
      code: 'HUB-2',
      name: 'Inland hub',
      dataCentre: 'Mill House',
      model: 'concentrator-600',
      ratedMbps: 600,
      ratedTunnels: 800,
      ratingSource: 'Sizing guide of the maker',
      ratingDate: '2026-06-01',
      liveFrom: london('2026-06-15 12:00'),
    },
  },
  demand: {
    clinicalPeak: 0.82,
    downloadPeak: 0.3,
    night: 0.04,
    downloadsRestrictedFrom: london('2026-06-13 00:00'),
    cap: 1.02,
  },
  fault: {
    from: london('2026-06-10 07:00'),
    until: london('2026-06-17 13:50'),
    hazardPerHour: 0.03,
    overloadFactor: 4,
    movedFactor: 0.1,
    workaroundFrom: london('2026-06-16 18:00'),
    workaroundFactor: 0.2,
    flapShare: 0.4,
    noisePerDay: 0.005,
    forced: [
      { site: { wave: 'Third', nth: 0 }, at: london('2026-06-10 07:00'), pattern: [1, 0, 1, 0, 1] },
      { site: { wave: 'Third', nth: 1 }, at: london('2026-06-10 07:05'), pattern: [1, 1] },
      { site: { wave: 'Third', nth: 2 }, at: london('2026-06-10 07:20'), pattern: [1, 0, 1] },
      { site: { wave: 'Fourth', nth: 0 }, at: london('2026-06-10 07:25'), pattern: [1, 1, 1] },
      { site: { wave: 'Fourth', nth: 1 }, at: london('2026-06-10 07:40'), pattern: [1] },
      {
        site: { wave: 'Fourth', nth: 2 },
        at: london('2026-06-17 13:30'),
        pattern: [1, 0, 1, 1],
        callAt: london('2026-06-17 14:05'),
      },
    ],
  },
  migration: {
    key: 'inland-hub',
    title: 'Moving practices to the inland hub',
    waves: [
      { name: 'First', sites: 6, plannedFor: london('2026-06-15 19:00'), atATime: 1 },
      { name: 'Second', sites: 20, plannedFor: london('2026-06-16 19:00'), atATime: 2 },
      { name: 'Third', sites: 14, plannedFor: london('2026-06-17 18:00'), atATime: 2 },
      { name: 'Fourth', sites: 'rest', plannedFor: london('2026-06-22 19:00'), atATime: 2 },
    ],
    cannotMove: [
      {
        reason: 'mobile circuit',
        detail: 'The carrier gives it a new address too often.',
        circuit: 'mobile',
        sites: 4,
      },
      {
        reason: 'building work',
        detail: 'Nobody can get to the firewall until the work ends.',
        circuit: 'broadband',
        sites: 2,
      },
    ],
  },
  silences: [{ from: london('2026-06-11 02:00'), to: london('2026-06-11 11:30') }],
  calls: {
    source: 'harbour-desk',
    historyFrom: london('2026-05-26 00:00'),
    unrelatedPerDay: 9,
    afterOutage: 0.3,
    afterFlap: 0.6,
    secondCall: 0.1,
    symptomWords,
    lastLinkedAt: london('2026-06-17 14:05'),
    lastUnrelatedAt: london('2026-06-18 14:22'),
    feedStopsAt: london('2026-06-18 15:00'),
    withoutOdsShare: 0.2,
    lateCallAt: null,
  },
};
