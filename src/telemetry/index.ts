export { foldDays } from './fold-days.ts';
export { concentratorHalfHours, type HalfHours, siteHalfHours } from './half-hours.ts';
export { hourlyRollups } from './hourly-rollups.ts';
export { importReadings } from './import-readings.ts';
export { importReadingsCsv } from './import-readings-csv.ts';
export { currentStates, listIntervals, stateSeconds } from './list-intervals.ts';
export { markSilence } from './mark-silence.ts';
export type {
  ConcentratorReading,
  CurrentState,
  FoldReport,
  HourRollup,
  IntakeReport,
  SiteReading,
  SiteState,
  SiteWindow,
  StateInterval,
  StateSeconds,
} from './model.ts';
export { bridgedSeconds, siteStates, telemetryParameters } from './model.ts';
export { concentratorSeries, lastLoads, siteSeries } from './series.ts';
export { countOldReadings, deleteOldReadings } from './store-retention.ts';
export { telemetryVerbs } from './verbs.ts';
