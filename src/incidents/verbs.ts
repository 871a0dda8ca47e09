import { authorise } from '#platform/auth';
import type { Context } from '#platform/context';
import { parseInput } from '#platform/errors';
import { defineVerb, type Verb } from '#platform/verbs';
import {
  confirmCall,
  decideCallInput,
  decideCalls,
  decideCallsInput,
  rejectCall,
  revertCalls,
  revertCallsInput,
  undoCall,
} from './calls.ts';
import {
  actionInput,
  addAction,
  assignInput,
  assignRole,
  finishAction,
  finishActionInput,
  groupInput,
  releaseInput,
  releaseRole,
  setGroup,
} from './command.ts';
import { declareIncident, declareInput } from './declare.ts';
import { describeIncident, describeInput } from './describe.ts';
import { evaluateIncident } from './evaluate.ts';
import { addFactor, addFactorInput, gradeFactor, gradeFactorInput } from './factors.ts';
import {
  addCriterion,
  addCriterionInput,
  addMeasure,
  addMeasureInput,
  endMeasure,
  endMeasureInput,
} from './measures.ts';
import {
  addNextStep,
  addNextStepInput,
  finishNextStep,
  finishNextStepInput,
  noteIncident,
  noteInput,
} from './notes.ts';
import { exitCriteria, measures } from './outcomes.ts';
import { mayEvaluate, mayRead } from './policy.ts';
import { findIncident } from './read.ts';
import { relatedIncidents, relatedInput } from './related.ts';
import {
  declineIncident,
  declineInput,
  mergeIncident,
  mergeInput,
  respondInput,
  respondToIncident,
} from './respond.ts';
import {
  listInput,
  measureMetricInput,
  showImpact,
  showIncident,
  showIncidents,
  showInput,
  showMetric,
} from './show.ts';
import { acceptInput, acceptSuggestion, rejectInput, rejectSuggestion, suggestions } from './suggestions.ts';

/** Measures the promises and exit criteria now and returns them. */
async function evaluateNow(context: Context, input: { incident: string }) {
  authorise(context.actor, mayEvaluate);
  const { incident: slug } = parseInput(showInput, input, 'input of incident.evaluate');
  const { id } = await findIncident(context.db, slug);
  await evaluateIncident(context, id);
  return { measures: await measures(context.db, id), exitCriteria: await exitCriteria(context.db, id) };
}

/** Everything that can be done with an incident. */
export const incidentVerbs: Verb[] = [
  defineVerb({
    name: 'incident.declare',
    summary: 'Declare an incident: a new one, or a candidate that detection proposed',
    input: declareInput,
    run: declareIncident,
  }),
  defineVerb({
    name: 'incident.decline',
    summary: 'Decline a candidate, with the reason',
    input: declineInput,
    run: declineIncident,
  }),
  defineVerb({
    name: 'incident.merge',
    summary: 'Merge an incident into another open one; its address and timeline stay',
    input: mergeInput,
    run: mergeIncident,
  }),
  defineVerb({
    name: 'incident.describe',
    summary: 'Correct the title, summary, severity, start, symptom words or components of an incident',
    input: describeInput,
    run: describeIncident,
  }),
  defineVerb({
    name: 'incident.respond',
    summary: 'Change the state of the response; standing down needs every exit criterion met',
    input: respondInput,
    run: respondToIncident,
  }),
  defineVerb({
    name: 'incident.note',
    summary: 'Add what happened to the timeline, which is append-only',
    input: noteInput,
    run: noteIncident,
  }),
  defineVerb({
    name: 'incident.evaluate',
    summary: 'Measure the promises and exit criteria of an incident now',
    input: showInput,
    run: evaluateNow,
  }),
  defineVerb({
    name: 'incident.list',
    summary: 'List incidents, newest start first',
    changes: false,
    input: listInput,
    run: showIncidents,
  }),
  defineVerb({
    name: 'incident.show',
    summary: 'Show one incident with its command, factors, measures, criteria, next steps and timeline',
    changes: false,
    input: showInput,
    run: showIncident,
  }),
  defineVerb({
    name: 'incident.related',
    summary: 'Show incidents that share something with one, and what was never done in them',
    changes: false,
    input: relatedInput,
    run: relatedIncidents,
  }),
  defineVerb({
    name: 'impact.list',
    summary: 'List when each site was affected, with the evidence',
    changes: false,
    input: showInput,
    run: showImpact,
  }),
  defineVerb({
    name: 'metric.measure',
    summary: 'Measure one figure over a window, as a promise or an exit criterion would',
    changes: false,
    input: measureMetricInput,
    run: showMetric,
  }),
  defineVerb({
    name: 'command.group',
    summary: 'Set up a subgroup of the command, or restate its purpose',
    input: groupInput,
    run: setGroup,
  }),
  defineVerb({
    name: 'command.assign',
    summary: 'Give a person a role in a subgroup; a lead takes over from the one before',
    input: assignInput,
    run: assignRole,
  }),
  defineVerb({
    name: 'command.release',
    summary: "End a person's role in a subgroup",
    input: releaseInput,
    run: releaseRole,
  }),
  defineVerb({
    name: 'command.action',
    summary: 'Give a subgroup an action with an owner',
    input: actionInput,
    run: addAction,
  }),
  defineVerb({
    name: 'command.action-done',
    summary: 'Mark an action as done',
    input: finishActionInput,
    run: finishAction,
  }),
  defineVerb({
    name: 'factor.add',
    summary: 'Record a contributing factor, as a hypothesis',
    input: addFactorInput,
    run: addFactor,
  }),
  defineVerb({
    name: 'factor.grade',
    summary: 'Grade a factor on evidence: hypothesis, supported, confirmed or ruled out',
    input: gradeFactorInput,
    run: gradeFactor,
  }),
  defineVerb({
    name: 'suggestion.list',
    summary: 'List what attribution suggests as contributing factors, with what was decided',
    changes: false,
    input: showInput,
    async run(context, { incident }) {
      authorise(context.actor, mayRead);
      const { id } = await findIncident(context.db, incident);
      return suggestions(context.db, id);
    },
  }),
  defineVerb({
    name: 'suggestion.accept',
    summary: 'Accept a suggestion as a contributing factor, or as evidence for one that is there already',
    input: acceptInput,
    run: acceptSuggestion,
  }),
  defineVerb({
    name: 'suggestion.reject',
    summary: 'Reject a suggestion; it does not come back unless its evidence materially changes',
    input: rejectInput,
    run: rejectSuggestion,
  }),
  defineVerb({
    name: 'measure.add',
    summary: 'Record something done about the incident, with what it promises',
    input: addMeasureInput,
    run: addMeasure,
  }),
  defineVerb({
    name: 'measure.end',
    summary: 'End a measure',
    input: endMeasureInput,
    run: endMeasure,
  }),
  defineVerb({
    name: 'criterion.add',
    summary: 'Set an exit criterion: what must be measured before the incident may be stood down',
    input: addCriterionInput,
    run: addCriterion,
  }),
  defineVerb({
    name: 'call.confirm',
    summary: 'Confirm that a call belongs to an incident',
    input: decideCallInput,
    run: confirmCall,
  }),
  defineVerb({
    name: 'call.undo',
    summary: 'Take a linked call off an incident, for good',
    input: decideCallInput,
    run: undoCall,
  }),
  defineVerb({
    name: 'call.reject',
    summary: 'Say that a call which is not linked does not belong to an incident',
    input: decideCallInput,
    run: rejectCall,
  }),
  defineVerb({
    name: 'call.decide',
    summary: 'Confirm, undo or reject several calls at once, all or none',
    input: decideCallsInput,
    run: decideCalls,
  }),
  defineVerb({
    name: 'call.revert',
    summary: 'Take back what was decided about calls at once; the links are as before',
    input: revertCallsInput,
    run: revertCalls,
  }),
  defineVerb({
    name: 'nextstep.add',
    summary: 'Add a next step, which the public page shows until it is done',
    input: addNextStepInput,
    run: addNextStep,
  }),
  defineVerb({
    name: 'nextstep.done',
    summary: 'Mark a next step as done',
    input: finishNextStepInput,
    run: finishNextStep,
  }),
];
