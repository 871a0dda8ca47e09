import { z } from 'zod';
import { addressIsGone, type Outcome } from '#messages';

const mailError = z.looseObject({
  code: z.string().optional(),
  command: z.string().optional(),
  responseCode: z.number().optional(),
  response: z.string().optional(),
  message: z.string(),
});

/** How long a channel waits after its server could not be used at all. */
const serverPauseSeconds = 15;

/**
 * What an error of a mail server means. The enhanced status (RFC 3463) is believed before the reply code (RFC 5321):
 * many servers answer 550 for a policy and for an address that does not exist.
 */
export function mailOutcome(error: unknown): Outcome {
  const { code, command, responseCode, response, message } = mailError.parse(error);
  const said = (response ?? message).replace(/\s+/g, ' ').slice(0, 300);
  if (responseCode === undefined) return withoutAnswer(code, said);
  if (code === 'EAUTH' || command === 'CONN' || responseCode === 421)
    return {
      kind: 'busy',
      reason: `The mail server does not take mail now: ${said}`,
      afterSeconds: serverPauseSeconds,
    };
  if (responseCode < 500) return { kind: 'try again', reason: `The mail server said: ${said}` };
  const status = /\b(5\.\d{1,3}\.\d{1,3})\b/.exec(said)?.[1];
  if (status?.startsWith('5.2.2')) return { kind: 'try again', reason: `The mailbox is full: ${said}` };
  const address =
    command === 'RCPT TO' &&
    (status === undefined ? [550, 551, 553].includes(responseCode) : addressIsGone(status));
  return { kind: 'failed', reason: `The mail server refused it: ${said}`, address };
}

/** Errors from before a mail could have been begun. The library names no command for a connection that is lost later. */
const neverBegan =
  /ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|Connection timeout|Greeting never received|Invalid greeting/;
const neverBeganCodes = new Set(['EDNS', 'ETLS', 'EREQUIRETLS', 'EAUTH', 'ENOAUTH', 'EPROXY']);

/**
 * A server that cannot be used holds up all mail and costs no attempt. A connection that is lost on the way costs one: it
 * may be this very mail that the server cannot stand, and nobody knows whether it was taken.
 */
function withoutAnswer(code: string | undefined, said: string): Outcome {
  if (code === 'EENVELOPE' || code === 'EMESSAGE') return { kind: 'failed', reason: said, address: false };
  if (neverBegan.test(said) || neverBeganCodes.has(code ?? ''))
    return {
      kind: 'busy',
      reason: `The mail server cannot be reached: ${said}`,
      afterSeconds: serverPauseSeconds,
    };
  return { kind: 'try again', reason: `The connection to the mail server was lost: ${said}`, doubt: true };
}
