export {
  type ConcentratorForecast,
  type ForecastDay,
  forecastPeaks,
  mostDaysAhead,
} from './forecast.ts';
export type { Contact, MigrationProgress, MoveStatus, SiteMove } from './model.ts';
export { contactLog, migrationProgress } from './read.ts';
export { planningVerbs } from './verbs.ts';
export { verifyMoves } from './verify-moves.ts';
export type { WhatIfResult } from './what-if.ts';
