import { z } from 'zod';
import type { RecipientsOf } from '#messages';
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
import { approveInput, approveUpdate } from './approve-update.ts';
import { audienceInput, audienceOf } from './audience.ts';
import { checkInput, checkUpdate } from './check-update.ts';
import { correctInput, correctUpdate } from './draft-correction.ts';
import { draftInput, draftUpdate, editInput, editUpdate, numberedInput } from './draft-update.ts';
import { publishInput, publishUpdate } from './publish-update.ts';
import {
  evaluateClaim,
  evaluateClaimInput,
  listClaims,
  listUpdates,
  listUpdatesInput,
  previewInput,
  previewUpdate,
  showUpdate,
  showVersion,
  versionInput,
} from './show-updates.ts';
import { submitInput, submitUpdate } from './submit-update.ts';
import { subscriptionVerbs } from './subscriptions/verbs.ts';
import {
  draftFromTemplate,
  fromTemplateInput,
  listTemplates,
  resetTemplate,
  resetTemplateInput,
  setTemplate,
  setTemplateInput,
} from './templates.ts';

const writing: Verb[] = [
  defineVerb({
    name: 'update.draft',
    summary: 'Draft an update, or a correction of one, with its figures as claims',
    input: draftInput,
    run: draftUpdate,
  }),
  defineVerb({
    name: 'update.correct',
    summary: 'Draft the correction of an update from its sentences that stopped being true',
    input: correctInput,
    run: correctUpdate,
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
    summary: 'Submit a draft for approval, after checking its text',
    input: submitInput,
    run: submitUpdate,
  }),
  defineVerb({
    name: 'update.approve',
    summary: 'Approve an update that somebody else wrote, freezing its figures as of now',
    input: approveInput,
    run: approveUpdate,
  }),
  defineVerb({
    name: 'update.publish',
    summary: 'Publish an approved update, if its figures still hold; it never changes afterwards',
    input: publishInput,
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
  defineVerb({
    name: 'update.version',
    summary: 'Show an update as it was in one of the versions that were saved',
    changes: false,
    input: versionInput,
    run: showVersion,
  }),
  defineVerb({
    name: 'update.check',
    summary: 'Find what a reader would stumble over in a text, or should never see',
    changes: false,
    input: checkInput,
    run: checkUpdate,
  }),
  defineVerb({
    name: 'update.audience',
    summary: 'Count who is told when an update of this incident is published',
    changes: false,
    input: audienceInput,
    run: audienceOf,
  }),
];

const templates: Verb[] = [
  defineVerb({
    name: 'update.from-template',
    summary: 'Draft an update from a template and submit it, such as a holding statement',
    input: fromTemplateInput,
    run: draftFromTemplate,
  }),
  defineVerb({
    name: 'template.list',
    summary: 'List the texts that an update can begin with',
    changes: false,
    input: z.strictObject({}),
    run: listTemplates,
  }),
  defineVerb({
    name: 'template.set',
    summary: 'Add a text that an update can begin with, or change one',
    input: setTemplateInput,
    run: setTemplate,
  }),
  defineVerb({
    name: 'template.reset',
    summary: 'Remove a changed text; one that came with the program is then as it came',
    input: resetTemplateInput,
    run: resetTemplate,
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
export const publishingVerbs: Verb[] = [...writing, ...templates, ...claims, ...advice, ...subscriptionVerbs];

/** The same, with others to hear of a published update than those on record: for tests and benches. */
export const publishingVerbsFor = (recipientsOf: RecipientsOf): Verb[] =>
  publishingVerbs.map((verb) =>
    verb.name === 'update.publish'
      ? defineVerb({
          name: verb.name,
          summary: verb.summary,
          input: publishInput,
          run: (context, input) => publishUpdate(context, input, recipientsOf),
        })
      : verb,
  );
