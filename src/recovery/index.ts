export type { PracticeRecovery, RecoveryProgress, RecoveryReport } from './model.ts';
export { recoveryProgress } from './read.ts';
export { recoveryVerbs } from './verbs.ts';
