import { z } from 'zod';
import { findIncident, slugText } from '#incidents';
import { authorise } from '#platform/auth';
import type { Context } from '#platform/context';
import { parseInput } from '#platform/errors';
import { defineVerb, type Verb } from '#platform/verbs';
import { concernsInput, listConcerns, settle, settleInput } from './concerns.ts';
import { type RecoveryDetail, recoveryDetail } from './detail.ts';
import { exportInput, exportRecovery } from './export.ts';
import { linkInput, shareLink } from './links.ts';
import { closeInput, endRecovery, openInput, openRecovery } from './open.ts';
import { mayRead } from './policy.ts';
import { recoveryProgress } from './read.ts';
import { remindInput, remindPractices } from './remind.ts';
import { reportInput, reportRecovery } from './report.ts';

const showInput = z.strictObject({ incident: slugText });

async function showRecovery(context: Context, input: z.input<typeof showInput>) {
  authorise(context.actor, mayRead);
  const { incident } = parseInput(showInput, input, 'input of recovery.show');
  return recoveryProgress(context.db, (await findIncident(context.db, incident)).id);
}

async function showDetail(context: Context, input: z.input<typeof showInput>): Promise<RecoveryDetail> {
  authorise(context.actor, mayRead);
  const { incident } = parseInput(showInput, input, 'input of recovery.detail');
  return recoveryDetail(context.db, await findIncident(context.db, incident), context.clock.now());
}

/** Everything that can be done about recovery. */
export const recoveryVerbs: Verb[] = [
  defineVerb({
    name: 'recovery.open',
    summary: 'Ask practices how they recover',
    input: openInput,
    run: openRecovery,
  }),
  defineVerb({
    name: 'recovery.report',
    summary: 'Record what a practice said about its return to normal',
    input: reportInput,
    run: reportRecovery,
  }),
  defineVerb({
    name: 'recovery.show',
    summary: 'Show which practices have recovered, are recovering or have not answered',
    changes: false,
    input: showInput,
    run: showRecovery,
  }),
  defineVerb({
    name: 'recovery.detail',
    summary:
      'Show how practices recover, in the order of need, with the forecast and what readings say instead',
    changes: false,
    input: showInput,
    run: showDetail,
  }),
  defineVerb({
    name: 'recovery.export',
    summary: 'Export who needs help first, with the rule of the order',
    changes: false,
    input: exportInput,
    run: exportRecovery,
  }),
  defineVerb({
    name: 'recovery.link',
    summary: "Make a link to a practice's form, to read out, copy or send",
    input: linkInput,
    run: shareLink,
  }),
  defineVerb({
    name: 'recovery.remind',
    summary: 'Send the reminders that are due',
    input: remindInput,
    run: remindPractices,
  }),
  defineVerb({
    name: 'recovery.close',
    summary: 'End asking practices how they recover',
    input: closeInput,
    run: endRecovery,
  }),
  defineVerb({
    name: 'recovery.concerns',
    summary: 'Show the safety concerns of practices',
    changes: false,
    input: concernsInput,
    run: listConcerns,
  }),
  defineVerb({
    name: 'recovery.settle-concern',
    summary: 'Say what came of a safety concern',
    input: settleInput,
    run: settle,
  }),
];
