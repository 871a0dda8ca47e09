import type { Account } from '#platform/auth';

// Whether two names stand for one person. A name alone proves little: people have second accounts, tagged addresses and titles.

/** Somebody as a record names them. */
export interface Person {
  name: string;
  address?: string | null | undefined;
}

/** Everything that leads to one person. */
export interface Identity {
  names: ReadonlySet<string>;
  addresses: ReadonlySet<string>;
  accountIds: ReadonlySet<number>;
}

const titles = /^(?:mr|mrs|ms|miss|mx|dr|prof|professor|sir|dame|lord|lady|cllr|rev)\.?\s+/;

/** A name without case, accents, titles and spare white space: `Professor  José Ray` and `jose ray` are the same. */
export function plainName(name: string): string {
  let plain = name.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase().replaceAll(/\s+/g, ' ').trim();
  while (titles.test(plain)) plain = plain.replace(titles, '');
  return plain;
}

/** An address without case and without a tag: mail to `a.b+review@example.org` reaches `a.b@example.org`. */
export function plainAddress(address: string): string {
  const [local = '', ...domain] = address.normalize('NFKC').trim().toLowerCase().split('@');
  return `${local.split('+')[0]}@${domain.join('@')}`;
}

/**
 * Who a person is, over all accounts: accounts that share a name, an address or a linked identity with what is known
 * belong to them, and what those accounts have belongs to them too, until nothing is added.
 */
export function identityOf(person: Person, accounts: readonly Account[]): Identity {
  const names = new Set([plainName(person.name)]);
  const addresses = new Set(person.address ? [plainAddress(person.address)] : []);
  const linked = new Set<string>();
  const accountIds = new Set<number>();
  const isTheirs = (account: Account): boolean =>
    names.has(plainName(account.name)) ||
    account.addresses.some((address) => addresses.has(plainAddress(address))) ||
    account.linkedIdentities.some((identity) => linked.has(identity));
  for (let grew = true; grew; ) {
    grew = false;
    for (const account of accounts) {
      if (accountIds.has(account.id) || !isTheirs(account)) continue;
      accountIds.add(account.id);
      names.add(plainName(account.name));
      for (const address of account.addresses) addresses.add(plainAddress(address));
      for (const identity of account.linkedIdentities) linked.add(identity);
      grew = true;
    }
  }
  return { names, addresses, accountIds };
}

/** Whether a record's name is one of this person's. */
export const isNamed = (identity: Identity, name: string): boolean => identity.names.has(plainName(name));

/** Whether two people, as named, are one. */
export const isSamePerson = (a: Person, b: Person, accounts: readonly Account[]): boolean => {
  const known = identityOf(a, accounts);
  const other = identityOf(b, accounts);
  return (
    [...other.names].some((name) => known.names.has(name)) ||
    [...other.addresses].some((address) => known.addresses.has(address))
  );
};

/**
 * Whether an account may act for a person. Narrower than being the same person: a name must be theirs to the letter, or
 * the account must have their address. What would be enough to refuse somebody is not enough to let somebody in.
 */
export function speaksFor(accountName: string, person: Person, accounts: readonly Account[]): boolean {
  const exact = (name: string): string => name.trim().toLowerCase();
  if (exact(accountName) === exact(person.name)) return true;
  if (!person.address) return false;
  const wanted = plainAddress(person.address);
  const own = accounts.find((account) => exact(account.name) === exact(accountName));
  return own?.addresses.some((address) => plainAddress(address) === wanted) ?? false;
}
