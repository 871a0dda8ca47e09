import { findSite, listSites } from '#estate';
import { authorise } from '#platform/auth';
import type { Context } from '#platform/context';
import { notFound } from '#platform/errors';
import { defineVerb, type Verb } from '#platform/verbs';
import { foldDays } from './fold-days.ts';
import { currentStates, stateSeconds } from './list-intervals.ts';
import { markSilence } from './mark-silence.ts';
import { availabilityInput, currentInput, foldInput, type StateSeconds, silenceInput } from './model.ts';
import { maySeeReadings } from './policy.ts';

export const telemetryVerbs: Verb[] = [
  defineVerb({
    name: 'readings.current',
    summary: 'Shows the state of every site, or of one, and the figures of its last reading.',
    changes: false,
    input: currentInput,
    run: async (context, input) => {
      authorise(context.actor, maySeeReadings);
      const states = await currentStates(context.db);
      const sites = await chooseSites(context, input.site);
      return sites.map(({ id, code }) => {
        const { siteId: _id, ...current } = states.get(id) ?? { siteId: id, state: 'unknown' as const };
        return { site: code, ...current };
      });
    },
  }),
  defineVerb({
    name: 'readings.availability',
    summary: 'Shows how long every site, or one, was up, degraded, down and unknown in a period.',
    changes: false,
    input: availabilityInput,
    run: async (context, input) => {
      authorise(context.actor, maySeeReadings);
      const sites = await chooseSites(context, input.site);
      const window = { siteIds: sites.map((site) => site.id), from: input.from, to: input.to };
      const seconds = await stateSeconds(context.db, window);
      return sites.map(({ id, code }) => ({ site: code, ...describe(seconds.get(id)) }));
    },
  }),
  defineVerb({
    name: 'readings.silence',
    summary: 'Turns sites unknown that have sent nothing for longer than expected.',
    input: silenceInput,
    run: async (context) => ({ sites: (await markSilence(context)).length }),
  }),
  defineVerb({
    name: 'readings.fold',
    summary:
      'Folds the readings of whole days before an instant, by default now, into daily rows and hourly rollups.',
    input: foldInput,
    run: (context, input) => foldDays(context, { before: input.before ?? context.clock.now() }),
  }),
];

async function chooseSites(context: Context, code: string | undefined) {
  if (code === undefined) return listSites(context.db);
  const site = await findSite(context.db, code);
  if (!site) throw notFound('site', code);
  return [site];
}

/** Availability is over known time only, and unknown time is stated beside it. */
function describe(seconds: StateSeconds | undefined) {
  const { up, degraded, down, unknown } = seconds ?? { up: 0, degraded: 0, down: 0, unknown: 0 };
  const known = up + degraded + down;
  return {
    upSeconds: up,
    degradedSeconds: degraded,
    downSeconds: down,
    unknownSeconds: unknown,
    availabilityPercent: known === 0 ? null : ((up + degraded) / known) * 100,
  };
}
