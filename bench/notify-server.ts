/** A mail server in a process of its own. Writes each mail that it takes into a file before it says so. For `bench/notify.ts`. */
import { openSync, writeSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

const taken = openSync(process.argv[2] ?? 'taken.txt', 'a');
const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['AUTH', 'STARTTLS'],
  disableReverseLookup: true,
  logger: false,
  onData(stream, session, done) {
    let head = '';
    stream.on('data', (part: Buffer) => {
      if (head.length < 4_000) head += part.toString('latin1');
    });
    stream.on('end', () => {
      const messageId = /^Message-ID: <([^>]+)>/im.exec(head)?.[1] ?? 'none';
      writeSync(taken, `${session.envelope.rcptTo[0]?.address ?? ''} ${messageId}\n`);
      done(null, '2.0.0 Taken');
    });
  },
});
server.on('error', () => undefined);
server.listen(0, '127.0.0.1', () => process.send?.((server.server.address() as AddressInfo).port));
