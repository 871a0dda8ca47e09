export { recordContact } from './contact.ts';
export {
  type Choice,
  cheapestSurviving,
  costOf,
  flexibleShare,
  greedyChoice,
  greedyMoves,
  loadOptimiser,
  lossBound,
  type Problem,
  packProblem,
  planLosses,
  readGap,
  solveCheapest,
  solvePeak,
  solveWhole,
  withDims,
} from './core/assignment/index.ts';
export { imageWords } from './core/before-image.ts';
export { type DailyForecast, forecastDaily } from './core/forecast/daily.ts';
export type { ModelDay } from './core/forecast/daily-model.ts';
export { forecastDoubleSeasonal } from './core/forecast/double-seasonal.ts';
export { forecastSeries, type SeriesForecast } from './core/forecast/series.ts';
export { latentDemand } from './core/saturation/latent.ts';
export type { QualitySeries } from './core/saturation/signs.ts';
export {
  type BeforeImage,
  type MoveActor,
  NotYet,
  type SiteEvidence,
  type StopRule,
  usualStopRule,
} from './core/waves/act.ts';
export { type MoveOutcome, runWave, type WaveOutcome } from './core/waves/run-wave.ts';
export { forecastPeaks, latestForecasts, mostDaysAhead } from './forecast.ts';
export type { ConcentratorForecast, ForecastDay } from './forecast-model.ts';
export { type Foreseer, foreseeApart, foreseeHere, foreseePeaks } from './foresee.ts';
export { measureLoadChanges } from './load-changes.ts';
export type { Contact, MigrationProgress, MoveStatus, SiteMove } from './model.ts';
export type { MoveStanding, PlanShown, Rehearsal } from './moves.ts';
export { type PlanningShown, runPlanning } from './planning-run.ts';
export { contactLog, migrationProgress } from './read.ts';
export { advanceDueWaves, type RunbookShown } from './run-runbook.ts';
export type { MovePlan } from './store-plans.ts';
export { planningVerbs } from './verbs.ts';
export { verifyMoves } from './verify-moves.ts';
export type { WhatIfResult } from './what-if.ts';
