import { writeCsv } from '#platform/csv';
import type { ScenarioEstate, ScenarioPractice } from './estate.ts';
import type { ConcentratorParameters, ScenarioParameters } from './parameters.ts';

export interface EstateFile {
  name: string;
  bytes: Uint8Array;
  icb?: string;
}

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** The files that an installation is set up with, in the order they are imported. */
export function estateFiles(parameters: ScenarioParameters, estate: ScenarioEstate): EstateFile[] {
  const validFrom = parameters.estate.attributesFrom;
  const { sites } = estate;
  const file = (name: string, header: string[], rows: (string | number | Date | null)[][]): EstateFile => ({
    name,
    bytes: encode(writeCsv(header, rows)),
  });
  return [
    { name: 'practices.csv', bytes: encode(practiceFile(parameters, estate)), icb: parameters.estate.icb },
    file(
      'sites.csv',
      ['site_code', 'ods_code', 'name', 'address', 'town', 'postcode', 'phone', 'opened', 'closed'],
      sites.map((site) => [
        site.code,
        site.practice.odsCode,
        site.name,
        site.address,
        site.practice.town,
        site.postcode,
        site.phone,
        '01/04/1998',
        '',
      ]),
    ),
    concentratorFile([parameters.concentrators.old]),
    file(
      'circuits.csv',
      ['site_code', 'circuit', 'supplier', 'bandwidth_mbps', 'valid_from'],
      sites.map((site) => [site.code, site.circuit, site.supplier, site.bandwidthMbps, validFrom]),
    ),
    file(
      'firewalls.csv',
      ['site_code', 'serial', 'model', 'firmware', 'template', 'valid_from'],
      sites.map((site) => [site.code, site.serial, site.model, site.firmware, 'gp-standard', validFrom]),
    ),
    file(
      'tunnels.csv',
      ['site_code', 'concentrator_code', 'valid_from'],
      sites.map((site) => [site.code, parameters.concentrators.old.code, validFrom]),
    ),
    file(
      'tags.csv',
      ['site_code', 'tag', 'valid_from'],
      sites.filter((site) => site.isBranch).map((site) => [site.code, 'branch', validFrom]),
    ),
  ];
}

/** The file that brings the second concentrator, when it is built. */
export const secondConcentratorFile = ({ concentrators }: ScenarioParameters): EstateFile =>
  concentratorFile([concentrators.old, concentrators.new]);

function concentratorFile(concentrators: readonly ConcentratorParameters[]): EstateFile {
  const header = [
    'code',
    'name',
    'data_centre',
    'model',
    'rated_mbps',
    'rated_tunnels',
    'rating_source',
    'rating_date',
  ];
  const rows = concentrators.map((one) => [
    one.code,
    one.name,
    one.dataCentre,
    one.model,
    one.ratedMbps,
    one.ratedTunnels,
    one.ratingSource,
    one.ratingDate,
  ]);
  return { name: 'concentrators.csv', bytes: encode(writeCsv(header, rows)) };
}

/** The national practice file in its old form: 27 columns, no header. It also holds rows that do not concern us. */
function practiceFile({ estate }: ScenarioParameters, { practices }: ScenarioEstate): string {
  const [first] = practices;
  const rows = practices.map((practice) => odsCells(practice, estate, {}));
  if (first) {
    const other = (ending: string): ScenarioPractice => ({
      ...first,
      odsCode: `${estate.odsPrefix}9${ending}`,
      name: `Closed ${ending}`,
    });
    rows.push(
      odsCells(other('90'), estate, { 12: '20240331', 13: 'C' }),
      odsCells(other('91'), estate, { 4: 'QZX', 15: '99X' }),
      odsCells(other('92'), estate, { 26: '8' }),
    );
  }
  return `${rows.map((cells) => cells.map((cell) => `"${cell}"`).join(',')).join('\r\n')}\r\n`;
}

/** Cells by the column numbers of the specification, counted from 1. */
function odsCells(
  practice: ScenarioPractice,
  estate: ScenarioParameters['estate'],
  changes: Record<number, string>,
): string[] {
  const stated: Record<number, string> = {
    1: practice.odsCode,
    2: practice.name,
    3: 'Y59',
    4: estate.icb,
    5: practice.address,
    6: practice.town,
    10: practice.postcode,
    11: '19980401',
    13: 'A',
    14: 'B',
    15: estate.subIcb,
    18: practice.phone,
    26: '4',
    ...changes,
  };
  return Array.from({ length: 27 }, (_, index) => stated[index + 1] ?? '');
}
