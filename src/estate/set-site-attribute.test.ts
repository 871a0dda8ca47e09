import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { runVerb } from '#platform/verbs';
import { testContext } from '../../test/support/database.ts';
import { attributeSpells, attributesAt, estateVerbs, findSite, setSiteAttribute } from './index.ts';
import { knownEstate } from './test-support.ts';

const march = new Date('2026-03-01T00:00:00Z');
const april = new Date('2026-04-15T06:00:00Z');
const later = new Date('2026-06-01T00:00:00Z');

async function ready() {
  const context = await testContext();
  await knownEstate(context);
  const siteId = (await findSite(context.db, 'G99001-1'))?.id ?? 0;
  return { context, siteId };
}

describe('setSiteAttribute', () => {
  it('closes the earlier spell where the later begins, with an audit row', async () => {
    const { context, siteId } = await ready();
    const record = (value: string | null, from: Date) =>
      setSiteAttribute(context, { siteCode: 'g99001-1', key: 'concentrator', value, from });
    expect(await record('vpn-a', march)).toEqual({ changed: true });
    expect(await record('VPN-B', april)).toEqual({ changed: true });
    expect(await record('VPN-B', april)).toEqual({ changed: false });
    expect(await attributeSpells(context.db, { from: march, to: later, keys: ['concentrator'] })).toEqual([
      { siteId, key: 'concentrator', value: 'VPN-A', from: march, to: april },
      { siteId, key: 'concentrator', value: 'VPN-B', from: april, to: null },
    ]);
    const audits = await sql`select subject, data->>'value' as value from audit
      where verb = 'estate.set-attribute' order by id`.execute(context.db);
    expect(audits.rows).toEqual([
      { subject: 'site:G99001-1', value: 'VPN-A' },
      { subject: 'site:G99001-1', value: 'VPN-B' },
    ]);
  });

  it('puts a tag on and takes it off', async () => {
    const { context, siteId } = await ready();
    const tag = { siteCode: 'G99001-1', key: 'tag:dispensing' };
    await setSiteAttribute(context, { ...tag, value: 'yes', from: march });
    await setSiteAttribute(context, { ...tag, value: null, from: april });
    expect((await attributesAt(context.db, march)).get(siteId)).toEqual({ 'tag:dispensing': 'yes' });
    expect((await attributesAt(context.db, april)).has(siteId)).toBe(false);
  });

  it.each([
    ['an unknown site', { siteCode: 'G99009-1', key: 'firmware', value: '1' }, 'not-found'],
    ['an unknown key', { siteCode: 'G99001-1', key: 'colour', value: 'red' }, 'input.invalid'],
    [
      'an unknown concentrator',
      { siteCode: 'G99001-1', key: 'concentrator', value: 'VPN-Z' },
      'input.invalid',
    ],
    ['a tag with a value', { siteCode: 'G99001-1', key: 'tag:x', value: 'no' }, 'input.invalid'],
    ['a bandwidth in words', { siteCode: 'G99001-1', key: 'circuitMbps', value: 'fast' }, 'input.invalid'],
  ])('refuses %s', async (_name, input, code) => {
    const { context } = await ready();
    await expect(setSiteAttribute(context, { ...input, from: march })).rejects.toMatchObject({ code });
  });

  it('refuses what has not happened yet, and those who may not', async () => {
    const { context } = await ready();
    const input = { siteCode: 'G99001-1', key: 'firmware', value: '18.211', from: later };
    await expect(setSiteAttribute(context, input)).rejects.toMatchObject({ code: 'input.invalid' });
    const desk = { ...context, actor: { kind: 'person', name: 'Dee Desk', roles: ['desk'] } } as const;
    await expect(setSiteAttribute(desk, { ...input, from: march })).rejects.toMatchObject({
      code: 'forbidden',
    });
  });
});

describe('estateVerbs', () => {
  it('reach the estate with ISO instants and codes in any case', async () => {
    const { context } = await ready();
    await runVerb(estateVerbs, context, 'estate.set-attribute', {
      siteCode: 'G99001-1',
      key: 'circuit',
      value: 'KPSN',
      from: '2026-04-01T09:00:00+01:00',
    });
    const site = await runVerb(estateVerbs, context, 'estate.site', { site: 'g99001-1' });
    expect(site).toMatchObject({ code: 'G99001-1', attributes: { circuit: 'KPSN' } });
    const before = await runVerb(estateVerbs, context, 'estate.site', {
      site: 'G99001-1',
      at: '2026-04-01T07:59:59Z',
    });
    expect(before).toMatchObject({ attributes: {} });
    const report = await runVerb(estateVerbs, context, 'estate.import', {
      fileName: 'tags.csv',
      text: 'site_code,tag\nG99001-1,dispensing',
      dryRun: true,
    });
    expect(report).toMatchObject({ kind: 'tags', adds: 1, applied: false });
    expect(await runVerb(estateVerbs, context, 'estate.practices', {})).toHaveLength(2);
    expect(await runVerb(estateVerbs, context, 'estate.sites', {})).toHaveLength(3);
    expect(await runVerb(estateVerbs, context, 'estate.concentrators', {})).toHaveLength(2);
    expect(
      await runVerb(estateVerbs, context, 'estate.concentrator', { concentrator: 'vpn-b' }),
    ).toMatchObject({
      ratedMbps: 2000,
      ratingDate: '2020-11-01',
    });
    expect(await runVerb(estateVerbs, context, 'estate.practice', { odsCode: 'g99002' })).toMatchObject({
      town: 'AMBERWICK',
    });
  });

  it('refuse an unknown code and an actor who may only send data in', async () => {
    const { context } = await ready();
    await expect(runVerb(estateVerbs, context, 'estate.site', { site: 'G99009-1' })).rejects.toMatchObject({
      code: 'not-found',
    });
    const intake = { ...context, actor: { kind: 'token', name: 'Feed', roles: ['intake'] } } as const;
    await expect(runVerb(estateVerbs, intake, 'estate.sites', {})).rejects.toMatchObject({
      code: 'forbidden',
    });
  });
});
