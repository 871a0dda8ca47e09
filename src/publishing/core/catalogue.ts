import type { Fault } from '#platform/errors';
import type { Claim } from './claim.ts';
import { availability } from './claims/availability.ts';
import { callsLinked } from './claims/calls-linked.ts';
import { callsQuietSince } from './claims/calls-quiet-since.ts';
import { concentratorDaysUntil } from './claims/concentrator-days-until.ts';
import { concentratorPeak } from './claims/concentrator-peak.ts';
import { exitCriteriaMet } from './claims/exit-criteria-met.ts';
import { measuresCameTrue } from './claims/measures-came-true.ts';
import { practicesAffectedEver, practicesAffectedNow } from './claims/practices-affected.ts';
import { practicesCannotMove } from './claims/practices-cannot-move.ts';
import { practicesMoved } from './claims/practices-moved.ts';
import { recoveryComplete } from './claims/recovery-complete.ts';
import { recoveryPractices } from './claims/recovery-practices.ts';
import { sitesFlappedToday } from './claims/sites-flapped-today.ts';
import { supplierStatus } from './claims/supplier-status.ts';
import { updateNextDue } from './claims/update-next-due.ts';
import { faultAt, parseTokens, type Token } from './tokens.ts';

/** Every claim that an update can make. */
export const claimCatalogue: readonly Claim[] = [
  practicesAffectedNow,
  practicesAffectedEver,
  practicesMoved,
  practicesCannotMove,
  callsLinked,
  callsQuietSince,
  concentratorPeak,
  concentratorDaysUntil,
  availability,
  sitesFlappedToday,
  updateNextDue,
  exitCriteriaMet,
  measuresCameTrue,
  recoveryPractices,
  recoveryComplete,
  supplierStatus,
];

/** Undefined for a key that no claim has. */
export const findClaim = (key: string): Claim | undefined =>
  claimCatalogue.find((claim) => claim.key === key);

/** A token whose claim exists and takes its parameters. */
export interface CheckedToken {
  token: Token;
  claim: Claim;
}

/** The claims of a body in their order, and everything wrong with its tokens: form, keys and parameters. */
export function checkBody(body: string): { tokens: CheckedToken[]; faults: Fault[] } {
  const parsed = parseTokens(body);
  const tokens: CheckedToken[] = [];
  const faults = [...parsed.faults];
  for (const token of parsed.tokens) {
    const claim = findClaim(token.key);
    const found = claim ? parameterFaults(claim, token) : [faultAt(token, unknownKey(token.key))];
    if (claim && found.length === 0) tokens.push({ token, claim });
    faults.push(...found);
  }
  return { tokens, faults: faults.sort((a, b) => (a.line ?? 0) - (b.line ?? 0)) };
}

const unknownKey = (key: string): string =>
  `there is no claim ${key}. There are ${claimCatalogue.map((claim) => claim.key).join(', ')}.`;

function parameterFaults(claim: Claim, token: Token): Fault[] {
  const result = claim.parameters.safeParse(token.parameters);
  if (result.success) return [];
  return result.error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((name) => faultAt(token, `${claim.key} takes no parameter ${name}`))
      : [faultAt(token, `${claim.key} ${String(issue.path[0])}: ${fault(token, issue)}`)],
  );
}

const fault = (token: Token, issue: { path: PropertyKey[]; message: string }): string =>
  Object.hasOwn(token.parameters, issue.path[0] ?? '') ? issue.message : 'is needed';
