/**
 * Hands over what waits, as a serving process does, or (`alone`) the same mails with nodemailer and nothing else. Its parent,
 * `bench/notify.ts`, kills it or waits for what it says at its end.
 */
import { createTransport } from 'nodemailer';
import { createMail, mailOf } from '#connectors';
import { createCourier, type Parcel } from '#messages';
import { systemClock } from '#platform/clock';
import { connect } from '#platform/db';
import { silentLog } from '#platform/log';
import { givenParcel } from '../test/support/parcel.ts';

const [mode = 'courier', mailUrl = '', databaseUrl = '', count = '0'] = process.argv.slice(2);
const connections = 5;
const identity = { from: 'news@board.example', organisation: 'Board' };

async function courier(): Promise<object> {
  const database = connect(databaseUrl);
  const mail = createMail({ ...identity, url: mailUrl, connections });
  const times: number[] = [];
  const timed = {
    ...mail,
    async send(parcel: Parcel) {
      const start = performance.now();
      const outcome = await mail.send(parcel);
      times.push(performance.now() - start);
      return outcome;
    },
  };
  const courier = await createCourier({
    context: { clock: systemClock(), db: database.db, log: silentLog() },
    databaseUrl,
    channels: { email: timed },
    publicUrl: 'https://status.example',
  });
  process.send?.('ready');
  const start = performance.now();
  const delivered = await courier.deliver();
  const seconds = (performance.now() - start) / 1_000;
  await courier.stop();
  await database.close();
  times.sort((a, b) => a - b);
  const at = (share: number): number => Number((times[Math.floor(times.length * share)] ?? 0).toFixed(1));
  return { ...delivered, seconds, handingMs: { p50: at(0.5), p99: at(0.99) } };
}

async function alone(): Promise<object> {
  const url = new URL(mailUrl);
  const transport = createTransport({
    pool: true,
    host: url.hostname,
    port: Number(url.port),
    maxConnections: connections,
    maxMessages: Number.POSITIVE_INFINITY,
  });
  process.send?.('ready');
  const start = performance.now();
  const one = (index: number) =>
    transport.sendMail(
      mailOf(givenParcel({ id: index, address: `person${index}@amberwick.example` }), identity),
    );
  await Promise.all(Array.from({ length: Number(count) }, (_, index) => one(index)));
  const seconds = (performance.now() - start) / 1_000;
  transport.close();
  return { handedOver: Number(count), seconds };
}

const result = mode === 'alone' ? await alone() : await courier();
process.send?.({ ...result, maxRssMb: Math.round(process.resourceUsage().maxRSS / 1_024) });
process.disconnect?.();
