import { formatNumber } from '#platform/clock';

/** A move counts as proved when the site has worked for most of an hour on its new concentrator. */
export const verificationParameters = {
  minutes: 60,
  knownReadings: 12,
  workingShare: 0.9,
  lookBackHours: 24,
} as const;

export interface MoveEvidence {
  movedAt: Date;
  now: Date;
  /** The concentrator on record for the site now. */
  concentrator: string | undefined;
  expected: string;
  /** Readings since the move whose state is known. */
  knownReadings: number;
  /** Seconds since the move, or in the last `lookBackHours`. */
  seconds: { up: number; degraded: number; down: number };
}

/** Whether readings prove a move, and the reason in words. */
export function verifyMove(evidence: MoveEvidence): { verified: boolean; text: string } {
  const { minutes, knownReadings, workingShare } = verificationParameters;
  const refuse = (text: string): { verified: boolean; text: string } => ({ verified: false, text });
  if (evidence.now.getTime() - evidence.movedAt.getTime() < minutes * 60_000)
    return refuse('It moved less than an hour ago.');
  if (evidence.concentrator !== evidence.expected) {
    return refuse(
      `It is on record at ${evidence.concentrator ?? 'no concentrator'}, not at ${evidence.expected}.`,
    );
  }
  if (evidence.knownReadings < knownReadings) {
    return refuse(
      `Only ${evidence.knownReadings} known readings since it moved; ${knownReadings} are needed.`,
    );
  }
  const { up, degraded, down } = evidence.seconds;
  const share = up + degraded + down === 0 ? 0 : (up + degraded) / (up + degraded + down);
  const percent = `${formatNumber(Math.floor(share * 1000) / 10)}%`;
  if (share < workingShare) return refuse(`It worked for only ${percent} of the known time since it moved.`);
  return {
    verified: true,
    text: `It worked for ${percent} of the known time, in ${evidence.knownReadings} readings.`,
  };
}
