import { createTransport } from 'nodemailer';
import { type Channel, messageName, type Outcome, type Parcel } from '#messages';
import { headerFault, type MailIdentity, mailHeaders } from './headers.ts';
import { mailHtml, mailText } from './html.ts';
import { mailOutcome } from './outcome.ts';

export interface MailOptions extends MailIdentity {
  /** smtp:// or smtps://, with name and password when the server wants them. */
  url: string;
  /** Connections that are kept open: as many mails at most are in doubt when the process dies. Default 5. */
  connections?: number;
  /** How long the server may be silent. Default 45 seconds. */
  timeoutMs?: number;
}

const onThisMachine = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Mail over SMTP, on connections that stay open. */
export function createMail(options: MailOptions): Channel {
  const server = new URL(options.url);
  const { connections = 5, timeoutMs = 45_000 } = options;
  const secure = server.protocol === 'smtps:';
  const transport = createTransport({
    pool: true,
    host: server.hostname.replace(/^\[|\]$/g, ''),
    port: Number(server.port) || (secure ? 465 : 587),
    secure,
    // A password must not go over a line that somebody made plain on the way.
    requireTLS: !secure && !onThisMachine.has(server.hostname),
    ...(server.username === ''
      ? {}
      : { auth: { user: decodeURIComponent(server.username), pass: decodeURIComponent(server.password) } }),
    maxConnections: connections,
    maxMessages: Number.POSITIVE_INFINITY,
    connectionTimeout: Math.min(15_000, timeoutMs),
    greetingTimeout: Math.min(15_000, timeoutMs),
    socketTimeout: timeoutMs,
    // Nothing that comes from outside may make the composer read a file or an address.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    name: 'smtp',
    atOnce: connections,
    async send(parcel): Promise<Outcome> {
      const fault = headerFault(parcel);
      if (fault !== undefined) return { kind: 'failed', reason: fault, address: false };
      try {
        const { response } = await transport.sendMail(mailOf(parcel, options));
        return { kind: 'handed over', reference: String(response).slice(0, 200) };
      } catch (error) {
        return mailOutcome(error);
      }
    },
    async close() {
      transport.close();
    },
  };
}

/** A mail as the composer takes it. */
export function mailOf(parcel: Parcel, options: MailIdentity) {
  const { messageId, references, headers } = mailHeaders(parcel, options);
  return {
    from: { name: options.organisation, address: options.from },
    to: { name: '', address: parcel.address },
    ...(options.replyTo === undefined ? {} : { replyTo: options.replyTo }),
    envelope: { from: options.from, to: [parcel.address] },
    subject: parcel.subject,
    messageId,
    ...(references === undefined ? {} : { references, inReplyTo: references }),
    date: parcel.createdAt,
    headers,
    text: mailText(parcel, options.organisation),
    html: mailHtml(parcel, options.organisation),
    // Where the server offers it, a mail that comes back names the message it was.
    dsn: {
      id: messageName(parcel.id),
      return: 'headers' as const,
      notify: 'failure' as const,
      recipient: parcel.address,
    },
  };
}
