import { importEstate } from '#estate';
import type { Context } from '#platform/context';

/** Invented practices. Two share a postcode, two a name, one has two sites and one is closed. */
export const practices = [
  {
    ods: 'G99001',
    name: 'ACORN LANE SURGERY',
    town: 'MAIDSTONE',
    postcode: 'ZZ1 1AA',
    phone: '01632 960001',
  },
  {
    ods: 'G99002',
    name: 'BRAMBLE MEDICAL CENTRE',
    town: 'DOVER',
    postcode: 'ZZ2 2BB',
    phone: '01632 960002',
  },
  { ods: 'G99003', name: 'CEDAR HEALTH CENTRE', town: 'DOVER', postcode: 'ZZ2 2BB', phone: '01632 960003' },
  { ods: 'G99004', name: 'THE SURGERY', town: 'DEAL', postcode: 'ZZ4 4DD', phone: '01632 960004' },
  { ods: 'G99005', name: 'THE SURGERY', town: 'HYTHE', postcode: 'ZZ5 5EE', phone: '01632 960004' },
  {
    ods: 'G99006',
    name: 'ELDER & FERN PRACTICE',
    town: 'ASHFORD',
    postcode: 'ZZ6 6FF',
    phone: '01632 960006',
  },
] as const;

const sites = [
  ...practices.map((practice) => [
    `${practice.ods}-1`,
    practice.ods,
    practice.name,
    practice.town,
    practice.postcode,
  ]),
  ['G99006-2', 'G99006', 'FERN BRANCH SURGERY', 'TENTERDEN', 'ZZ7 7GG'],
];

/** Puts the invented practices and their sites into the estate, by its real import. */
export async function givenPractices(context: Context): Promise<void> {
  const odsRow = ({ ods, name, town, postcode, phone }: (typeof practices)[number]): string =>
    [
      ods,
      name,
      'Y59',
      'QKS',
      '1 HIGH STREET',
      '',
      town,
      'KENT',
      '',
      postcode,
      '19740401',
      '',
      'A',
      'B',
      '91Q',
      '20200401',
      '',
      phone,
    ]
      .concat(['', '', '', '0', '', '91Q', '', '4', ''])
      .map((cell) => `"${cell}"`)
      .join(',');
  const siteRows = sites.map(
    ([code, ods, name, town, postcode]) =>
      `${code},${ods},${name},1 High Street,${town},${postcode},,2000-01-01,`,
  );
  const files = {
    'practices.csv': practices.map(odsRow),
    'sites.csv': ['site_code,ods_code,name,address,town,postcode,phone,opened,closed', ...siteRows],
  };
  for (const [fileName, lines] of Object.entries(files)) {
    await importEstate(context, { fileName, bytes: Buffer.from(`${lines.join('\n')}\n`) });
  }
}

/** A call of the invented desk, opened at 8:10am on 20 April 2026 unless told otherwise. */
export const aCall = (externalId: string, fields: Record<string, unknown> = {}): Record<string, unknown> => ({
  externalId,
  openedAt: '2026-04-20T07:10:00Z',
  updatedAt: '2026-04-20T07:10:00Z',
  status: 'open',
  odsCode: 'G99001',
  shortDescription: 'Internet keeps dropping',
  ...fields,
});
