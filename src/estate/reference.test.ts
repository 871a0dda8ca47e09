import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { testContext } from '../../test/support/database.ts';
import { fileColumns } from './core/kinds.ts';
import { attributesAt, estateFileKinds, findConcentrator, findSite, type TakeAddresses } from './index.ts';
import { importText } from './test-support.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/reference/estate-files.md'), 'utf8');
const examples = [...page.matchAll(/^```csv (\w+)\n([\s\S]*?)^```$/gm)].map(([, kind = '', text = '']) => ({
  kind,
  text,
}));

describe('docs/reference/estate-files.md', () => {
  it('shows every kind of file, with every column it may have', () => {
    expect(examples.map((example) => example.kind).sort()).toEqual([...estateFileKinds].sort());
    for (const [kind, columns] of Object.entries(fileColumns)) {
      const header = examples
        .find((example) => example.kind === kind)
        ?.text.split('\n')[0]
        ?.split(',');
      expect(header?.sort()).toEqual([...columns.required, ...(columns.optional ?? [])].sort());
    }
  });

  it('has examples that import as it says', async () => {
    const context = await testContext({ at: new Date('2026-04-29T09:00:00Z') });
    const stated: string[] = [];
    // Contacts are kept right of here; src/app/estate-addresses.test.ts takes an address all the way.
    const takeAddresses: TakeAddresses = async (_, addresses) => {
      stated.push(
        ...addresses.map(({ line, odsCode, column, text }) => `${line} ${odsCode} ${column} ${text}`),
      );
      return { faults: [], entries: [], write: async () => undefined };
    };
    for (const { kind, text } of examples) {
      const report = await importText(context, text, { hooks: { takeAddresses } });
      expect(report).toMatchObject({ kind, skipped: 0, missing: 0, unchanged: false });
    }
    expect(stated).toEqual([
      '2 G99001 email reception@amberwick.example',
      '2 G99001 mobile 07700 900123',
      '4 G99002 email office@bellfold.example',
    ]);
    const at = context.clock.now();
    const read = async (code: string) =>
      (await attributesAt(context.db, at)).get((await findSite(context.db, code))?.id ?? 0);
    expect(await read('G99001-1')).toMatchObject({
      firmware: '18.211',
      concentrator: 'VPN-A',
      circuit: 'KPSN',
    });
    expect(await read('G99002-1')).toMatchObject({ concentrator: 'VPN-B', circuitMbps: '100' });
    expect((await read('G99002-1'))?.['tag:pilot']).toBeUndefined();
    expect((await findConcentrator(context.db, 'VPN-A', at))?.ratedMbps).toBe(750);
  });
});
