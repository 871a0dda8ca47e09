import { z } from 'zod';
import { findIncident, slugText } from '#incidents';
import { authorise } from '#platform/auth';
import type { Context } from '#platform/context';
import { parseInput } from '#platform/errors';
import { defineVerb, type Verb } from '#platform/verbs';
import { contactInput, recordContact } from './contact.ts';
import { cannotMoveInput, moveInput, moveSite, planInput, planWave, recordCannotMove } from './move.ts';
import { mayRead } from './policy.ts';
import { contactLog, migrationProgress } from './read.ts';
import { startInput, startMigration } from './start.ts';
import { verifyMoves } from './verify-moves.ts';

const showInput = z.strictObject({ incident: slugText });

async function showMigration(context: Context, input: z.input<typeof showInput>) {
  authorise(context.actor, mayRead);
  const { incident: slug } = parseInput(showInput, input, 'input of migration.show');
  const { id } = await findIncident(context.db, slug);
  return { progress: await migrationProgress(context.db, id), contacts: await contactLog(context.db, id) };
}

/** Everything that can be done with a migration. */
export const planningVerbs: Verb[] = [
  defineVerb({
    name: 'migration.start',
    summary: 'Start moving the sites of one concentrator to another',
    input: startInput,
    run: startMigration,
  }),
  defineVerb({
    name: 'migration.plan',
    summary: 'Plan a wave: these sites, for that time',
    input: planInput,
    run: planWave,
  }),
  defineVerb({
    name: 'migration.move',
    summary: 'Record that a site moved; readings verify it later',
    input: moveInput,
    run: moveSite,
  }),
  defineVerb({
    name: 'migration.cannot-move',
    summary: 'Record that a site cannot move, and why',
    input: cannotMoveInput,
    run: recordCannotMove,
  }),
  defineVerb({
    name: 'migration.verify',
    summary: 'Verify by readings the moves that are not verified yet',
    input: z.strictObject({}),
    run: verifyMoves,
  }),
  defineVerb({
    name: 'migration.show',
    summary: 'Show how far the migration is, site by site, with the contact log',
    changes: false,
    input: showInput,
    run: showMigration,
  }),
  defineVerb({
    name: 'contact.record',
    summary: 'Record that a site was contacted, answered or not',
    input: contactInput,
    run: recordContact,
  }),
];
