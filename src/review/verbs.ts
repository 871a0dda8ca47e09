import { defineVerb, type Verb } from '#platform/verbs';
import {
  openAccuracyCheck,
  openInput,
  renewInput,
  renewLink,
  settleCorrection,
  settleInput,
  takeAnswer,
  takeAnswerInput,
} from './accuracy.ts';

import { actionVerbs } from './action-verbs.ts';
import { acceptInput, acceptReview, advanceInput, advanceReview } from './advance.ts';
import {
  appointInput,
  appointReviewer,
  commissionInput,
  commissionReview,
  declareInput,
  declareInterests,
} from './commission.ts';
import { addRival, factorInput, recordFactor, rivalInput } from './factors.ts';
import { gatherEvidence, gatherInput, recordStatement, statementInput } from './gather.ts';
import { correctInput, correctReview, publishInput, publishReview } from './publish.ts';
import {
  evidenceInput,
  listEvidence,
  previewReport,
  sendServiceReport,
  showBoardSummary,
  showInput,
  showReview,
  showServiceReport,
  verifyReview,
} from './show.ts';
import {
  answerComment,
  answerInput,
  commentInput,
  consequencesInput,
  giveStatement,
  makeComment,
  orderInput,
  orderSections,
  recordConsequences,
  redact,
  redactInput,
  reviewerStatementInput,
  sectionInput,
  serviceReportInput,
  writeSection,
} from './write.ts';

const independenceVerbs: Verb[] = [
  defineVerb({
    name: 'review.commission',
    summary: 'Commission the review of an incident from somebody who had no part in it',
    input: commissionInput,
    run: commissionReview,
  }),
  defineVerb({
    name: 'review.appoint',
    summary: 'Appoint another independent reviewer, with the reason',
    input: appointInput,
    run: appointReviewer,
  }),
  defineVerb({
    name: 'review.declare-interests',
    summary: 'Declare your interests as the independent reviewer',
    input: declareInput,
    run: declareInterests,
  }),
  defineVerb({
    name: 'review.advance',
    summary: 'Take a review to its next step; steps are not skipped',
    input: advanceInput,
    run: advanceReview,
  }),
  defineVerb({
    name: 'review.comment',
    summary: 'Comment as the independent reviewer; nobody can change a comment',
    input: commentInput,
    run: makeComment,
  }),
  defineVerb({
    name: 'review.answer',
    summary: "Answer one of the reviewer's comments",
    input: answerInput,
    run: answerComment,
  }),
  defineVerb({
    name: 'review.reviewer-statement',
    summary: 'Give your statement as the independent reviewer',
    input: reviewerStatementInput,
    run: giveStatement,
  }),
  defineVerb({
    name: 'review.accept',
    summary: 'Accept a review, from outside the response',
    input: acceptInput,
    run: acceptReview,
  }),
];

const workVerbs: Verb[] = [
  defineVerb({
    name: 'review.gather',
    summary: 'Gather evidence from the record and freeze what is new',
    input: gatherInput,
    run: gatherEvidence,
  }),
  defineVerb({
    name: 'review.statement',
    summary: 'Keep what a person says, with their consent',
    input: statementInput,
    run: recordStatement,
  }),
  defineVerb({
    name: 'review.factor',
    summary: 'Record a contributing factor, or rewrite one',
    input: factorInput,
    run: recordFactor,
  }),
  defineVerb({
    name: 'review.rival',
    summary: 'Keep a rival explanation beside a factor',
    input: rivalInput,
    run: addRival,
  }),
  defineVerb({
    name: 'review.section',
    summary: 'Write a part of the report',
    input: sectionInput,
    run: writeSection,
  }),
  defineVerb({
    name: 'review.sections',
    summary: 'Choose the parts of the report and their order',
    input: orderInput,
    run: orderSections,
  }),
  defineVerb({
    name: 'review.redact',
    summary: 'Leave something out of what is published, with a reason that shows',
    input: redactInput,
    run: redact,
  }),
  defineVerb({
    name: 'review.consequences',
    summary: 'Record what the incident cost in staff hours, and harm',
    input: consequencesInput,
    run: recordConsequences,
  }),
  defineVerb({
    name: 'review.publish',
    summary: 'Publish an accepted review, as a page and as a document',
    input: publishInput,
    run: publishReview,
  }),
  defineVerb({
    name: 'review.correct',
    summary: 'Publish a correction as the next version, with what changed',
    input: correctInput,
    run: correctReview,
  }),
  defineVerb({
    name: 'review.service-report-sent',
    summary: 'Record that the higher-severity service incident report was sent',
    input: serviceReportInput,
    run: sendServiceReport,
  }),
];

const accuracyVerbs: Verb[] = [
  defineVerb({
    name: 'review.accuracy-open',
    summary: 'Ask every affected practice to check the facts about itself; shows each link once',
    input: openInput,
    run: openAccuracyCheck,
  }),
  defineVerb({
    name: 'review.accuracy-renew',
    summary: 'Make a new link for a practice that lost its own',
    input: renewInput,
    run: renewLink,
  }),
  defineVerb({
    name: 'review.accuracy-answer',
    summary: 'Record what a practice answers by telephone',
    input: takeAnswerInput,
    run: takeAnswer,
  }),
  defineVerb({
    name: 'review.accuracy-settle',
    summary: 'Deal with a correction that a practice asked for',
    input: settleInput,
    run: settleCorrection,
  }),
];

const readingVerbs: Verb[] = [
  defineVerb({
    name: 'review.show',
    summary: 'Show the review of an incident, and what its next step still needs',
    changes: false,
    input: showInput,
    run: showReview,
  }),
  defineVerb({
    name: 'review.evidence',
    summary: 'List the evidence of a review',
    changes: false,
    input: evidenceInput,
    run: listEvidence,
  }),
  defineVerb({
    name: 'review.preview',
    summary: 'Show the report as it would go out now',
    changes: false,
    input: showInput,
    run: previewReport,
  }),
  defineVerb({
    name: 'review.board-summary',
    summary: 'Show the one-page summary for a board',
    changes: false,
    input: showInput,
    run: showBoardSummary,
  }),
  defineVerb({
    name: 'review.service-report',
    summary: 'Show the higher-severity service incident report and when it is due',
    changes: false,
    input: showInput,
    run: showServiceReport,
  }),
  defineVerb({
    name: 'review.verify',
    summary: 'Work out every hash of a review anew and name what was changed past the program',
    input: showInput,
    run: verifyReview,
  }),
];

/** Everything that can be done with a review and its actions. */
export const reviewVerbs: Verb[] = [
  ...independenceVerbs,
  ...workVerbs,
  ...accuracyVerbs,
  ...readingVerbs,
  ...actionVerbs,
];
