import type { Context } from '#platform/context';
import { type ImportHooks, importEstate } from './import-estate.ts';
import type { ImportFilter, ImportReport } from './model.ts';

/** Imports a file given as text. */
export const importText = (
  context: Context,
  text: string,
  { hooks, ...options }: { filter?: ImportFilter; dryRun?: boolean; hooks?: ImportHooks } = {},
): Promise<ImportReport> =>
  importEstate(context, { fileName: 'test.csv', bytes: new TextEncoder().encode(text), ...options }, hooks);

/** One line of an ODS file; `changes` by the column number of the specification. */
export function odsLine(odsCode: string, changes: Record<number, string> = {}): string {
  const cells = new Array<string>(27).fill('');
  const usual = {
    1: odsCode,
    2: `SURGERY ${odsCode}`,
    3: 'Y59',
    4: 'QKS',
    5: '1 HIGH STREET',
    6: 'AMBERWICK',
    7: 'KENT',
    10: 'ME99 1AA',
    11: '19740401',
    13: 'A',
    15: '91Q',
    26: '4',
  };
  for (const [number, text] of Object.entries({ ...usual, ...changes })) cells[Number(number) - 1] = text;
  return cells.map((cell) => `"${cell}"`).join(',');
}

/** Two practices, three sites and two rated concentrators, all invented. */
export async function knownEstate(context: Context): Promise<void> {
  await importText(context, [odsLine('G99001'), odsLine('G99002')].join('\n'));
  await importText(
    context,
    `site_code,ods_code,name,town,postcode,opened
G99001-1,G99001,Amberwick,Amberwick,ME99 1AA,01/04/1974
G99001-2,G99001,Amberwick branch,Little Amberwick,ME99 1AB,2019-10-27
G99002-1,G99002,Bellfold,Bellfold,ME99 2AA,`,
  );
  await importText(
    context,
    `code,name,data_centre,model,rated_mbps,rated_tunnels,rating_source,rating_date
VPN-A,First concentrator,Amberwick DC,MX250,1000,3000,Sizing guide,2020-11-01
VPN-B,Second concentrator,Bellfold DC,MX450,2000,5000,Sizing guide,2020-11-01`,
  );
}
