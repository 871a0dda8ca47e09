export type { Audience, AudienceSource } from './audience.ts';
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
  RecoveryBulletin,
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
export { updateNotice } from './core/update-notice.ts';
export { type ShareWord, wordForShare } from './core/words.ts';
export { draftCorrection } from './draft-correction.ts';
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
export { askToSubscribe } from './subscriptions/ask.ts';
export {
  changeWantsByLink,
  confirmByLink,
  eraseByLink,
  type LinkView,
  renewSecretByLink,
  showLinked,
  stopByLink,
  undoStopByLink,
  undoTokenOf,
} from './subscriptions/by-link.ts';
export type { ContactReport } from './subscriptions/contacts.ts';
export { type Channel, channels } from './subscriptions/core/address.ts';
export { minuteOf, timeOf } from './subscriptions/core/quiet.ts';
export {
  type Choices,
  type Scope,
  type ScopeKind,
  scopeText,
  type Wants,
} from './subscriptions/core/wants.ts';
export type { DirectMessage, ToldSite } from './subscriptions/direct.ts';
export { takeEstateAddresses } from './subscriptions/estate-addresses.ts';
export type { ListReport } from './subscriptions/import.ts';
export type { ListedSubscription, SubscriberCounts } from './subscriptions/manage.ts';
export { stopFailing, tidySubscriptions } from './subscriptions/manage.ts';
export type {
  AudienceShare,
  ContactAddress,
  Subscription,
} from './subscriptions/model.ts';
export type { SubscriptionSite } from './subscriptions/outside.ts';
export { choicesFrom } from './subscriptions/places.ts';
export { recipientsOf, webhookSubscribers } from './subscriptions/recipients.ts';
export { secretIdOf } from './subscriptions/store.ts';
export {
  confirmSupplier,
  forgetSupplier,
  recordSupplierStatus,
  type SupplierReading,
} from './suppliers.ts';
export { syncCalendar } from './sync-calendar.ts';
export { filledTemplate, type ListedTemplate } from './templates.ts';
export { publishingVerbs, publishingVerbsFor } from './verbs.ts';
