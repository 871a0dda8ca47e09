import { createHmac, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';

const service = '11111111-2222-4333-8444-555555555555';
const secret = '66666666-7777-4888-9999-aaaaaaaaaaaa';

/** A notification as the server took it. */
export interface TakenNotification {
  id: string;
  path: string;
  agent: string | undefined;
  body: Record<string, unknown>;
}

export interface NotifyServer {
  url: string;
  apiKey: string;
  templates: { email: string; sms: string };
  taken: TakenNotification[];
  /** What it answers to everything, instead of taking it. */
  mood: 'takes' | 'rate' | 'day' | 'error' | 'silent' | 'silent after taking';
  /** What it would post to the callback address about a notification. */
  callback(id: string, status: string): Record<string, unknown>;
  close(): void;
}

const emailBody = z.looseObject({
  template_id: z.uuid(),
  email_address: z.string(),
  personalisation: z.record(z.string(), z.string()),
  reference: z.string(),
});
const smsBody = emailBody.omit({ email_address: true }).extend({ phone_number: z.string() });

/**
 * A server that behaves as the documentation of GOV.UK Notify says (alphagov/notifications-tech-docs): tokens with their
 * 30 seconds, errors with status, type and message, a reference that can be looked up, and no idempotency.
 */
export async function startNotifyServer(now: () => Date): Promise<NotifyServer> {
  const templates = { email: randomUUID(), sms: randomUUID() };
  const fail = (response: ServerResponse, status: number, error: string, message: string): void => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ status_code: status, errors: [{ error, message }] }));
  };
  const take = (request: IncomingMessage, response: ServerResponse, text: string): unknown => {
    const email = request.url === '/v2/notifications/email';
    const parsed = (email ? emailBody : smsBody).safeParse(JSON.parse(text));
    if (!parsed.success)
      return fail(response, 400, 'ValidationError', parsed.error.issues[0]?.path.join('.') ?? '');
    const { data } = parsed;
    if (data.template_id !== (email ? templates.email : templates.sms))
      return fail(response, 400, 'BadRequestError', 'Template not found');
    const wanted = email ? ['subject', 'body'] : ['body'];
    const missing = wanted.filter((each) => data.personalisation[each] === undefined);
    if (missing.length > 0)
      return fail(response, 400, 'BadRequestError', `Missing personalisation: ${missing.join(', ')}`);
    if (email && !/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(String(data.email_address)))
      return fail(response, 400, 'ValidationError', 'email_address Not a valid email address');
    if (!email && !/^\+\d{8,15}$/.test(String(data.phone_number)))
      return fail(response, 400, 'ValidationError', 'phone_number Must not contain letters or symbols');
    const id = randomUUID();
    state.taken.push({ id, path: request.url ?? '', agent: request.headers['user-agent'], body: data });
    if (state.mood === 'silent after taking') return undefined;
    response.writeHead(201, { 'content-type': 'application/json' });
    return response.end(
      JSON.stringify({ id, reference: data.reference, content: {}, uri: `/v2/notifications/${id}` }),
    );
  };
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (part: Buffer) => {
      text += part.toString('utf8');
    });
    request.on('end', (): unknown => {
      const { mood } = state;
      if (mood === 'silent') return undefined;
      if (mood === 'error') return fail(response, 500, 'Exception', 'Internal server error');
      if (mood === 'rate')
        return fail(
          response,
          429,
          'RateLimitError',
          'Exceeded rate limit for key type LIVE of 3000 requests per 60 seconds',
        );
      if (mood === 'day')
        return fail(response, 429, 'TooManyRequestsError', 'Exceeded send limits (250,000) for today');
      const fault = tokenFault(String(request.headers.authorization ?? ''), now());
      if (fault) return fail(response, 403, 'AuthError', fault);
      if (request.method === 'POST') return take(request, response, text);
      const reference = new URL(request.url ?? '', 'http://notify').searchParams.get('reference');
      const notifications = state.taken
        .filter(({ body }) => body.reference === reference)
        .map(({ id }) => ({ id }));
      return response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ notifications, links: {} }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const state: NotifyServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    apiKey: `county_team-${service}-${secret}`,
    templates,
    taken: [],
    mood: 'takes',
    callback(id, status) {
      const found = state.taken.find((each) => each.id === id);
      const at = now().toISOString();
      return {
        id,
        reference: found?.body.reference ?? null,
        to: found?.body.email_address ?? found?.body.phone_number ?? '',
        status,
        created_at: at,
        completed_at: at,
        sent_at: at,
        notification_type: found?.path.endsWith('sms') ? 'sms' : 'email',
        template_id: found?.body.template_id,
        template_version: 1,
      };
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
  return state;
}

/** Why a token is refused, in the words of the documentation. */
function tokenFault(authorization: string, now: Date): string | undefined {
  const [head = '', claims = '', signature = ''] = authorization.replace(/^Bearer /, '').split('.');
  const expected = createHmac('sha256', secret).update(`${head}.${claims}`).digest('base64url');
  if (signature !== expected) return 'Invalid token: API key not found';
  const { iss, iat } = JSON.parse(Buffer.from(claims, 'base64url').toString('utf8')) as {
    iss: string;
    iat: number;
  };
  if (iss !== service) return 'Invalid token: service not found';
  return Math.abs(now.getTime() / 1_000 - iat) > 30
    ? 'Error: Your system clock must be accurate to within 30 seconds'
    : undefined;
}
