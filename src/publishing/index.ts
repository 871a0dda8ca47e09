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
export { fillTokens } from './core/tokens.ts';
export { type ShareWord, wordForShare } from './core/words.ts';
export type {
  Advice,
  BulletinOptions,
  CommsAlert,
  Snapshot,
  SnapshotFile,
  SnapshotSource,
  Update,
} from './model.ts';
export { reevaluateClaims } from './reevaluate-claims.ts';
export { readSnapshot, writeSnapshot } from './snapshot-files.ts';
export { claimCounts } from './store.ts';
export {
  confirmSupplier,
  forgetSupplier,
  recordSupplierStatus,
  type SupplierReading,
} from './suppliers.ts';
export { syncCalendar } from './sync-calendar.ts';
export { publishingVerbs } from './verbs.ts';
