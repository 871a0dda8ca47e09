import { createHmac } from 'node:crypto';
import { z } from 'zod';
import { type Channel, messageName, type Outcome, type Parcel } from '#messages';
import type { Clock } from '#platform/clock';
import { createRateLimiter, isRefusal, type Outbound, type OutboundAnswer } from '#platform/http';

export interface NotifyOptions {
  apiKey: string;
  url: string;
  template: string;
  replyTo?: string | undefined;
  outbound: Outbound;
  /** The machine's: Notify refuses tokens more than 30 seconds from its own time. */
  clock: Clock;
  /** Default 20 seconds. */
  timeoutMs?: number;
}

/** GOV.UK Notify takes 3,000 a minute from a service; we stay below it, with room for a second process. */
const pace = { burst: 300, perSecond: 45 };

const longestEmail = 1_000_000;

/** Email or text messages through GOV.UK Notify. */
export function createNotify(kind: 'email' | 'sms', options: NotifyOptions): Channel {
  const limiter = createRateLimiter(pace, options.clock);
  const ask = (method: 'GET' | 'POST', path: string, body?: string) =>
    options.outbound({
      url: `${options.url}${path}`,
      method,
      headers: {
        authorization: `Bearer ${notifyToken(options.apiKey, options.clock.now())}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body }),
      timeoutMs: options.timeoutMs ?? 20_000,
    });
  return {
    name: 'notify',
    atOnce: 10,
    async send(parcel): Promise<Outcome> {
      const waitSeconds = limiter.take('all');
      if (waitSeconds > 0)
        return { kind: 'busy', reason: 'GOV.UK Notify takes so many a minute.', afterSeconds: waitSeconds };
      const body = JSON.stringify(kind === 'email' ? emailOf(parcel, options) : smsOf(parcel, options));
      if (body.length > longestEmail)
        return { kind: 'failed', reason: 'It is longer than GOV.UK Notify takes.', address: false };
      const answer = await ask('POST', `/v2/notifications/${kind}`, body);
      if (isRefusal(answer))
        return {
          kind: 'try again',
          reason: `GOV.UK Notify: ${answer.text}`,
          doubt: answer.reason === 'too-slow' || answer.reason === 'not-reachable',
        };
      return notifyOutcome(answer);
    },
    async hasIt(parcel) {
      const answer = await ask('GET', `/v2/notifications?reference=${messageName(parcel.id)}`);
      if (isRefusal(answer) || answer.status !== 200) return undefined;
      const known = knownNotifications.safeParse(json(answer.body));
      if (!known.success) return undefined;
      const [first] = known.data.notifications;
      return first ? { reference: first.id } : 'no';
    },
    close: async () => undefined,
  };
}

const knownNotifications = z.looseObject({ notifications: z.array(z.looseObject({ id: z.string() })) });

function emailOf(parcel: Parcel, { template, replyTo }: NotifyOptions): object {
  const { subject, body, url, unsubscribeUrl, oneClickUrl, address } = parcel;
  const text = [
    body,
    ...(url === null ? [] : [`Read this on our website: ${url}`]),
    ...(unsubscribeUrl === null ? [] : [`Stop getting these messages: ${unsubscribeUrl}`]),
  ].join('\n\n');
  return {
    template_id: template,
    email_address: address,
    personalisation: { subject, body: text },
    reference: messageName(parcel.id),
    ...(replyTo === undefined ? {} : { email_reply_to_id: replyTo }),
    ...(oneClickUrl === null ? {} : { one_click_unsubscribe_url: oneClickUrl }),
  };
}

const smsOf = (parcel: Parcel, { template }: NotifyOptions): object => ({
  template_id: template,
  phone_number: parcel.address,
  personalisation: { body: parcel.short },
  reference: messageName(parcel.id),
});

/** A token of the API (RFC 7519, HS256) for this instant: the key holds the service's number and the secret at its end. */
export function notifyToken(apiKey: string, now: Date): string {
  const secret = apiKey.slice(-36);
  const service = apiKey.slice(-73, -37);
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ iss: service, iat: Math.round(now.getTime() / 1_000) })}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

const refusal = z.looseObject({
  errors: z.array(z.looseObject({ error: z.string(), message: z.string() })).min(1),
});
const accepted = z.looseObject({ id: z.string() });

function json(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** What an answer of Notify means: https://docs.notifications.service.gov.uk/rest-api.html, "Error codes". */
export function notifyOutcome({ status, body }: Pick<OutboundAnswer, 'status' | 'body'>): Outcome {
  if (status === 201) {
    const taken = accepted.safeParse(json(body));
    return { kind: 'handed over', ...(taken.success ? { reference: taken.data.id } : {}) };
  }
  const parsed = refusal.safeParse(json(body));
  const { error, message } = parsed.data?.errors[0] ?? { error: '', message: `it answered ${status}` };
  const reason = `GOV.UK Notify: ${message.slice(0, 300)}`;
  if (status === 429)
    return { kind: 'busy', reason, afterSeconds: error === 'TooManyRequestsError' ? 900 : 20 };
  // A key, a clock or a template is ours to mend; nobody's message should be lost by it.
  if (status === 403 || status === 401 || /template/i.test(message) || error === 'NoResultFound')
    return { kind: 'busy', reason, afterSeconds: 60 };
  if (status === 400) {
    const address = error === 'ValidationError' && /^(email_address|phone_number)\b/.test(message);
    return { kind: 'failed', reason, address };
  }
  if (status >= 500 || status === 408) return { kind: 'try again', reason, doubt: true };
  return { kind: 'failed', reason, address: false };
}
