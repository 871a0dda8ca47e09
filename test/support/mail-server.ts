import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

/** A mail as the server took it. */
export interface TakenMail {
  from: string;
  to: string[];
  raw: string;
}

/** What the server does: takes mail, refuses, or behaves badly. Addresses decide, and `mood` for all. */
export interface MailServer {
  url: string;
  port: number;
  taken: TakenMail[];
  mood: 'takes' | 'temporary' | 'silent' | 'silent after the text' | 'closes' | 'full';
  close(): Promise<void>;
}

const refusal = (code: number, message: string): Error =>
  Object.assign(new Error(message), { responseCode: code });

/**
 * A real mail server on this machine. `gone@…` does not exist, `policy@…` is refused for a policy, `full@…` has a full
 * mailbox, `later@…` is to be tried again. What it answers with 250 is in `taken`.
 */
export async function startMailServer(port = 0): Promise<MailServer> {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    onConnect(_session, done) {
      if (state.mood === 'closes') return done(refusal(421, '4.3.2 Going down'));
      if (state.mood !== 'silent') done();
    },
    onRcptTo({ address }, _session, done) {
      if (address.startsWith('gone@')) return done(refusal(550, '5.1.1 No such mailbox'));
      if (address.startsWith('policy@')) return done(refusal(550, '5.7.1 Not by our policy'));
      if (address.startsWith('full@')) return done(refusal(552, '5.2.2 Mailbox full'));
      if (address.startsWith('later@') || state.mood === 'temporary')
        return done(refusal(451, '4.7.1 Try again later'));
      done();
    },
    onData(stream, session, done) {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        if (state.mood === 'silent after the text') return;
        state.taken.push({
          from: session.envelope.mailFrom === false ? '' : session.envelope.mailFrom.address,
          to: session.envelope.rcptTo.map(({ address }) => address),
          raw: Buffer.concat(parts).toString('utf8'),
        });
        done(null, '2.0.0 Taken');
      });
    },
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const bound = (server.server.address() as AddressInfo).port;
  const state: MailServer = {
    url: `smtp://127.0.0.1:${bound}`,
    port: bound,
    taken: [],
    mood: 'takes',
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
  return state;
}

/** A header of a mail, unfolded; undefined when it is not there. */
export function headerOf(raw: string, name: string): string | undefined {
  const [head = ''] = raw.split('\r\n\r\n', 1);
  return new RegExp(`^${name}:[ \\t]*(.*(?:\\r\\n[ \\t]+.*)*)`, 'im')
    .exec(head)?.[1]
    ?.replace(/\r\n[ \t]+/g, ' ');
}
