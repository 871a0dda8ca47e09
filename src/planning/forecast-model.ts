import type { DaysUntil } from './core/forecast/days-until.ts';
import type { DayPeak } from './core/load/peaks.ts';

export interface ForecastDay {
  isoDate: string;
  lowMbps: number;
  middleMbps: number;
  highMbps: number;
}

export interface ConcentratorForecast {
  concentrator: string;
  /** Readings until then were counted: the last half hour, or an earlier one when it was worked out ahead. */
  asOf: Date;
  ratedMbps: number | null;
  ratingSource: string | null;
  /** What it carried at most while it was full; null: it never was. */
  ceilingMbps: number | null;
  /** What was asked for while it was full, in a sentence. */
  saturation: string;
  /** Peaks with the sites that are on it today; today itself is not among them. */
  peaks: DayPeak[];
  /** Null when there is too little to go by: `reason` says what. */
  forecast: ForecastDay[] | null;
  reason: string | null;
  until: DaysUntil[];
  /** Days on which the level changed for good. */
  levelSteps: string[];
  /** Change of the daily peak a week, in per cent, before it is damped. */
  growthPercentPerWeek: number | null;
  /** Past forecasts that the interval rests on. */
  origins: number;
  knownDays: number;
}
