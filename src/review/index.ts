export { type AccuracyPage, accuracyPage, accuracyPath, answerByLink } from './accuracy.ts';
export { reviewActions } from './check-actions.ts';
export {
  type ActionRow,
  type ActionWebhook,
  actionRow,
  actionsCsv,
  actionWebhook,
} from './core/action-exports.ts';
export { actionText, baselineText, measureText } from './core/action-words.ts';
export { isCheckDue, isOpen, isOverdue, isUnsettled } from './core/actions.ts';
export { requirements } from './core/requirements.ts';
export { type SectionPlan, sectionPlans } from './core/sections.ts';
export {
  type AccuracyCheck,
  type ActionStatus,
  actionStatuses,
  type EvidenceItem,
  elements,
  type Review,
  type ReviewAction,
  type ReviewComment,
  type ReviewFactor,
} from './model.ts';
export { publicDocuments, publicReviews } from './public.ts';
export { reviewOf } from './read.ts';
export {
  actionsStillOpen,
  allActions,
  type OverdueAction,
  overdueActions,
  type StillOpen,
  type TrackedAction,
} from './read-actions.ts';
export type { ReviewView } from './show.ts';
export { tellWebhooks } from './tell-action.ts';
export { reviewVerbs } from './verbs.ts';
