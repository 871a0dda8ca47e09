import { z } from 'zod';
import { createChannels } from '#connectors';
import {
  type Courier,
  createCourier,
  keepWebhook,
  keptWebhook,
  messageRequest,
  type Parcel,
  requestMessage,
} from '#messages';
import { systemActor } from '#platform/auth';
import { systemClock } from '#platform/clock';
import type { Settings } from '#platform/config';
import type { Context } from '#platform/context';
import { AllclearError } from '#platform/errors';
import { createOutbound } from '#platform/http';
import type { Handler } from '#platform/outbox';
import { secretIdOf, stopFailing } from '#publishing';
import { updateWebhook } from '#web';
import { coalesced, untilDone } from './loops.ts';
import type { Publisher } from './publisher.ts';

/** At most so long until somebody looks again, whatever was announced. */
const longestPauseMs = 60_000;

export interface Deliveries {
  /** Something was written. */
  now(): void;
  stop(): Promise<void>;
}

/** Sends what is written, at once and again when its time comes, for as long as this process serves. */
export async function startDeliveries(
  base: Omit<Context, 'actor'>,
  { settings, publisher, databaseUrl }: { settings: Settings; publisher: Publisher; databaseUrl: string },
): Promise<Deliveries> {
  const courier = await createCourier({
    context: base,
    databaseUrl,
    publicUrl: settings.publicUrl,
    channels: createChannels(settings, {
      outbound: createOutbound({
        alsoAllowed: settings.outboundAllow,
        userAgent: `Allclear (+${settings.publicUrl})`,
      }),
      clock: systemClock(),
      statuspageBody: (parcel) => statuspageBody(base, publisher, settings, parcel),
      secretIdOf: (recipientId) => secretIdOf(base.db, recipientId),
    }),
  });
  let timer: NodeJS.Timeout | undefined;
  const round = coalesced(async () => {
    await courier.deliver();
    const wait = await pauseMs(courier, base);
    clearTimeout(timer);
    timer = setTimeout(loop.now, wait);
  });
  const loop = untilDone(round, base.log);
  loop.now();
  return {
    now: loop.now,
    async stop() {
      clearTimeout(timer);
      // What is being handed over is waited for; nothing more is begun.
      await courier.stop();
      await loop.stop();
      clearTimeout(timer);
    },
  };
}

async function pauseMs(courier: Courier, { clock }: Omit<Context, 'actor'>): Promise<number> {
  const due = await courier.nextDue();
  if (due === null) return longestPauseMs;
  return Math.min(longestPauseMs, Math.max(250, due.getTime() - clock.now().getTime()));
}

/** The body is kept as it was first made, so that a retry repeats it; only where to unsubscribe is the receiver's own. */
async function statuspageBody(
  base: Omit<Context, 'actor'>,
  publisher: Publisher,
  { publicUrl }: Settings,
  parcel: Parcel,
): Promise<object | undefined> {
  const meta = {
    unsubscribeUrl: parcel.unsubscribeUrl ?? publicUrl,
    documentationUrl: `${publicUrl}/elsewhere`,
    generatedAt: base.clock.now(),
  };
  const own = ({ meta: kept, ...body }: z.output<typeof keptBody>): object => ({
    ...body,
    meta: { ...kept, unsubscribe: meta.unsubscribeUrl },
  });
  const body = await keptWebhook(base.db, parcel.noticeId);
  if (parcel.updateNumber === null) return z.looseObject({}).nullable().parse(body) ?? {};
  const kept = keptBody.safeParse(body);
  if (kept.success) return own(kept.data);
  const bulletin = publisher.current()?.bulletin;
  const of = { slug: parcel.incident, number: parcel.updateNumber };
  const made = bulletin && updateWebhook(bulletin, of, meta);
  return made && own(keptBody.parse(await keepWebhook(base.db, parcel.noticeId, made)));
}

const keptBody = z.looseObject({ meta: z.looseObject({}) });

/** A domain to the left asks for a message by a fact. */
export const sendRequested: Handler = async (tx, data) =>
  void (await requestMessage(tx, messageRequest.parse(data)));

const undeliverable = z.object({ recipientId: z.string(), reason: z.string() });

/** Whoever keeps an address hears that it is gone, and does not use it again. One that was deleted since needs nothing. */
export const tellOfFailure: Handler = async (tx, data) => {
  const { recipientId, reason } = undeliverable.parse(data);
  try {
    await stopFailing({ ...tx, actor: systemActor }, { recipientId, reason: reason.trim().slice(0, 500) });
  } catch (error) {
    if (!(error instanceof AllclearError) || error.code !== 'not-found') throw error;
  }
};
