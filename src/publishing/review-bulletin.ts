// The public model of reviews and their actions: plain data, like everything public. Texts are as published, with what is left
// out already marked.

/** A figure as it was said in a text: dated, with how it came about. */
export interface SaidFigure {
  text: string;
  asOf: string;
  evidence: string;
}

/** A part of a report's section. */
export type ReportBlock =
  /** Markdown, its claims filled in. */
  | { kind: 'markdown'; text: string; figures: SaidFigure[] }
  | { kind: 'heading'; text: string }
  | { kind: 'text'; text: string }
  | { kind: 'list'; items: string[] }
  | { kind: 'facts'; rows: { label: string; text: string }[] }
  /** `links` leads each row's last cell to its source: a path of this site, or a part of the same report. */
  | { kind: 'table'; caption: string; head: string[]; rows: string[][]; links?: string[] };

export interface ReportSection {
  key: string;
  title: string;
  blocks: ReportBlock[];
}

/** One version of a report, as frozen. */
export interface Report {
  title: string;
  subtitle: string;
  organisation: string | null;
  /** Its figures are as of this instant. */
  asOf: string;
  sections: ReportSection[];
}

export interface ReportVersion {
  version: number;
  /** Site-relative permalink. */
  path: string;
  document: { path: string; bytes: number };
  publishedAt: string;
  /** What changed against the version before; empty for the first. */
  changes: string[];
  report: Report;
}

/** The review of one incident, from the day it was commissioned. */
export interface ReviewBulletin {
  slug: string;
  incidentTitle: string;
  reference: string;
  state: string;
  reviewer: string;
  reviewerOrganisation: string;
  commissionedAt: string;
  dueBy: string;
  termsOfReference: string;
  interests: string | null;
  /** Newest first. */
  versions: ReportVersion[];
}

/** An action in the public tracker. */
export interface ActionBulletin {
  reference: string;
  incidentSlug: string;
  incidentTitle: string;
  text: string;
  type: string;
  strength: string;
  owner: string;
  organisation: string;
  dueOn: string;
  originalDueOn: string;
  checkOn: string;
  measure: string;
  baseline: string;
  status: string;
  overdue: boolean;
  /** What its checks found, oldest first. */
  checks: { at: string; outcome: string; text: string }[];
}
