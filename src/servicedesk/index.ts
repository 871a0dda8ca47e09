export { callsPerOpenHour } from './calls-per-open-hour.ts';
export { type CallRate, expectedCalls, fitCallRate } from './core/call-rate.ts';
export { type LinkBand, linkParameters, scoreCall } from './core/link-score.ts';
export { containsNhsNumber } from './core/nhs-number.ts';
export { type PriorityScheme, priorityOf, priorityTables } from './core/priority.ts';
export { isPrivacyFault } from './core/read-row.ts';
export { type Silence, type SilenceInput, silence, silenceParameters, weighSilence } from './core/silence.ts';
export { confirmLink, decideLinks, type LinkDecision, rejectLink, undoLink } from './decide-link.ts';
export { findPracticeByText } from './find-practice.ts';
export { importCalls } from './import-calls.ts';
export { importCallsCsv } from './import-calls-csv.ts';
export { linkCalls } from './link-calls.ts';
export { linkedCalls } from './linked-calls.ts';
export { matchCall } from './match-call.ts';
export type {
  Call,
  CallDecision,
  CallIntakeReport,
  CallLink,
  FeedState,
  LinkedCall,
  LinkMethod,
  LinkReason,
  LinkReasonKey,
  LinkReport,
  LinkStatus,
  LinkSubject,
  MatchMethod,
  OpenedCall,
  RevertedDecision,
  UntriagedCall,
} from './model.ts';
export { rematchCalls } from './rematch-calls.ts';
export { revertDecision } from './revert-decision.ts';
export {
  bankHolidaysSetting,
  deskHours,
  feedStaleMinutes,
  holidayChanges,
  serviceHoursSetting,
  severitySetting,
} from './settings.ts';
export type { SoughtWord } from './store.ts';
export {
  callsOfPractice,
  countCallsOpened,
  feedStates,
  findCall,
  linksOf,
  openedCalls,
  searchCalls,
  unmatchedCalls,
  untriagedCalls,
} from './store.ts';
export { recentDecisions } from './store-decisions.ts';
export { countOldWords, removeOldWords } from './store-retention.ts';
export { servicedeskVerbs } from './verbs.ts';
