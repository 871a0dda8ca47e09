import { type Channel, messageName, type Outcome, type Parcel } from '#messages';
import type { Clock } from '#platform/clock';
import type { Outbound } from '#platform/http';
import { postOutcome } from '../http-outcome.ts';
import { webhookSecret, webhookSignature } from './sign.ts';

export interface WebhookOptions {
  secret: string;
  secretBefore?: string | undefined;
  outbound: Outbound;
  /** From which id the secret of a recipient follows. */
  secretIdOf(recipientId: string): Promise<string>;
  /** The machine's: receivers refuse what is more than 5 minutes from their own time. */
  clock: Clock;
  /** Default 15 seconds. */
  timeoutMs?: number;
  /**
   * What stands beside the envelope: an update in the shape of Statuspage, undefined while the page does not show it yet; of another message
   * what was kept with it.
   */
  statuspageBody(parcel: Parcel): Promise<object | undefined>;
}

/** Standard Webhooks 1.0, with the body of Statuspage inside, so that receivers made for either work. */
export function createWebhook(options: WebhookOptions): Channel {
  const secrets = [options.secret, ...(options.secretBefore === undefined ? [] : [options.secretBefore])];
  return {
    name: 'webhook',
    atOnce: 10,
    async send(parcel): Promise<Outcome> {
      if (parcel.recipientId === null)
        return { kind: 'failed', reason: 'It names nobody with whose secret to sign it.', address: false };
      const beside = await options.statuspageBody(parcel);
      if (beside === undefined)
        return { kind: 'try again', reason: 'The page does not show the update yet.', afterSeconds: 1 };
      const body = JSON.stringify({ ...envelopeOf(parcel), ...beside });
      const id = messageName(parcel.id);
      const timestampSeconds = Math.floor(options.clock.now().getTime() / 1_000);
      const secretId = await options.secretIdOf(parcel.recipientId);
      const own = secrets.map((secret) => webhookSecret(secret, secretId));
      const answer = await options.outbound({
        url: parcel.address,
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'webhook-id': id,
          'webhook-timestamp': String(timestampSeconds),
          'webhook-signature': webhookSignature(own, { id, timestampSeconds, body }),
        },
        body,
        timeoutMs: options.timeoutMs ?? 15_000,
        maxBytes: 65_536,
      });
      return postOutcome(answer, 'The receiver');
    },
    close: async () => undefined,
  };
}

/** What Standard Webhooks asks of a body: a type, the time of the event, and its data. */
const envelopeOf = (parcel: Parcel): object => ({
  type:
    parcel.updateNumber === null ? `message.${parcel.kind.replaceAll(' ', '-')}` : `incident.${parcel.kind}`,
  timestamp: parcel.createdAt.toISOString(),
  data: {
    subject: parcel.subject,
    text: parcel.body,
    url: parcel.url,
    update: parcel.updateNumber,
    exercise: parcel.exercise,
  },
});
