export type { Audience, AudienceShare, AudienceSource } from './audience.ts';
export { buildBulletin } from './build-bulletin.ts';
export { buildFile, buildSnapshot, extendSnapshot } from './build-snapshot.ts';
export type {
  AdviceCard,
  Bulletin,
  CalendarEntry,
  ComputedFact,
  FactorBulletin,
  FrozenFacts,
  IncidentBulletin,
  Label,
  MeasureBulletin,
  MigrationBulletin,
  Pack,
  PlannedWork,
  PracticeBulletin,
  PracticeLine,
  PublicState,
  PublishedClaim,
  PublishedUpdate,
  ReportRoute,
  StatusChange,
  SupplierBulletin,
  SupplierItem,
  Tone,
} from './bulletin.ts';
export { claimCatalogue } from './core/catalogue.ts';
export { groupsOf, type PracticeGroup, slugOf } from './core/groups.ts';
export { linkMark, networks } from './core/pack/lengths.ts';
export type { SupplierIndicator, SupplierStatus } from './core/supplier.ts';
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
  StoredClaim,
  Update,
  UpdateVersion,
} from './model.ts';
export type { Preview } from './preview-body.ts';
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
export { wordsSetting } from './settings.ts';
export { readSnapshot, writeSnapshot } from './snapshot-files.ts';
export { claimCounts } from './store.ts';
export { countOldDrafts, deleteOldDrafts } from './store-retention.ts';
export {
  confirmSupplier,
  forgetSupplier,
  recordSupplierStatus,
  type SupplierReading,
} from './suppliers.ts';
export { syncCalendar } from './sync-calendar.ts';
export { filledTemplate, type ListedTemplate } from './templates.ts';
export { publishingVerbs } from './verbs.ts';
