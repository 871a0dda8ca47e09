import { hourMs } from './time.ts';

// What measures promise and when the incident is over. The script enters these terms, and the ground truth judges them by
// its own arithmetic.

export interface PromiseTerms {
  metric: 'concentrator.peakUtilisation' | 'sites.flapping';
  parameters: Record<string, string | number | boolean>;
  baselineFrom: Date;
  baselineTo: Date;
  comparator: 'below' | 'at most' | 'falls by at least';
  expected: number;
  by: Date;
  settleHours: number;
  windowHours: number | null;
  text: string;
}

export interface MeasureTerms {
  key: string;
  title: string;
  description: string;
  temporary: boolean;
  recordedAt: Date;
  startedAt: Date;
  promise: PromiseTerms | null;
}

export interface CriterionTerms {
  key: string;
  title: string;
  metric:
    | 'calls.deskHoursSinceLast'
    | 'sites.flapping'
    | 'concentrator.peakUtilisation'
    | 'availability.percent';
  parameters: Record<string, string | number | boolean>;
  comparator: 'below' | 'at most' | 'at least';
  threshold: number;
  windowHours: number;
}

/** What `measure.add` is given, apart from the incident. */
export function measureInput(measure: MeasureTerms): Record<string, unknown> {
  const { key, title, description, temporary, startedAt, promise } = measure;
  const base = { key, title, description, temporary, startedAt: startedAt.toISOString() };
  if (promise === null) return base;
  const { baselineFrom, baselineTo, by } = promise;
  const dated = {
    baselineFrom: baselineFrom.toISOString(),
    baselineTo: baselineTo.toISOString(),
    by: by.toISOString(),
  };
  return { ...base, promise: { ...promise, ...dated } };
}

/** The window in which a promise is judged at an instant: docs/algorithms/exit-criteria.md. Null before it has effect. */
export function windowOfPromise(
  { promise, startedAt }: MeasureTerms & { promise: PromiseTerms },
  asOf: Date,
): { from: Date; to: Date } | null {
  const toMs = Math.min(asOf.getTime(), promise.by.getTime());
  const lengthMs =
    promise.windowHours === null
      ? promise.baselineTo.getTime() - promise.baselineFrom.getTime()
      : promise.windowHours * hourMs;
  const fromMs = Math.max(startedAt.getTime() + promise.settleHours * hourMs, toMs - lengthMs);
  return fromMs < toMs ? { from: new Date(fromMs), to: new Date(toMs) } : null;
}
