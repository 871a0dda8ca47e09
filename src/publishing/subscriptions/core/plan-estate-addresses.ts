import type { AddressEntry } from '#estate';
import type { ContactAddress } from '../model.ts';
import type { Channel } from './address.ts';

/** An address that a site's row of the estate file states, read. */
export interface StatedContact {
  site: string;
  column: AddressEntry['column'];
  practiceId: number;
  channel: Channel;
  address: string;
}

export type KnownContact = Pick<
  ContactAddress,
  'id' | 'practiceId' | 'channel' | 'address' | 'state' | 'source'
>;

/** Why an address that is not on record is not to come with a file. */
export type Refusal = 'asked to stop' | 'removed by hand';

export interface OnRecord {
  contacts: readonly KnownContact[];
  /** The id of the contact that a site's row stated last, by `siteChannel`. */
  ofSites: ReadonlyMap<string, string>;
  /** By `contactKey`. */
  refusals: ReadonlyMap<string, Refusal>;
}

export const siteChannel = (site: string, channel: Channel): string => `${channel}:${site}`;
export const contactKey = (of: Pick<KnownContact, 'practiceId' | 'channel' | 'address'>): string =>
  `${of.practiceId ?? ''}:${of.channel}:${of.address}`;

export interface EstateAddressPlan {
  entries: AddressEntry[];
  /** To be put on record, by `contactKey`. */
  add: Map<string, StatedContact>;
  /** Which contact a site's row states from now on: the id of a known one, or the key of one that is added. */
  state: { site: string; channel: Channel; contact: string }[];
  /** Site's rows that state none of ours any more: theirs is a person's now. */
  release: { site: string; channel: Channel }[];
  /** Ids of those whose last site states another now. */
  drop: string[];
}

/**
 * Compares the addresses of a file with what is on record. What the estate brought gives way to what it says now. What a person put
 * on record stays as it is, and nobody is written to who asked not to be, or whom a person took off.
 */
export function planEstateAddresses(stated: readonly StatedContact[], onRecord: OnRecord): EstateAddressPlan {
  const byId = new Map(onRecord.contacts.map((contact) => [contact.id, contact]));
  const byKey = new Map(onRecord.contacts.map((contact) => [contactKey(contact), contact]));
  const ofSites = new Map(onRecord.ofSites);
  const plan: EstateAddressPlan = { entries: [], add: new Map(), state: [], release: [], drop: [] };
  const replaced = new Set<string>();
  for (const row of stated) {
    const { site, column, channel } = row;
    const key = contactKey(row);
    const place = siteChannel(site, channel);
    const current = byId.get(onRecord.ofSites.get(place) ?? '');
    const known = byKey.get(key);
    const why = reasonToLeave(current, known, onRecord.refusals.get(key));
    if (why !== undefined) plan.entries.push({ site, column, action: 'left alone', why });
    else {
      const isNew = known === undefined && !plan.add.has(key);
      const action =
        current === undefined ? (isNew ? 'added' : 'known') : current === known ? 'known' : 'changed';
      plan.entries.push({ site, column, action });
      if (isNew) plan.add.set(key, row);
      if (current !== undefined && current !== known) replaced.add(current.id);
      if (current === known && known !== undefined) continue;
      ofSites.delete(place);
      if (known?.source === 'person') {
        plan.release.push({ site, channel });
        continue;
      }
      ofSites.set(place, known?.id ?? key);
      plan.state.push({ site, channel, contact: known?.id ?? key });
    }
  }
  const stillStated = new Set(ofSites.values());
  plan.drop = [...replaced].filter((id) => !stillStated.has(id));
  return plan;
}

/** `current` is what the site's row stated before, `known` what is on record of the address that it states now. */
function reasonToLeave(
  current: KnownContact | undefined,
  known: KnownContact | undefined,
  refusal: Refusal | undefined,
): string | undefined {
  if (current?.state === 'stopped' || known?.state === 'stopped') return 'asked to stop';
  if (known === undefined) return refusal;
  if (known.state === 'failing') return 'messages to it fail';
  return known.source === 'person' && current === undefined ? 'put on record by hand' : undefined;
}
