export type PracticeRecovery = 'recovering' | 'recovered' | 'not replied';

/** What a practice last said; silence is never recovery. */
export interface RecoveryReport {
  practiceId: number;
  odsCode: string;
  state: PracticeRecovery;
  at: Date | null;
  expectedNormalOn: string | null;
  note: string | null;
}

/** `total` counts the practices the incident affected, and any other that has reported. */
export interface RecoveryProgress {
  total: number;
  recovered: number;
  recovering: number;
  notReplied: number;
  practices: RecoveryReport[];
}
