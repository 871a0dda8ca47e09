import type { ReportRoute } from './bulletin.ts';
import type { ClaimEvidence } from './core/claim.ts';

/** One file of the public site before it is compressed. `path` is site-relative and begins with `/`. */
export interface SnapshotSource {
  path: string;
  contentType: string;
  body: string | Uint8Array;
}

/** One file as it is sent. */
export interface SnapshotFile {
  path: string;
  contentType: string;
  body: Buffer;
  brotli: Buffer;
  gzip: Buffer;
  /** Strong and quoted: the SHA-256 of `body`. */
  etag: string;
}

/** The whole public site at one instant: immutable, swapped whole. */
export interface Snapshot {
  /** Changes exactly when a file does. */
  id: string;
  builtAt: Date;
  files: ReadonlyMap<string, SnapshotFile>;
}

/** What the bulletin needs to know of the installation. */
export interface BulletinOptions {
  organisation: string;
  serviceName: string;
  publicUrl: string;
  demonstration: boolean;
  /** Everything is an exercise. Default false. */
  rehearsal?: boolean;
  /** Since when the data behind the page cannot be read; null while they can. */
  staleSince: Date | null;
  callFeedStaleMinutes: number;
  report: Omit<ReportRoute, 'hours'>;
}

export const updateStatuses = ['draft', 'submitted', 'approved', 'published'] as const;
export type UpdateStatus = (typeof updateStatuses)[number];

export const updateKinds = ['update', 'correction'] as const;
export type UpdateKind = (typeof updateKinds)[number];

/** A dated update of an incident. Once published it never changes. */
export interface Update {
  id: number;
  incidentId: number;
  /** Counts the drafts of an incident from 1; one that is never published leaves a gap. */
  number: number;
  kind: UpdateKind;
  /** The number of the update that this corrects. */
  corrects: number | null;
  title: string;
  body: string;
  nextUpdateDueAt: Date | null;
  status: UpdateStatus;
  /** Who wrote it; none of them may approve it. */
  authors: string[];
  /** The people behind the authors, as keys: another account or token of theirs may not approve it either. */
  authorPeople: string[];
  createdAt: Date;
  submittedAt: Date | null;
  approvedBy: string | null;
  approvedAt: Date | null;
  /** Why it was approved under the emergency override; null when it was approved as it should be. */
  overrideReason: string | null;
  publishedBy: string | null;
  publishedAt: Date | null;
  /** Counts its saves from 1: a save names the version it started from. */
  version: number;
}

/** An update as somebody saved it. Every version is kept. */
export interface UpdateVersion {
  version: number;
  title: string;
  body: string;
  nextUpdateDueAt: Date | null;
  savedBy: string;
  savedAt: Date;
}

/** A claim as frozen into an update, and whether it still holds. */
export interface StoredClaim {
  id: number;
  updateId: number;
  /** Of its token in the body, from 0. */
  position: number;
  key: string;
  parameters: Record<string, string>;
  value: unknown;
  text: string;
  evidence: ClaimEvidence;
  asOf: Date;
  holds: boolean;
  stoppedAt: Date | null;
  nowText: string | null;
}

/** For the communications lead: a published sentence stopped being true. */
export interface CommsAlert {
  id: number;
  incidentId: number;
  update: number;
  claim: string;
  at: Date;
  text: string;
  acknowledgedAt: Date | null;
  acknowledgedBy: string | null;
}

export const adviceKinds = ['do', 'dont', 'information'] as const;
export type AdviceKind = (typeof adviceKinds)[number];

export const adviceAudiences = ['practices', 'patients'] as const;
export type AdviceAudience = (typeof adviceAudiences)[number];

/** An advice card. Shown once a clinical safety lead has approved it, until it ends or is withdrawn. */
export interface Advice {
  number: number;
  kind: AdviceKind;
  audience: AdviceAudience;
  text: string;
  proposedBy: string;
  proposedAt: Date;
  approvedBy: string | null;
  approvedAt: Date | null;
  /** Set with the approval. */
  expiresAt: Date | null;
  withdrawnBy: string | null;
  withdrawnAt: Date | null;
}

export const publishingParameters = {
  /** Until a verb is told otherwise: after so long without news silence cannot be claimed. */
  callFeedStaleMinutes: 60,
  /** An approval older than this is renewed before publishing: its figures are too old to be news. */
  approvalHours: 12,
  /** How long a published claim is watched. Older updates are history, and dated as such. */
  watchDays: 14,
  /** Advice ends so many days after its approval unless the approval says when. */
  adviceDays: 14,
  /** Nobody can know that advice will still be right after so long: it is looked at again. */
  adviceDaysAtMost: 60,
} as const;
