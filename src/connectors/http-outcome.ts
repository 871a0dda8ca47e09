import type { Outcome } from '#messages';
import { isRefusal, type OutboundAnswer, type Refusal } from '#platform/http';

const longestWaitSeconds = 3_600;

/**
 * What the answer to a posted message means: 2xx is taken; 410 means that nobody is there any more; 408, 425, 429 and 5xx
 * pass; a redirect and every other answer fail for now too, since receivers are often mended within hours.
 */
export function postOutcome(answer: OutboundAnswer | Refusal, who: string): Outcome {
  if (isRefusal(answer)) {
    // What is refused here was never sent. An address of the inside stays one; it is asked about again all the same only
    // when the name could not be looked up.
    if (answer.reason === 'internal-address' || answer.reason === 'bad-address')
      return { kind: 'failed', reason: answer.text, address: true };
    return {
      kind: 'try again',
      reason: `${who}: ${answer.text}`,
      doubt: answer.reason === 'too-slow' || answer.reason === 'not-reachable',
    };
  }
  const { status, headers } = answer;
  if (status >= 200 && status < 300) return { kind: 'handed over', delivered: true };
  if (status === 410) return { kind: 'failed', reason: `${who} says that it is gone (410).`, address: true };
  const afterSeconds = Number(headers['retry-after']);
  return {
    kind: 'try again',
    reason: `${who} answered ${status}.`,
    ...(afterSeconds > 0 ? { afterSeconds: Math.min(afterSeconds, longestWaitSeconds) } : {}),
  };
}
