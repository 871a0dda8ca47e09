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

const emailShaped = /[^\s<>"'(),:;=[\]{}|]+(?:@|%40|=40)[\p{L}\p{N}.-]+/giu;
const notWithin = '(?<![\\p{L}\\p{N}])';
const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/**
 * What another system said, without the address that it was about and anything else that looks like an email address: mail
 * servers repeat them, and reasons are shown and kept where addresses are not. Telephone numbers also in their national form;
 * of a web address also what follows its host, which often is a secret; of an email address also what is before its @ sign.
 */
export function withoutAddresses(said: string, channel: ChannelName, address: string | null): string {
  const forms = address === null ? [] : formsOf(channel, address);
  const known = forms.reduce(
    (text, form) =>
      text.replace(
        new RegExp(
          `${/^[\p{L}\p{N}]/u.test(form) ? notWithin : ''}${escaped(form)}(?![\\p{L}\\p{N}])`,
          'giu',
        ),
        '(address)',
      ),
    said,
  );
  return known.replace(emailShaped, '(address)');
}

/** How an address may be repeated, longest first. */
function formsOf(channel: ChannelName, address: string): string[] {
  if (channel === 'sms') return [address, address.slice(1), address.replace(/^\+44/, '0')];
  if (channel === 'email') {
    const [local = ''] = address.split('@');
    // A shorter one is more likely a word of the sentence than somebody's name.
    return local.length > 3 ? [address, local] : [address];
  }
  const { pathname = '/', search = '' } = URL.parse(address) ?? {};
  return pathname.length > 3 || search !== '' ? [address, `${pathname}${search}`] : [address];
}
