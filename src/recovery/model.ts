export type PracticeRecovery = 'recovering' | 'recovered' | 'not replied';

/** What a practice works with. What it names does not work yet. */
export const systems = [
  'clinical records',
  'appointment book',
  'electronic prescriptions',
  'results and letters',
  'scanning and printing',
  'email and internet',
] as const;
export type System = (typeof systems)[number];

/** What waits, counted by the practice; referrals are with the letters. */
export const backlogKinds = ['appointments', 'prescriptions', 'results', 'letters', 'paperRecords'] as const;
export type BacklogKind = (typeof backlogKinds)[number];
/** Null is not said. */
export type Backlog = Readonly<Record<BacklogKind, number | null>>;

export const onlineConsultationStates = ['on', 'off', 'not used'] as const;
export const telephoneStates = ['working', 'partly working', 'not working'] as const;
export const channels = ['link', 'telephone'] as const;

/** One answer of a practice. Null is not said: never nought, never working. */
export interface Answer {
  state: 'recovering' | 'recovered';
  /** Whether the trouble itself is over at its site. */
  fixed: 'yes' | 'no' | null;
  /** Codes of the sites at which it is not fixed; null when it did not say which. */
  notFixedAt: readonly string[] | null;
  notWorking: readonly System[] | null;
  backlog: Backlog;
  onlineConsultations: (typeof onlineConsultationStates)[number] | null;
  telephones: (typeof telephoneStates)[number] | null;
  /** Of its staff, in all since the incident began. */
  staffHours: number | null;
  expectedNormalOn: string | null;
  note: string | null;
}

/** What a practice last said; silence is never recovery. */
export interface RecoveryReport {
  practiceId: number;
  odsCode: string;
  state: PracticeRecovery;
  at: Date | null;
  expectedNormalOn: string | null;
  note: string | null;
  /** Everything it said; null while it has not replied. */
  answer: Answer | null;
  channel: (typeof channels)[number] | null;
  /** Who spoke for the practice; null when nobody was named. */
  saidBy: string | null;
  /** Who of the staff took it by telephone; null for an answer over the link. */
  takenBy: string | null;
}

/** `total` counts the practices that the incident affected, those that were asked, and any other that has reported. */
export interface RecoveryProgress {
  total: number;
  recovered: number;
  recovering: number;
  notReplied: number;
  /** Hours of staff that practices told us of, and how many of them did. */
  staffHours: { hours: number; practices: number };
  practices: readonly RecoveryReport[];
}

export const concernOutcomes = ['no harm', 'harm', 'cannot be known'] as const;
export type ConcernOutcome = (typeof concernOutcomes)[number];

/** A worry about patients' safety that a practice told us of. */
export interface Concern {
  id: number;
  practiceId: number;
  odsCode: string;
  practiceName: string;
  text: string;
  raisedAt: Date;
  settled: { outcome: ConcernOutcome; text: string; at: Date; by: string } | null;
}

/** Counts alone, for those who may not read them. */
export interface ConcernCounts {
  raised: number;
  open: number;
  harm: number;
}

/** A link to a practice's own form. */
export interface FormLink {
  odsCode: string;
  name: string;
  /** From the site's root. */
  path: string;
}

export const recoveryParameters = {
  /** Days after it began on which links end and nobody is asked any more. */
  openDays: 60,
  /** Working days between reminders of a practice that has not replied. */
  silentEveryDays: 2,
  /** Working days after which a practice that still recovers is asked again. */
  recoveringEveryDays: 5,
  /** Reminders in a row without an answer; then nobody is reminded by itself. */
  mostReminders: 3,
} as const;
