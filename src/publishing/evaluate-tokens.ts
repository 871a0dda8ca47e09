import type { Incident } from '#incidents';
import type { Db } from '#platform/db';
import { AllclearError, type Fault, required } from '#platform/errors';
import { type CheckedToken, checkBody } from './core/catalogue.ts';
import type { Claim, ClaimResult, Saying } from './core/claim.ts';
import { beginsSentence, faultAt } from './core/tokens.ts';
import { loadEvidence } from './evidence.ts';
import type { FrozenClaim } from './store.ts';

/** One claim to be evaluated: of a token in a draft, of a published update, or of a fact on the page. */
export interface ClaimToEvaluate {
  claim: Claim;
  parameters: Record<string, string>;
  saying: Saying;
}

/** Evaluates claims about one incident from evidence that is loaded once for all of them. */
export async function evaluateClaims(
  db: Db,
  of: { incident: Incident; now: Date; callFeedStaleMinutes: number },
  claims: readonly ClaimToEvaluate[],
): Promise<ClaimResult[]> {
  const evidence = await loadEvidence(db, {
    ...of,
    parts: claims.flatMap(({ claim }) => claim.needs),
    metrics: claims.flatMap(({ claim, parameters, saying }) => claim.metrics(parameters, saying)),
  });
  return claims.map(({ claim, parameters, saying }) => claim.evaluate(evidence, parameters, saying));
}

/** The tokens of a body, or `input.invalid` with everything wrong with them. */
export function requireTokens(body: string): CheckedToken[] {
  const { tokens, faults } = checkBody(body);
  if (faults.length === 0) return tokens;
  throw new AllclearError('input.invalid', 'The body has claims that cannot be read. Nothing was changed.', {
    faults,
    remedy: 'docs/reference/claims.md lists the claims and their parameters.',
  });
}

export interface EvaluatedBody {
  claims: FrozenClaim[];
  /** The claims that may not be made, and why. */
  refusals: Fault[];
  /** The reasons again, by the position of the token. */
  refusedAt: Map<number, string>;
}

/** Evaluates the claims of a body as of `saying.asOf`. */
export async function evaluateBody(
  db: Db,
  of: { incident: Incident; callFeedStaleMinutes: number },
  body: string,
  saying: Saying,
): Promise<EvaluatedBody> {
  const [evaluated] = await evaluateBodies(db, of, [body], saying);
  return required(evaluated, 'evaluated body');
}

/** Several bodies about one incident, from evidence that is loaded once for all of them. */
export async function evaluateBodies(
  db: Db,
  of: { incident: Incident; callFeedStaleMinutes: number },
  bodies: readonly string[],
  saying: Saying,
): Promise<EvaluatedBody[]> {
  const tokens = bodies.map(requireTokens);
  const results = await evaluateClaims(
    db,
    { ...of, now: saying.now },
    tokens.flat().map(({ token, claim }) => ({ claim, parameters: token.parameters, saying })),
  );
  let from = 0;
  return bodies.map((body, index) => {
    const own = tokens[index] ?? [];
    const evaluated = assemble(body, own, results.slice(from, from + own.length), saying);
    from += own.length;
    return evaluated;
  });
}

function assemble(
  body: string,
  tokens: readonly CheckedToken[],
  results: readonly ClaimResult[],
  saying: Saying,
): EvaluatedBody {
  const claims: FrozenClaim[] = [];
  const refusals: Fault[] = [];
  const refusedAt = new Map<number, string>();
  for (const [index, { token }] of tokens.entries()) {
    const result = results[index];
    if (result?.ok) {
      const { value, evidence } = result;
      const text = beginsSentence(body, token) ? capital(result.text) : result.text;
      claims.push({ key: token.key, parameters: token.parameters, value, text, evidence, asOf: saying.asOf });
    } else {
      const reason = result?.refused ?? 'It was not evaluated.';
      refusals.push(faultAt(token, `${token.key}: ${reason}`));
      refusedAt.set(index, reason);
    }
  }
  return { claims, refusals, refusedAt };
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
