import { z } from 'zod';
import { type ChannelName as Channel, channelNames as channels, hasControl } from '#messages';
import { isPublicAddress, isRefusal, parseTarget } from '#platform/http';

export { type Channel, channels };

/** An address as it is stored and compared, or why it cannot be one, as the end of a sentence. */
export type ReadAddress = { address: string } | { reason: string };

const email = z.email().max(254);

/**
 * Microsoft's hosts for the address of a Teams workflow or connector (learn.microsoft.com, "Create incoming webhooks with
 * Workflows for Microsoft Teams").
 */
const teamsHosts = ['.webhook.office.com', '.logic.azure.com', '.api.powerplatform.com'];

const longestUrl = 1_000;

/** Reads an address as people type it. Two spellings of one address give the same text. */
export function readAddress(channel: Channel, typed: string): ReadAddress {
  const text = typed.trim();
  if (text === '') return { reason: 'is empty' };
  if (channel === 'email') return readEmail(text);
  return channel === 'sms' ? readTelephone(text) : readUrl(channel, text);
}

function readEmail(text: string): ReadAddress {
  // No provider tells two mailboxes apart by capitals; two messages to one person would be worse.
  const address = text.toLowerCase();
  return email.safeParse(address).success
    ? { address }
    : { reason: 'is not an email address, like name@example.org' };
}

/** Only mobile telephones of the United Kingdom: a message abroad, or to a number that charges, would cost whoever sends it. */
function readTelephone(text: string): ReadAddress {
  const digits = text.replace(/[\s().-]/g, '');
  const national = /^(?:\+44|0044|0)0?(7[1-57-9]\d{8})$/.exec(digits)?.[1];
  return national === undefined
    ? { reason: 'is not a UK mobile number, like 07700 900123' }
    : { address: `+44${national}` };
}

function readUrl(channel: 'webhook' | 'teams', text: string): ReadAddress {
  // A URL would quietly leave line ends out: nobody types them.
  const url = parseTarget(text);
  if (isRefusal(url) || text.length > longestUrl || hasControl(text))
    return { reason: 'is not an address that we can send to, like https://example.org/hook' };
  if (url.protocol !== 'https:') return { reason: 'must begin with https://' };
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (channel === 'teams' && !teamsHosts.some((end) => host.endsWith(end)))
    return { reason: 'is not the address of a Microsoft Teams workflow' };
  if (isInternal(host)) return { reason: 'is not on the public internet' };
  url.hash = '';
  return { address: url.href };
}

/** What can be told without a look-up; whoever sends checks what the name stands for, each time. */
function isInternal(spelled: string): boolean {
  // A name with a dot at its end is the same name.
  const host = spelled.replace(/\.+$/, '');
  if (/^[\d.]+$/.test(host) || host.includes(':')) return !isPublicAddress(host);
  return !host.includes('.') || /\.(?:localhost|local|internal|lan|home\.arpa)$/.test(host);
}

/** Enough for its owner to know it, and for nobody else: `j…@example.org`, `+44…123`, `https://example.org/…`. */
export function maskAddress(channel: Channel, address: string): string {
  if (channel === 'email') return `${address.slice(0, 1)}…${address.slice(address.lastIndexOf('@'))}`;
  if (channel === 'sms') return `${address.slice(0, 3)}…${address.slice(-3)}`;
  return `${new URL(address).origin}/…`;
}
