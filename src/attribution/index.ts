export { type Analyst, analystApart, analystHere } from './analyst.ts';
export { askEstate } from './ask.ts';
export { type ChangeQuestion, changeWhenBegun, type ToldChange } from './change.ts';
export { analyse, attributionVersion } from './core/analyse.ts';
export { changeSince } from './core/before-after.ts';
export type { Cause, Cube, Localisation, LocaliseOptions } from './core/cube/model.ts';
export { dayByDay } from './core/first-said.ts';
export { nameTerms } from './core/labels.ts';
export {
  type AttributionParameters,
  defaultAttributionParameters,
  type EstateQuestion,
  type LoadSpan,
  type QuestionSite,
  type SiteSpan,
  type SiteSpell,
  type Term,
} from './core/question.ts';
export type {
  Attribution,
  Change,
  Compound,
  ExplainedAway,
  Explanation,
  Interval,
  JointModel,
} from './core/result.ts';
export { measureTerms } from './core/suspicion.ts';
export { explain } from './explain.ts';
export { localise, localiseDefaults, type Metric } from './localise.ts';
export { look } from './look.ts';
export { measureSuspicion } from './measure.ts';
export type { Recomputation, ResultSummary, StoredResult } from './model.ts';
export { findResult, findResultByReference, firstSaying, lastLookAt, latestLook } from './read.ts';
export { asFactorSuggestions, type FactorSuggestion, type SuggestionStrength } from './suggest.ts';
export { type Needs, type ThinnableResult, thinResults } from './thin.ts';
export { attributionVerbs } from './verbs.ts';
