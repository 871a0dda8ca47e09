import { describe, expect, it } from 'vitest';
import {
  contactKey,
  type KnownContact,
  planEstateAddresses,
  type Refusal,
  type StatedContact,
  siteChannel,
} from './plan-estate-addresses.ts';

const says = (site: string, name: string, practiceId = 1): StatedContact => ({
  site,
  column: 'email',
  practiceId,
  channel: 'email',
  address: `${name}@surgery.example`,
});
const known = (id: string, name: string, more: Partial<KnownContact> = {}): KnownContact => ({
  id,
  practiceId: 1,
  channel: 'email',
  address: `${name}@surgery.example`,
  state: 'active',
  source: 'estate',
  ...more,
});

function planned(
  stated: StatedContact[],
  contacts: KnownContact[] = [],
  more: { sites?: Record<string, string>; refused?: [StatedContact, Refusal][] } = {},
) {
  const ofSites = Object.entries(more.sites ?? {}).map(
    ([site, id]) => [siteChannel(site, 'email'), id] as const,
  );
  const refusals = new Map((more.refused ?? []).map(([row, why]) => [contactKey(row), why]));
  const plan = planEstateAddresses(stated, { contacts, ofSites: new Map(ofSites), refusals });
  return {
    outcomes: plan.entries.map(({ site, action, why }) => [site, action, ...(why ? [why] : [])].join(' ')),
    added: [...plan.add.values()].map(({ address }) => address.split('@')[0]),
    states: plan.state.map(({ site, contact }) => `${site} ${contact}`),
    released: plan.release.map(({ site }) => site),
    dropped: plan.drop,
  };
}
const nothing = { added: [], states: [], released: [], dropped: [] };

describe('addresses that a site file states', () => {
  it('are added once for a practice, and for each practice', () => {
    expect(planned([says('A-1', 'desk'), says('A-2', 'desk'), says('B-1', 'desk', 2)])).toEqual({
      outcomes: ['A-1 added', 'A-2 known', 'B-1 added'],
      added: ['desk', 'desk'],
      states: [
        'A-1 1:email:desk@surgery.example',
        'A-2 1:email:desk@surgery.example',
        'B-1 2:email:desk@surgery.example',
      ],
      released: [],
      dropped: [],
    });
  });

  it('change nothing when they are stated again', () => {
    const contacts = [known('a', 'desk')];
    expect(planned([says('A-1', 'desk')], contacts, { sites: { 'A-1': 'a' } })).toEqual({
      ...nothing,
      outcomes: ['A-1 known'],
    });
  });

  it('take the place of what the same site stated before', () => {
    const plan = planned([says('A-1', 'new')], [known('a', 'old')], { sites: { 'A-1': 'a' } });
    expect(plan).toMatchObject({ outcomes: ['A-1 changed'], added: ['new'], dropped: ['a'] });
    const failing = [known('a', 'old', { state: 'failing' })];
    expect(planned([says('A-1', 'new')], failing, { sites: { 'A-1': 'a' } })).toEqual(plan);
  });

  it('leave the old one while another site states it', () => {
    const sites = { 'A-1': 'a', 'A-2': 'a' };
    expect(planned([says('A-1', 'new')], [known('a', 'old')], { sites }).dropped).toEqual([]);
    expect(planned([says('A-1', 'new'), says('A-2', 'old')], [known('a', 'old')], { sites }).dropped).toEqual(
      [],
    );
    expect(planned([says('A-1', 'new'), says('A-2', 'new')], [known('a', 'old')], { sites })).toMatchObject({
      outcomes: ['A-1 changed', 'A-2 changed'],
      added: ['new'],
      dropped: ['a'],
    });
  });

  it('may change places between sites', () => {
    const contacts = [known('a', 'one'), known('b', 'two')];
    const sites = { 'A-1': 'a', 'A-2': 'b' };
    expect(planned([says('A-1', 'two'), says('A-2', 'one')], contacts, { sites })).toEqual({
      ...nothing,
      outcomes: ['A-1 changed', 'A-2 changed'],
      states: ['A-1 b', 'A-2 a'],
    });
  });

  it('follow a site to another practice', () => {
    const plan = planned([says('A-1', 'desk', 2)], [known('a', 'desk')], { sites: { 'A-1': 'a' } });
    expect(plan).toMatchObject({ outcomes: ['A-1 changed'], added: ['desk'], dropped: ['a'] });
  });

  it.each<[string, KnownContact]>([
    ['put on record by hand', known('a', 'desk', { source: 'person' })],
    ['asked to stop', known('a', 'desk', { state: 'stopped' })],
    ['asked to stop', known('a', 'desk', { state: 'stopped', source: 'person' })],
    ['messages to it fail', known('a', 'desk', { state: 'failing' })],
  ])('are left alone: %s', (why, contact) => {
    expect(planned([says('A-1', 'desk')], [contact])).toEqual({
      ...nothing,
      outcomes: [`A-1 left alone ${why}`],
    });
  });

  it.each<Refusal>(['asked to stop', 'removed by hand'])('are not brought back: %s', (why) => {
    const row = says('A-1', 'desk');
    const expected = { ...nothing, outcomes: [`A-1 left alone ${why}`] };
    expect(planned([row], [], { refused: [[row, why]] })).toEqual(expected);
    // What the site stated before stays: nobody said that it is wrong.
    expect(planned([row], [known('a', 'old')], { sites: { 'A-1': 'a' }, refused: [[row, why]] })).toEqual(
      expected,
    );
  });

  it('do not get round somebody who asked to stop, with another address of the same site', () => {
    const contacts = [known('a', 'old', { state: 'stopped' })];
    expect(planned([says('A-1', 'new')], contacts, { sites: { 'A-1': 'a' } })).toEqual({
      ...nothing,
      outcomes: ['A-1 left alone asked to stop'],
    });
  });

  it('never take the place of what a person put on record, which stands beside them', () => {
    const byHand = known('p', 'manager', { source: 'person' });
    expect(planned([says('A-1', 'desk')], [byHand])).toMatchObject({ added: ['desk'], dropped: [] });
    // The estate says now what a person said before: its own goes, theirs stays theirs.
    expect(planned([says('A-1', 'manager')], [byHand, known('a', 'old')], { sites: { 'A-1': 'a' } })).toEqual(
      {
        outcomes: ['A-1 changed'],
        added: [],
        states: [],
        released: ['A-1'],
        dropped: ['a'],
      },
    );
  });
});
