import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Account } from '#platform/auth';
import { identityOf, isSamePerson, plainAddress, plainName, speaksFor } from './identity.ts';

const account = (id: number, name: string, address?: string, ...linked: string[]): Account => ({
  id,
  name,
  addresses: address ? [address] : [],
  linkedIdentities: linked,
});

describe('one person under several names', () => {
  it.each([
    ['Professor  José Ray', 'jose ray'],
    ['Dr. Prof Ann Lee', 'ann lee'],
    ['  MRS ANN LEE ', 'ann lee'],
    ['Drake Lee', 'drake lee'],
  ])('reads %j as %j', (name, plain) => {
    expect(plainName(name)).toBe(plain);
  });

  it.each([
    ['A.B+review@Example.ORG', 'a.b@example.org'],
    ['a.b@example.org', 'a.b@example.org'],
  ])('reads %s as %s', (address, plain) => {
    expect(plainAddress(address)).toBe(plain);
  });

  const accounts = [
    account(1, 'Ann Lee', 'ann@example.org', 'idp|1'),
    account(2, 'A. Lee (on call)', 'ann+oncall@example.org'),
    account(3, 'Duty engineer', 'duty@example.org', 'idp|1'),
    account(4, 'Bo Ray', 'bo@example.org'),
  ];

  it('follows addresses and linked identities to the end', () => {
    const { names, accountIds } = identityOf({ name: 'A. Lee (on call)' }, accounts);
    expect([...accountIds].sort()).toEqual([1, 2, 3]);
    expect([...names].sort()).toEqual(['a. lee (on call)', 'ann lee', 'duty engineer']);
    expect(isSamePerson({ name: 'Duty engineer' }, { name: 'Dr Ann Lee' }, accounts)).toBe(true);
    expect(isSamePerson({ name: 'Bo Ray' }, { name: 'Ann Lee' }, accounts)).toBe(false);
    expect(isSamePerson({ name: 'X', address: 'bo@example.org' }, { name: 'Bo Ray' }, accounts)).toBe(true);
  });

  it('is the same seen from either side', () => {
    const person = fc.constantFrom(...accounts.map(({ name }) => ({ name })), { name: 'Nobody' });
    fc.assert(
      fc.property(person, person, (a, b) => {
        expect(isSamePerson(a, b, accounts)).toBe(isSamePerson(b, a, accounts));
      }),
    );
  });

  it('lets nobody in on a likeness that is enough to keep somebody out', () => {
    const ann = { name: 'Ann Lee', address: 'ann@example.org' };
    expect(speaksFor('ann lee', ann, accounts)).toBe(true);
    expect(speaksFor('Dr Ann Lee', ann, accounts)).toBe(false);
    expect(speaksFor('A. Lee (on call)', ann, accounts)).toBe(true);
    expect(speaksFor('Duty engineer', ann, accounts)).toBe(false);
    expect(speaksFor('A. Lee (on call)', { name: 'Ann Lee' }, accounts)).toBe(false);
  });
});
