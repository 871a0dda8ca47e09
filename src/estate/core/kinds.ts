import type { CsvColumns } from '#platform/csv';
import type { EstateFileKind } from '../model.ts';
import { odsColumnCount } from './ods.ts';

const validity = ['valid_from', 'valid_to'];

/** The columns of each file that has a header; `docs/reference/estate-files.md` explains them. */
export const fileColumns: Record<Exclude<EstateFileKind, 'practices'>, CsvColumns> = {
  sites: {
    required: ['site_code', 'ods_code'],
    optional: ['name', 'address', 'town', 'postcode', 'phone', 'email', 'mobile', 'opened', 'closed'],
  },
  circuits: { required: ['site_code', 'circuit'], optional: ['supplier', 'bandwidth_mbps', ...validity] },
  firewalls: {
    required: ['site_code', 'firmware'],
    optional: ['serial', 'model', 'public_ip', 'template', ...validity],
  },
  concentrators: {
    required: ['code', 'name'],
    optional: ['data_centre', 'model', 'rated_mbps', 'rated_tunnels', 'rating_source', 'rating_date'],
  },
  tunnels: { required: ['site_code', 'concentrator_code'], optional: validity },
  tags: { required: ['site_code', 'tag'], optional: validity },
};

export const odsColumns: CsvColumns = {
  required: Array.from({ length: odsColumnCount }, (_, index) => `column ${index + 1}`),
};

/** The kind of file a first row belongs to, in lower case: by its column names, or by the 27 columns of ODS. */
export function detectKind(firstRow: readonly string[]): EstateFileKind | undefined {
  const kinds = Object.entries(fileColumns) as [EstateFileKind, CsvColumns][];
  const named = kinds.find(([, columns]) => columns.required.every((name) => firstRow.includes(name)));
  return named?.[0] ?? (firstRow.length === odsColumnCount ? 'practices' : undefined);
}
