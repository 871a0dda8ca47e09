import { describe, expect, it } from 'vitest';
import type { Role } from '../../context/index.ts';
import { identityOf, rolesOfGroups } from './claims.ts';

const settings = { groupClaim: 'groups', trustedEmailClaim: undefined };
const who = { iss: 'https://idp.example', sub: '1' };

describe('who an ID token speaks of', () => {
  it.each([
    ['verified', { email: 'A@Example.org', email_verified: true }, 'a@example.org'],
    ['verified, as Entra ID says it', { email: 'a@example.org', xms_edov: '1' }, 'a@example.org'],
    ['not verified', { email: 'a@example.org', email_verified: false }, undefined],
    ['nothing said of it', { email: 'a@example.org' }, undefined],
    ['verified but no address', { email: 'a', email_verified: true }, undefined],
    ['verified but a list', { email: ['a@example.org'], email_verified: true }, undefined],
  ])('an address that is %s', (_what, claims, email) => {
    expect(identityOf({ ...who, ...claims }, settings).email).toBe(email);
  });

  it('takes a trusted claim in place of the address, and never the address then', () => {
    const trusting = { ...settings, trustedEmailClaim: 'upn' };
    const claims = { ...who, email: 'forged@example.org', email_verified: true, upn: 'real@example.org' };
    expect(identityOf(claims, trusting).email).toBe('real@example.org');
    expect(identityOf({ ...claims, upn: 'no address' }, trusting).email).toBeUndefined();
  });

  it.each([
    ['a list', ['a', 'b'], ['a', 'b']],
    ['one text', 'a', ['a']],
    ['nothing', undefined, []],
    ['a list with other things', ['a', 1, null, '', { b: 1 }], ['a']],
  ])('reads groups from %s', (_what, groups, read) => {
    expect(identityOf({ ...who, groups }, settings).groups).toEqual(read);
  });

  it('knows when the groups were left out', () => {
    expect(identityOf({ ...who, _claim_names: { groups: 'src1' } }, settings).groupsLeftOut).toBe(true);
    expect(identityOf({ ...who, _claim_names: { other: 'src1' } }, settings).groupsLeftOut).toBe(false);
  });
});

describe('rolesOfGroups', () => {
  const map = new Map<string, readonly Role[]>([
    ['leads', ['incident lead', 'desk']],
    ['desk', ['desk']],
  ]);
  it.each([
    [
      ['desk', 'leads'],
      ['incident lead', 'desk'],
    ],
    [['desk'], ['desk']],
    [['DESK', 'cleaners'], []],
    [[], []],
  ])('%j gives %j', (groups, roles) => {
    expect(rolesOfGroups(groups, map)).toEqual(roles);
  });
});
