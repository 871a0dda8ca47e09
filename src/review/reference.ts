import { reviewStates } from '#incidents';
import { actionTransitions } from './core/actions.ts';
import { independenceSentence, requirements } from './core/requirements.ts';
import { sectionPlans } from './core/sections.ts';
import {
  actionStatuses,
  actionStrengths,
  actionTypes,
  elements,
  reminderDays,
  reviewParameters,
} from './model.ts';

const introduction = `# Reviews

Generated from \`src/review/core/requirements.ts\` and the tables beside it; do not edit. To write it anew:
\`npx tsx src/review/write-reference.ts\`

How a review is run: [docs/runbooks/run-a-review.md](../runbooks/run-a-review.md). Why nobody can rewrite it:
[docs/decisions/0029-reviews-as-chains.md](../decisions/0029-reviews-as-chains.md).
`;

const steps = reviewStates.filter((state) => state !== 'not commissioned' && state !== 'commissioned');

/** The text of `docs/reference/review.md`. */
export function reviewReference(): string {
  const rows = steps.flatMap((state) => {
    const needs = requirements.filter(({ to }) => to === state);
    return needs.length === 0
      ? [`| ${state} | | nothing beyond independence |`]
      : needs.map(({ key, sentence }) => `| ${state} | \`${key}\` | ${sentence} |`);
  });
  const parts = sectionPlans.map(
    ({ key, title, written, needed, hint }) =>
      `| \`${key}\` | ${title} | ${written ? 'people' : 'the record'} | ${needed ? 'yes' : ''} | ${hint} |`,
  );
  const statuses = actionStatuses.map(
    (status) => `| ${status} | ${actionTransitions[status].join(', ') || 'nothing: it is settled'} |`,
  );
  return `${introduction}
## What each step needs

Steps are not skipped. ${independenceSentence} \`review.show\` says what is missing.

| to | requirement | what it needs |
|---|---|---|
${rows.join('\n')}

'accepted' is reached by \`review.accept\`, 'published' by \`review.publish\`, every other step by \`review.advance\`.

## Independence

The reviewer is refused when they, under any name that their accounts, addresses and linked identities lead to, held a role in the
incident, owned an action of it, recorded an entry of its timeline, or wrote, approved or published one of its updates; and when
somebody they report to did. Names are compared without case, accents, white space and titles, addresses without their tag. It is
checked at the appointment, at every step, and at everything that the reviewer or an author does. Only the reviewer themself, signed
in as a person under their own name or address, declares their interests, comments and gives their statement.

## Parts of a report

| key | title | written by | needed | what it holds |
|---|---|---|---|---|
${parts.join('\n')}

Where a contributing factor lies (SEIPS): ${elements.join(', ')}.

## Actions

| status | may become |
|---|---|
${statuses.join('\n')}

Types: ${actionTypes.join(', ')}. Strength, from strong to weak: ${actionStrengths.join(', ')}.

- A figure is measured by the product at 9am London time on the check date, over the hours before it, with the metrics of
  promises. A claim is said when the action is done, and must still hold at the check date. Anything else a person judges, who is
  not the owner. What cannot be measured is not shown to work: it waits, and shows as waiting.
- An action that a check finds not effective is open again. The original due date stays beside the new one.
- Overdue from the day after the due date. Its owner is reminded once from ${reminderDays.before} days before, once when it is overdue, and it is escalated
  once when it is more than ${reminderDays.escalateAfter} days late: by mail to whoever has an account with the owner's name, and to incident leads and approvers too once it is escalated, or to incident
  leads at once when no account has that name. Each is a fact (\`action.reminder\`), and an audit row.
- Once the report is published, each change of an action that was accepted, and each reminder, goes to the webhooks of those who
  subscribed to everything or to its incident: docs/channels/webhooks.md.

## Figures

| what | value |
|---|---|
| changes of the estate that are gathered | ${reviewParameters.changeWeeks} weeks before the start |
| time for the accuracy check | ${reviewParameters.accuracyDays} days, unless told otherwise |
| higher-severity service incident report | severity 1 and ${reviewParameters.serviceReportSeverity}, due ${reviewParameters.serviceReportDays} days after the incident ended |
`;
}
