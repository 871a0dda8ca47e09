export const moveStatuses = ['not planned', 'planned', 'moved', 'verified', 'cannot move'] as const;
export type MoveStatus = (typeof moveStatuses)[number];

/** Where one site stands in a migration. */
export interface SiteMove {
  siteId: number;
  siteCode: string;
  practiceId: number;
  status: MoveStatus;
  wave: string | null;
  plannedFor: Date | null;
  movedAt: Date | null;
  verifiedAt: Date | null;
  /** Why it cannot move; null unless that is its status. */
  reason: string | null;
}

/** `total` counts the sites on the old concentrator when the migration began; every site has exactly one status. */
export interface MigrationProgress {
  key: string;
  title: string;
  fromCode: string;
  toCode: string;
  startedAt: Date;
  total: number;
  /** Still to move, with a wave. */
  planned: number;
  /** Moved, verified or not. */
  moved: number;
  verified: number;
  notPlanned: number;
  /** `contacted` counts the sites among `siteCodes` with an entry in the contact log. */
  cannotMove: { reason: string; siteCodes: string[]; contacted: number }[];
  /** A practice is moved when all of its movable sites are and it has at least one. */
  practices: { total: number; moved: number; verified: number; cannotMove: number };
  sites: SiteMove[];
  /** Sites that a plan moves although they were on another concentrator; counted in nothing above. */
  elsewhere: SiteMove[];
}

export interface Contact {
  id: number;
  siteId: number;
  siteCode: string;
  at: Date;
  channel: string;
  by: string;
  summary: string;
  answered: boolean;
}
