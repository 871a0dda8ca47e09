export { answerByLink, type FormPage, formPage } from './by-link.ts';
export { type TelephonePage, telephonePage } from './by-telephone.ts';
export { concernCounts } from './concerns.ts';
export { type Conflict, conflictOf, type MeasuredSite } from './core/conflict.ts';
export type { Course, CourseReport } from './core/courses.ts';
export { forecastRecovery } from './core/forecast.ts';
export { orderingRule } from './core/order.ts';
export type { PracticeDetail, RecoveryDetail } from './detail.ts';
export { type RecoveryForecast, recoveryForecast } from './forecast-recovery.ts';
export type { FormFacts, FormSite } from './form-facts.ts';
export { takeContacts } from './links.ts';
export type {
  Answer,
  Backlog,
  BacklogKind,
  Concern,
  ConcernCounts,
  FormLink,
  PracticeRecovery,
  RecoveryProgress,
  RecoveryReport,
  System,
} from './model.ts';
export { backlogKinds, onlineConsultationStates, systems, telephoneStates } from './model.ts';
export { askWhenRestored, formPath } from './open.ts';
export { recoveryProgress } from './read.ts';
export { remindPractices } from './remind.ts';
export { type RecoveryTrouble, recoveryTroubles } from './troubles.ts';
export { recoveryVerbs } from './verbs.ts';
