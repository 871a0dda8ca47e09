import type { Channel, Outcome } from '#messages';
import type { Outbound } from '#platform/http';
import { postOutcome } from '../http-outcome.ts';
import { teamsPost } from './card.ts';

/** Microsoft Teams, through the webhook of a workflow ("Post to a channel when a webhook request is received"). */
export function createTeams({
  outbound,
  timeoutMs = 20_000,
}: {
  outbound: Outbound;
  timeoutMs?: number;
}): Channel {
  return {
    name: 'teams',
    // A workflow takes about four a second.
    atOnce: 2,
    async send(parcel): Promise<Outcome> {
      const answer = await outbound({
        url: parcel.address,
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: teamsPost(parcel),
        timeoutMs,
        maxBytes: 65_536,
      });
      return postOutcome(answer, 'Microsoft Teams');
    },
    close: async () => undefined,
  };
}
