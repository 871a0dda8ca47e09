import { z } from 'zod';
import { defineVerb, type Verb } from '#platform/verbs';
import {
  adviceNumberInput,
  approveAdvice,
  approveAdviceInput,
  listAdvice,
  listAdviceInput,
  proposeAdvice,
  proposeAdviceInput,
  renewAdvice,
  withdrawAdvice,
} from './advice.ts';
import { acknowledgeAlert, acknowledgeInput, listAlerts, listAlertsInput } from './alerts.ts';
import { approveUpdate } from './approve-update.ts';
import {
  draftInput,
  draftUpdate,
  editInput,
  editUpdate,
  numberedInput,
  submitUpdate,
} from './draft-update.ts';
import { publishUpdate } from './publish-update.ts';
import {
  evaluateClaim,
  evaluateClaimInput,
  listClaims,
  listUpdates,
  listUpdatesInput,
  previewInput,
  previewUpdate,
  showUpdate,
} from './show-updates.ts';

const writing: Verb[] = [
  defineVerb({
    name: 'update.draft',
    summary: 'Draft an update, or a correction of one, with its figures as claims',
    input: draftInput,
    run: draftUpdate,
  }),
  defineVerb({
    name: 'update.edit',
    summary: 'Change an update that is not published; it must be submitted and approved again',
    input: editInput,
    run: editUpdate,
  }),
  defineVerb({
    name: 'update.preview',
    summary: 'Show how a body would read now, and which of its claims would be refused',
    changes: false,
    input: previewInput,
    run: previewUpdate,
  }),
  defineVerb({
    name: 'update.submit',
    summary: 'Submit a draft for approval',
    input: numberedInput,
    run: submitUpdate,
  }),
  defineVerb({
    name: 'update.approve',
    summary: 'Approve an update that somebody else wrote, freezing its figures as of now',
    input: numberedInput,
    run: approveUpdate,
  }),
  defineVerb({
    name: 'update.publish',
    summary: 'Publish an approved update, if its figures still hold; it never changes afterwards',
    input: numberedInput,
    run: publishUpdate,
  }),
  defineVerb({
    name: 'update.list',
    summary: 'List the updates of an incident, newest first',
    changes: false,
    input: listUpdatesInput,
    run: listUpdates,
  }),
  defineVerb({
    name: 'update.show',
    summary: 'Show one update with its claims and whether they still hold',
    changes: false,
    input: numberedInput,
    run: showUpdate,
  }),
];

const claims: Verb[] = [
  defineVerb({
    name: 'claim.list',
    summary: 'List the claims that an update can make',
    changes: false,
    input: z.strictObject({}),
    run: listClaims,
  }),
  defineVerb({
    name: 'claim.evaluate',
    summary: 'Evaluate one claim now, with its evidence',
    changes: false,
    input: evaluateClaimInput,
    run: evaluateClaim,
  }),
  defineVerb({
    name: 'alerts.list',
    summary: 'List published sentences that stopped being true and wait for the communications lead',
    changes: false,
    input: listAlertsInput,
    run: listAlerts,
  }),
  defineVerb({
    name: 'alerts.acknowledge',
    summary: 'Say that you deal with an alert',
    input: acknowledgeInput,
    run: acknowledgeAlert,
  }),
];

const advice: Verb[] = [
  defineVerb({
    name: 'advice.propose',
    summary: 'Propose advice for practices; a clinical safety lead approves it',
    input: proposeAdviceInput,
    run: proposeAdvice,
  }),
  defineVerb({
    name: 'advice.approve',
    summary: 'Approve advice that somebody else proposed, until it ends, which shows it on the page',
    input: approveAdviceInput,
    run: approveAdvice,
  }),
  defineVerb({
    name: 'advice.renew',
    summary: 'Approve advice once more, with a new end',
    input: approveAdviceInput,
    run: renewAdvice,
  }),
  defineVerb({
    name: 'advice.withdraw',
    summary: 'Take advice off the page',
    input: adviceNumberInput,
    run: withdrawAdvice,
  }),
  defineVerb({
    name: 'advice.list',
    summary: 'List the advice of an incident, approved or not',
    changes: false,
    input: listAdviceInput,
    run: listAdvice,
  }),
];

/** Everything that can be done about what is said in public. */
export const publishingVerbs: Verb[] = [...writing, ...claims, ...advice];
