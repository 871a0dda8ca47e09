import { type Channel, type ChannelName, type Channels, channelNames } from '#messages';

export interface Rehearsal {
  /** Addresses in small letters, and `@domain` for all of a domain, that may really be written to. */
  allowed: readonly string[];
  /** Where everything else goes. */
  sink: Channel;
}

/**
 * The one place that keeps a rehearsal from reaching anybody. In a rehearsal every channel is put behind it, those that are
 * not set up as well: a message goes to an address that was made for tests or is allowed by name, or into a file. Outside
 * one, every channel refuses what was written as an exercise, whatever else went wrong.
 */
export function guardChannels(real: Channels, rehearsal: Rehearsal | undefined): Channels {
  const entries = channelNames.flatMap((name) => {
    const channel = real[name];
    if (rehearsal) return [[name, guarded(name, channel, rehearsal)] as const];
    return channel ? [[name, withoutExercises(channel)] as const] : [];
  });
  return Object.fromEntries(entries);
}

const withoutExercises = (channel: Channel): Channel => ({
  ...channel,
  async send(parcel) {
    if (parcel.exercise)
      return { kind: 'failed', reason: 'It belongs to a rehearsal, and this is none.', address: false };
    return channel.send(parcel);
  },
});

function guarded(name: ChannelName, real: Channel | undefined, { allowed, sink }: Rehearsal): Channel {
  const of = (address: string): Channel =>
    real && (isMadeForTests(name, address) || isAllowed(name, address, allowed)) ? real : sink;
  return {
    name: 'rehearsal',
    atOnce: real?.atOnce ?? sink.atOnce,
    async send(parcel) {
      // What was not written as an exercise does not say so, and must not go anywhere.
      if (!parcel.exercise)
        return {
          kind: 'busy',
          reason: 'A rehearsal is under way; this is not part of it.',
          afterSeconds: 60,
        };
      return of(parcel.address).send(parcel);
    },
    hasIt: async (parcel) => (await of(parcel.address).hasIt?.(parcel)) ?? 'no',
    close: async () => {
      await real?.close();
    },
  };
}

/** A whole domain can be allowed for mail alone: in other addresses an at sign may stand anywhere. */
function isAllowed(channel: ChannelName, address: string, allowed: readonly string[]): boolean {
  const lower = address.toLowerCase();
  const domain = channel === 'email' ? /^[^@\s]+(@[^@\s]+)$/.exec(lower)?.[1] : undefined;
  return allowed.includes(lower) || (domain !== undefined && allowed.includes(domain));
}

/**
 * GOV.UK Notify's own test addresses, and the telephone numbers that Ofcom keeps free for drama (07700 900000 to 900999).
 * A domain reserved for documentation (RFC 2606) is not among them: a mail server would try to reach it.
 */
function isMadeForTests(channel: ChannelName, address: string): boolean {
  if (channel === 'sms') return /^\+447700900\d{3}$/.test(address);
  if (channel !== 'email') return false;
  return (
    /^[a-z-]+@simulator\.notify$/.test(address) ||
    /^simulate-delivered(-[23])?@notifications\.service\.gov\.uk$/.test(address)
  );
}
