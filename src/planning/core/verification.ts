import { formatNumber } from '#platform/clock';
import { medianOf } from './forecast/quantiles.ts';
import { type StopRule, usualStopRule } from './waves/act.ts';

/**
 * A move counts as proved when the site has worked for most of an hour on its new concentrator, moves bytes, is no worse off than
 * before, and did not change state for as long as the stop rule asks: the same time that each look of a wave waits for.
 */
export const verificationParameters = {
  /** Both looks of a move have passed. */
  minutes: 2 * usualStopRule.minutes,
  knownReadings: 12,
  workingShare: 0.9,
  lookBackHours: 24,
} as const;

/** What is looked at of a reading; null is unknown. */
export interface QualityReading {
  at: Date;
  state: 'unknown' | 'up' | 'degraded' | 'down';
  lossPercent: number | null;
  latencyMs: number | null;
  inMbps: number | null;
  outMbps: number | null;
}

/** Medians over known readings; null where none is known. */
export interface Quality {
  latencyMs: number | null;
  lossPercent: number | null;
}

export const qualityOf = (readings: readonly QualityReading[]): Quality => ({
  latencyMs: knownMedian(readings.map((reading) => reading.latencyMs)),
  lossPercent: knownMedian(readings.map((reading) => reading.lossPercent)),
});

function knownMedian(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : medianOf(known);
}

/**
 * Readings to compare with those of [from, to): the same hours of the week, in the last week that was over by the move. A quiet
 * evening is compared with a quiet evening.
 */
export function windowBefore(window: { from: Date; to: Date }, movedAt: Date): { from: Date; to: Date } {
  const weekMs = 7 * 86_400_000;
  const weeks = Math.max(1, Math.ceil((window.to.getTime() - movedAt.getTime()) / weekMs));
  const shifted = (at: Date): Date => new Date(at.getTime() - weeks * weekMs);
  return { from: shifted(window.from), to: shifted(window.to) };
}

export interface MoveEvidence {
  movedAt: Date;
  now: Date;
  /** The concentrator on record for the site now. */
  concentrator: string | undefined;
  expected: string;
  /** Readings since the move, in the order of time. */
  readings: readonly QualityReading[];
  /** How the site was before it moved. */
  before: Quality;
  /** Seconds since the move, or in the last `lookBackHours`. */
  seconds: { up: number; degraded: number; down: number };
}

/** Whether readings prove a move, and the reason in words. */
export function verifyMove(
  evidence: MoveEvidence,
  rule: StopRule = usualStopRule,
): { verified: boolean; text: string } {
  const { minutes, knownReadings, workingShare } = verificationParameters;
  const known = evidence.readings.filter((reading) => reading.state !== 'unknown');
  const refuse = (text: string): { verified: boolean; text: string } => ({ verified: false, text });
  if (evidence.now.getTime() - evidence.movedAt.getTime() < minutes * 60_000)
    return refuse('It moved less than an hour ago.');
  if (evidence.concentrator !== evidence.expected) {
    return refuse(
      `It is on record at ${evidence.concentrator ?? 'no concentrator'}, not at ${evidence.expected}.`,
    );
  }
  if (known.length < knownReadings) {
    return refuse(`Only ${known.length} known readings since it moved; ${knownReadings} are needed.`);
  }
  const { up, degraded, down } = evidence.seconds;
  const share = up + degraded + down === 0 ? 0 : (up + degraded) / (up + degraded + down);
  const percent = `${formatNumber(Math.floor(share * 1000) / 10)}%`;
  if (share < workingShare) return refuse(`It worked for only ${percent} of the known time since it moved.`);
  const fault = stateFault(evidence, known, rule) ?? qualityFault(evidence.readings, evidence.before, rule);
  if (fault !== null) return refuse(fault);
  const compared = evidence.before.latencyMs !== null && evidence.before.lossPercent !== null;
  return {
    verified: true,
    text: `It worked for ${percent} of the known time, in ${known.length} readings, and ${
      compared
        ? 'its latency and loss are no worse than before.'
        : 'not all is known of its latency and loss before to compare with.'
    }`,
  };
}

/** The tunnel answers, and did not come and go. */
function stateFault(
  { expected, now }: MoveEvidence,
  known: readonly QualityReading[],
  { minutes, flaps }: StopRule,
): string | null {
  if (known.at(-1)?.state === 'down') return `Its tunnel to ${expected} does not answer.`;
  const steadyFrom = now.getTime() - minutes * 60_000;
  const lately = known.filter((reading) => reading.at.getTime() >= steadyFrom);
  const changes = lately.filter(
    (reading, k) => k > 0 && (reading.state === 'down') !== (lately[k - 1]?.state === 'down'),
  ).length;
  return changes < flaps
    ? null
    : `It changed state ${changes === 1 ? 'once' : `${changes} times`} in the last ${minutes} minutes.`;
}

/** Bytes moved, and latency and loss no worse. What is not known since the move does not verify it. */
function qualityFault(
  readings: readonly QualityReading[],
  before: Quality,
  { latencyPercent, lossPoints }: Pick<StopRule, 'latencyPercent' | 'lossPoints'>,
): string | null {
  const loads = readings.flatMap(({ inMbps, outMbps }) =>
    inMbps === null && outMbps === null ? [] : [(inMbps ?? 0) + (outMbps ?? 0)],
  );
  if (loads.length === 0) return 'No reading since it moved says how much it carries.';
  if (Math.max(...loads) <= 0) return 'It has carried nothing since it moved.';
  const { latencyMs, lossPercent } = qualityOf(readings);
  if (latencyMs === null || lossPercent === null)
    return 'No reading since it moved says what its latency and its loss are.';
  const oneDecimal = (value: number): string => formatNumber(value, { decimals: 1 });
  if (before.latencyMs !== null && latencyMs > before.latencyMs * (1 + latencyPercent / 100))
    return `Its latency is ${oneDecimal(latencyMs)} ms, and was ${oneDecimal(before.latencyMs)} ms at these hours before.`;
  if (before.lossPercent !== null && lossPercent > before.lossPercent + lossPoints)
    return `Its loss is ${oneDecimal(lossPercent)}%, and was ${oneDecimal(before.lossPercent)}% at these hours before.`;
  return null;
}
