import { z } from 'zod';
import type { AddressReport } from './stated-addresses.ts';

export const practiceStatuses = ['active', 'closed', 'dormant', 'proposed', 'inactive'] as const;
export type PracticeStatus = (typeof practiceStatuses)[number];

/** An ODS organisation that has, or had, general practice as its prescribing setting. Dates are London days, YYYY-MM-DD. */
export const practiceSchema = z.strictObject({
  id: z.number(),
  odsCode: z.string(),
  name: z.string(),
  addressLines: z.array(z.string()),
  town: z.string(),
  postcode: z.string(),
  phone: z.string().nullable(),
  icbCode: z.string(),
  subIcbCode: z.string(),
  status: z.enum(practiceStatuses),
  /** The setting code ('4') or the role codes ('RO177|RO76'), as the file has them. */
  prescribingSetting: z.string(),
  isGpPractice: z.boolean(),
  openedOn: z.string().nullable(),
  closedOn: z.string().nullable(),
  /** Since when the newest file of its scope no longer lists it. */
  missingSince: z.date().nullable(),
});
export type Practice = z.output<typeof practiceSchema>;

/** A place with a firewall. A practice has one or more. */
export const siteSchema = z.strictObject({
  id: z.number(),
  code: z.string(),
  practiceId: z.number(),
  odsCode: z.string(),
  practiceName: z.string(),
  name: z.string(),
  address: z.string(),
  town: z.string(),
  postcode: z.string(),
  phone: z.string().nullable(),
  openedOn: z.string().nullable(),
  closedOn: z.string().nullable(),
  missingSince: z.date().nullable(),
});
export type Site = z.output<typeof siteSchema>;

/** A concentrator with the rating that was the latest one dated on or before the instant asked about. */
export const concentratorSchema = z.strictObject({
  id: z.number(),
  code: z.string(),
  name: z.string(),
  dataCentre: z.string(),
  model: z.string(),
  ratedMbps: z.number().nullable(),
  ratedTunnels: z.number().nullable(),
  ratingSource: z.string().nullable(),
  /** London day, YYYY-MM-DD. */
  ratingDate: z.string().nullable(),
});
export type Concentrator = z.output<typeof concentratorSchema>;

export const plainAttributeKeys = [
  'concentrator',
  'circuit',
  'circuitSupplier',
  'circuitMbps',
  'firewallModel',
  'firmware',
  'serial',
  'publicIp',
  'template',
] as const;

/** `concentrator`, `circuit`, … or `tag:<name>`, whose value is 'yes'. */
export const attributeKeySchema = z
  .string()
  .refine(
    (key) => isAttributeKey(key),
    `An attribute is one of ${plainAttributeKeys.join(', ')} or tag:<name>.`,
  );

export const isAttributeKey = (key: string): boolean =>
  plainAttributeKeys.some((plain) => plain === key) || /^tag:\S/.test(key);

/** A value that held for a site from `from` up to, not including, `to`; null is still going on. */
export const attributeSpellSchema = z.strictObject({
  siteId: z.number(),
  key: z.string(),
  value: z.string(),
  from: z.date(),
  to: z.date().nullable(),
});
export type AttributeSpell = z.output<typeof attributeSpellSchema>;

export const estateFileKinds = [
  'practices',
  'sites',
  'circuits',
  'firewalls',
  'concentrators',
  'tunnels',
  'tags',
] as const;
export type EstateFileKind = (typeof estateFileKinds)[number];

/** Which rows of a practice file count: of an integrated care board, of a sub-ICB location, or all of England. */
export const importFilterSchema = z.strictObject({
  icb: z.string().trim().toUpperCase().min(1).optional(),
  subIcb: z.string().trim().toUpperCase().min(1).optional(),
});
export type ImportFilter = z.output<typeof importFilterSchema>;

export type PreviewAction = 'add' | 'change' | 'closure' | 'missing';

/** One thing an import does, for a person to look at before it is done. */
export interface PreviewEntry {
  action: PreviewAction;
  /** The ODS, site or concentrator code; for an attribute `<site code> <key> from <instant>`. */
  key: string;
  before?: string;
  after?: string;
}

/** What an import did, or with `dryRun` would do. */
export interface ImportReport {
  kind: EstateFileKind;
  encoding: string;
  dryRun: boolean;
  /** False for a dry run. */
  applied: boolean;
  /** True when the file says nothing that was not known, addresses included: nothing was written but the audit row. */
  unchanged: boolean;
  /** Rows in the file, without the header. */
  rows: number;
  /** Rows that do not concern us: other areas, other settings, practices that closed before we knew them. */
  skipped: number;
  adds: number;
  changes: number;
  closures: number;
  /** Known practices (or sites) of this scope that the file does not list. */
  missing: number;
  /** Those of them that this import flags for the first time, by code. */
  flaggedMissing: string[];
  /** The first 200. */
  preview: PreviewEntry[];
  /** Addresses of practices; left out when the file states none. */
  addresses?: AddressReport;
  sha256: string;
}

const instantSchema = z
  .union([z.date(), z.iso.datetime({ offset: true })])
  .transform((value) => (value instanceof Date ? value : new Date(value)));

export const importEstateInput = z.strictObject({
  fileName: z.string().trim().min(1).max(300),
  bytes: z.custom<Uint8Array>((value) => value instanceof Uint8Array, 'The content of the file, as bytes.'),
  kind: z.enum(estateFileKinds).optional(),
  filter: importFilterSchema.optional(),
  dryRun: z.boolean().default(false),
});

export const setSiteAttributeInput = z.strictObject({
  siteCode: z.string().trim().toUpperCase().min(1),
  key: attributeKeySchema,
  /** null: from then on the value is not known, or a tag is taken off. */
  value: z.string().trim().min(1).max(200).nullable(),
  from: instantSchema,
});
export type SetSiteAttributeInput = z.input<typeof setSiteAttributeInput>;

export const codeInput = z.string().trim().toUpperCase().min(1).max(60);
export const atInput = instantSchema;
