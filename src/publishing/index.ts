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
export { fillTokens } from './core/tokens.ts';
export { type ShareWord, wordForShare } from './core/words.ts';
export type {
  Advice,
  BulletinOptions,
  CommsAlert,
  Snapshot,
  SnapshotFile,
  SnapshotSource,
  StoredClaim,
  Update,
} from './model.ts';
export { reevaluateClaims } from './reevaluate-claims.ts';
export type {
  ActionBulletin,
  Report,
  ReportBlock,
  ReportSection,
  ReportVersion,
  ReviewBulletin,
  SaidFigure,
} from './review-bulletin.ts';
export {
  assertReadable,
  type SaidText,
  sayClaim,
  sayTexts,
  stillHolds,
  updatesWithClaims,
} from './say.ts';
export { readSnapshot, writeSnapshot } from './snapshot-files.ts';
export { publishingVerbs } from './verbs.ts';
