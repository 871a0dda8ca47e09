export { affectedSites } from './affected.ts';
export { changeWindow, compare, partlyShare } from './core/promise.ts';
export { isOpen, nextReviewState } from './core/states.ts';
export { declareIncident } from './declare.ts';
export { evaluateIncident } from './evaluate.ts';
export { linkSubject } from './link-subject.ts';
export { keepLoadChange, measureChanges } from './measure-changes.ts';
export { measureMetric, metricCatalogue, parseMetricParameters } from './metrics.ts';
export type {
  CommandAction,
  CommandGroup,
  CommandMember,
  CommunicationState,
  Comparator,
  Component,
  EprrType,
  ExitCriterion,
  Factor,
  FactorGrade,
  FourStates,
  ImpactKind,
  ImpactPeriod,
  Incident,
  LoadChange,
  Measure,
  MeasureChange,
  Measurement,
  MeasureOutcome,
  MeasurePromise,
  MetricKey,
  MetricParameters,
  NewEvent,
  NextStep,
  OutcomeStatus,
  RecoveryState,
  ResponseState,
  ReviewState,
  SaidIn,
  Suggestion,
  TimelineEntry,
} from './model.ts';
export {
  factorGrades,
  impactKinds,
  instant,
  metricKeys,
  responseStates,
  reviewStates,
  slugText,
  text,
} from './model.ts';
export { setNextUpdateDue } from './notes.ts';
export { exitCriteria, measures } from './outcomes.ts';
export {
  commandStructure,
  communicationAt,
  factors,
  findIncident,
  findIncidentById,
  impactPeriods,
  listIncidents,
  nextSteps,
  openIncidents,
  timeline,
} from './read.ts';
export { recordEvent } from './record.ts';
export type { OpenAction, RelatedIncident } from './related.ts';
export { tellImpact } from './said-impact.ts';
export { resultsInUse, suggestions, takeSuggestions } from './suggestions.ts';
export { updateImpact } from './update-impact.ts';
export { incidentVerbs } from './verbs.ts';
