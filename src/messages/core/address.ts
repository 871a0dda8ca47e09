import type { ChannelName } from '../model.ts';

/** Two addresses with the same key are one recipient. */
export function addressKey(channel: ChannelName, address: string): string {
  return channel === 'webhook' || channel === 'teams' ? address : address.toLowerCase();
}

const patterns: Readonly<Record<ChannelName, RegExp>> = {
  // One address and nothing else: no display name, list, comment or quotation, in which headers could be hidden.
  email: /^[^\s@"(),:;<>[\\\]]{1,64}@[^\s@"(),:;<>[\\\]]{1,253}$/u,
  sms: /^\+[1-9]\d{6,14}$/,
  webhook: /^https:\/\/\S{1,2000}$/,
  teams: /^https:\/\/\S{1,2000}$/,
};

const wanted: Readonly<Record<ChannelName, string>> = {
  email: 'must be one email address',
  sms: 'must be a telephone number with its country, such as +447700900123',
  webhook: 'must be an address that begins with https://',
  teams: 'must be an address that begins with https://',
};

/** Why this is no address of the channel; undefined when it is one. */
export const addressFault = (channel: ChannelName, address: string): string | undefined =>
  patterns[channel].test(address) && !hasControl(address) ? undefined : wanted[channel];

/** Line breaks and other control characters, which could end one header and begin another. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
export const hasControl = (text: string): boolean => /[\u0000-\u001f\u007f\u0085\u2028\u2029]/.test(text);
