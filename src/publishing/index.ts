export type { Audience, AudienceShare, AudienceSource } from './audience.ts';
export { buildBulletin } from './build-bulletin.ts';
export { buildSnapshot } from './build-snapshot.ts';
export type {
  Bulletin,
  ComputedFact,
  FactorBulletin,
  IncidentBulletin,
  Label,
  MeasureBulletin,
  MigrationBulletin,
  PlannedWork,
  PracticeBulletin,
  PracticeLine,
  PublicState,
  PublishedClaim,
  PublishedUpdate,
  ReportRoute,
  Tone,
} from './bulletin.ts';
export { claimCatalogue } from './core/catalogue.ts';
export type { UpdateTemplate } from './core/templates.ts';
export { fillTokens } from './core/tokens.ts';
export { type CheckRule, type Finding, findingText } from './core/update-checks.ts';
export { type ShareWord, wordForShare } from './core/words.ts';
export type {
  Advice,
  BulletinOptions,
  CommsAlert,
  Snapshot,
  SnapshotFile,
  SnapshotSource,
  Update,
  UpdateVersion,
} from './model.ts';
export type { Preview } from './preview-body.ts';
export { reevaluateClaims } from './reevaluate-claims.ts';
export { readSnapshot, writeSnapshot } from './snapshot-files.ts';
export { filledTemplate, type ListedTemplate } from './templates.ts';
export { publishingVerbs } from './verbs.ts';
