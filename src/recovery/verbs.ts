import { z } from 'zod';
import { findIncident, slugText } from '#incidents';
import { authorise } from '#platform/auth';
import type { Context } from '#platform/context';
import { parseInput } from '#platform/errors';
import { defineVerb, type Verb } from '#platform/verbs';
import { mayRead } from './policy.ts';
import { recoveryProgress } from './read.ts';
import { reportInput, reportRecovery } from './report.ts';

const showInput = z.strictObject({ incident: slugText });

async function showRecovery(context: Context, input: z.input<typeof showInput>) {
  authorise(context.actor, mayRead);
  const { incident } = parseInput(showInput, input, 'input of recovery.show');
  return recoveryProgress(context.db, (await findIncident(context.db, incident)).id);
}

/** Everything that can be done about recovery. */
export const recoveryVerbs: Verb[] = [
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
];
