import { z } from 'zod';
import { findIncident, slugText } from '#incidents';
import { authorise } from '#platform/auth';
import type { Context } from '#platform/context';
import { parseInput } from '#platform/errors';
import { defineVerb, type Verb } from '#platform/verbs';
import { contactInput, recordContact } from './contact.ts';
import { forecastInput, forecastPeaks } from './forecast.ts';
import { loadInput, showLoad } from './load.ts';
import { makeInput, makePlan } from './make-plan.ts';
import { effectInput, measureEffect } from './measure-effect.ts';
import {
  cannotMoveInput,
  moveInput,
  moveSite,
  planInput,
  planWave,
  recordCannotMove,
  rollBackInput,
  rollBackSite,
} from './move.ts';
import { approvePlan, listInput, listPlans, rehearsePlan, showPlan, versionInput } from './moves.ts';
import { askPlan, callOffPlanning, showPlanning } from './planning-run.ts';
import { mayRead } from './policy.ts';
import { contactLog, migrationProgress } from './read.ts';
import { advanceWave, showRunbook, tickInput, tickStep, waveInput } from './run-runbook.ts';
import {
  holidaysInput,
  listSchoolHolidays,
  removeHolidayInput,
  removeSchoolHoliday,
  setHolidayInput,
  setSchoolHoliday,
} from './school-holidays.ts';
import { startInput, startMigration } from './start.ts';
import { verifyMoves } from './verify-moves.ts';
import { askWhatIf, whatIfInput } from './what-if.ts';

const showInput = z.strictObject({ incident: slugText });

async function showMigration(context: Context, input: z.input<typeof showInput>) {
  authorise(context.actor, mayRead);
  const { incident: slug } = parseInput(showInput, input, 'input of migration.show');
  const { id } = await findIncident(context.db, slug);
  return { progress: await migrationProgress(context.db, id), contacts: await contactLog(context.db, id) };
}

/** What is known of the load that is coming. */
const forecastVerbs: Verb[] = [
  defineVerb({
    name: 'plan.load',
    summary: 'Show the usual load of a site or a concentrator by half hour of the week',
    changes: false,
    input: loadInput,
    run: showLoad,
  }),
  defineVerb({
    name: 'plan.forecast',
    summary: 'Forecast the daily peak of concentrators, with the days until it reaches a share of the rating',
    changes: false,
    input: forecastInput,
    run: forecastPeaks,
  }),
  defineVerb({
    name: 'plan.what-if',
    summary:
      'Ask what a change would do to the peaks: move sites, add or lose a concentrator, hold back, grow',
    changes: false,
    input: whatIfInput,
    run: askWhatIf,
  }),
  defineVerb({
    name: 'measure.effect',
    summary: 'Measure what a measure did to the load that its promise is about',
    changes: false,
    input: effectInput,
    run: measureEffect,
  }),
  defineVerb({
    name: 'calendar.holidays',
    summary: 'List the school holidays that loads and forecasts keep apart',
    changes: false,
    input: holidaysInput,
    run: listSchoolHolidays,
  }),
  defineVerb({
    name: 'calendar.set-holiday',
    summary: 'Record a school holiday',
    input: setHolidayInput,
    run: setSchoolHoliday,
  }),
  defineVerb({
    name: 'calendar.remove-holiday',
    summary: 'Remove a school holiday',
    input: removeHolidayInput,
    run: removeSchoolHoliday,
  }),
];

/** Which sites should move where, and when. */
const moveVerbs: Verb[] = [
  defineVerb({
    name: 'moves.plan',
    summary:
      'Plan which sites move where, with the lowest peak and the fewest moves, and split them into waves',
    long: true,
    input: makeInput,
    run: makePlan,
  }),
  defineVerb({
    name: 'moves.ask',
    summary: 'Have a plan of moves made in the background, where it can be watched and called off',
    input: makeInput,
    run: askPlan,
  }),
  defineVerb({
    name: 'moves.planning',
    summary: 'Show how far the plan of moves is that is made in the background, with the best so far',
    changes: false,
    input: listInput,
    run: showPlanning,
  }),
  defineVerb({
    name: 'moves.call-off',
    summary: 'Call off the plan of moves that is being made',
    input: listInput,
    run: callOffPlanning,
  }),
  defineVerb({
    name: 'moves.approve',
    summary: 'Approve a plan of moves that somebody else made',
    input: versionInput,
    run: approvePlan,
  }),
  defineVerb({
    name: 'moves.list',
    summary: 'List the plans of moves of an incident, the newest first',
    changes: false,
    input: listInput,
    run: listPlans,
  }),
  defineVerb({
    name: 'moves.show',
    summary: 'Show a plan of moves, with what changed since the version before',
    changes: false,
    input: versionInput,
    run: showPlan,
  }),
  defineVerb({
    name: 'moves.rehearse',
    summary: 'Replay a plan of moves through a simulated network',
    changes: false,
    input: versionInput,
    run: rehearsePlan,
  }),
];

/** A wave as it is done: people tick, readings are looked at. */
const runVerbs: Verb[] = [
  defineVerb({
    name: 'moves.runbook',
    summary: 'Show how far a wave of an approved plan is, and which steps wait to be ticked',
    changes: false,
    input: waveInput,
    run: showRunbook,
  }),
  defineVerb({
    name: 'moves.tick',
    summary: 'Tick the step that a site of a wave waits for: it was done',
    input: tickInput,
    run: tickStep,
  }),
  defineVerb({
    name: 'moves.advance',
    summary: 'Look at the readings of a wave that is under way, and keep what they say',
    input: waveInput,
    run: advanceWave,
  }),
];

/** Everything that can be done with loads, forecasts and a migration. */
export const planningVerbs: Verb[] = [
  ...forecastVerbs,
  ...moveVerbs,
  ...runVerbs,
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
    name: 'moves.roll-back',
    summary: 'Record that a site which had moved was put back where it came from',
    input: rollBackInput,
    run: rollBackSite,
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
