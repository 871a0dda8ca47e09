import { importEstate } from '#estate';
import type { Context } from '#platform/context';

export interface GivenEstate {
  siteCodes: string[];
}

/** Invented practices with one site each, on concentrator VPN-A (1,000 Mbps); VPN-B (2,000 Mbps) has no sites yet. */
export async function givenEstate(context: Context, siteCount: number): Promise<GivenEstate> {
  const odsCodes = Array.from(
    { length: siteCount },
    (_, index) => `G99${String(index + 1).padStart(3, '0')}`,
  );
  const siteCodes = odsCodes.map((code) => `${code}-1`);
  const files: Record<string, string[]> = {
    'ods.csv': odsCodes.map(odsRow),
    'sites.csv': [
      'site_code,ods_code,name,address,town,postcode,phone,opened,closed',
      ...odsCodes.map((code) => `${code}-1,${code},Surgery ${code},1 High Street,Amberwick,ME99 1AA,,,`),
    ],
    'concentrators.csv': [
      'code,name,data_centre,model,rated_mbps,rated_tunnels,rating_source,rating_date',
      'VPN-A,First concentrator,Amberwick DC,MX250,1000,3000,Sizing guide,2020-11-01',
      'VPN-B,Second concentrator,Bellfold DC,MX450,2000,5000,Sizing guide,2020-11-01',
    ],
    'tunnels.csv': [
      'site_code,concentrator_code,valid_from,valid_to',
      ...siteCodes.map((code) => `${code},VPN-A,2025-01-01,`),
    ],
  };
  for (const [fileName, lines] of Object.entries(files)) {
    await importEstate(context, { fileName, bytes: new TextEncoder().encode(lines.join('\n')) });
  }
  return { siteCodes };
}

function odsRow(code: string, index: number): string {
  const cells = new Array<string>(27).fill('');
  const known: Record<number, string> = {
    1: code,
    2: `SURGERY ${code}`,
    3: 'Y59',
    4: 'QKS',
    5: '1 HIGH STREET',
    6: 'AMBERWICK',
    10: 'ME99 1AA',
    11: '19740401',
    13: 'A',
    15: '91Q',
    18: `01632 960${String(index).padStart(3, '0')}`,
    26: '4',
  };
  for (const [number, text] of Object.entries(known)) cells[Number(number) - 1] = text;
  return cells.map((cell) => `"${cell}"`).join(',');
}
