import { createHmac } from 'node:crypto';

/**
 * The signing secret of one receiver, as Standard Webhooks writes it. It follows from the installation's secret and an id
 * of the receiver's own, so that none is kept, and no receiver can sign what another would believe.
 */
export const webhookSecret = (installationSecret: string, secretId: string): string =>
  `whsec_${createHmac('sha256', installationSecret).update(`webhook:${secretId}`).digest('base64')}`;

/** The value of `webhook-signature`: one signature for each secret (Standard Webhooks 1.0, symmetric). */
export function webhookSignature(
  secrets: readonly string[],
  message: { id: string; timestampSeconds: number; body: string },
): string {
  const signed = `${message.id}.${message.timestampSeconds}.${message.body}`;
  return secrets
    .map((secret) => {
      const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
      return `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
    })
    .join(' ');
}
