import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { testContext } from '../../test/support/database.ts';
import { importEstate, listPractices } from './index.ts';

const path = join(import.meta.dirname, '../../../shared/data/ods/epraccur.csv');
const missing = existsSync(path) ? '' : ' (SKIPPED: the shared file data/ods/epraccur.csv is not here)';

/** No parser, only the commas between quotes: independent of what is tested. */
const naive = (text: string): string[][] =>
  text
    .split(/\r?\n/)
    .filter(Boolean)
    .map((line) => line.slice(1, -1).split('","'));

describe.skipIf(missing)(`the real ODS file${missing}`, () => {
  const bytes = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
  const activeGps = naive(bytes.toString('utf8')).filter((cells) => cells[12] === 'A' && cells[25] === '4');

  it.each([
    ['QKS', { icb: 'QKS' }, 3],
    ['91Q', { subIcb: '91Q' }, 14],
  ] as const)('gives exactly the 176 active GP practices of %s', async (code, filter, column) => {
    const context = await testContext();
    const report = await importEstate(context, { fileName: 'epraccur.csv', bytes, filter });
    const expected = activeGps.filter((cells) => cells[column] === code).map((cells) => cells[0]);
    const found = await listPractices(context.db);
    expect(found.map((practice) => practice.odsCode)).toEqual([...expected].sort());
    expect(found).toHaveLength(176);
    expect(found.every((practice) => practice.isGpPractice && practice.status === 'active')).toBe(true);
    expect(report).toMatchObject({
      kind: 'practices',
      rows: 16_685,
      adds: 176,
      skipped: 16_509,
      closures: 0,
    });
  });

  it('gives all 6,220 of England without a filter, none of Wales, and nothing the second time', async () => {
    const context = await testContext();
    await importEstate(context, { fileName: 'epraccur.csv', bytes });
    const found = await listPractices(context.db, { gpOnly: true, activeOnly: true });
    const english = activeGps.filter((cells) => !cells[0]?.startsWith('W')).map((cells) => cells[0]);
    expect(found.map((practice) => practice.odsCode)).toEqual([...english].sort());
    expect(found).toHaveLength(6_220);
    const again = await importEstate(context, { fileName: 'epraccur.csv', bytes });
    expect(again).toMatchObject({ unchanged: true, adds: 0, changes: 0, closures: 0, missing: 0 });
  });

  it('finds a town for every practice of Kent and Medway, and never its county', async () => {
    const context = await testContext();
    await importEstate(context, { fileName: 'epraccur.csv', bytes, filter: { icb: 'QKS' } });
    const towns = (await listPractices(context.db)).map((practice) => practice.town);
    expect(towns.filter((town) => town === '' || town.includes('KENT'))).toEqual([]);
    expect(towns).toContain('DOVER');
  });
});
