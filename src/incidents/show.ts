import { z } from 'zod';
import { listSites } from '#estate';
import { authorise } from '#platform/auth';
import type { Context } from '#platform/context';
import { parseInput } from '#platform/errors';
import { responseTransitions } from './core/states.ts';
import { measureMetric } from './metrics.ts';
import { instant, metricKeys, responseStates, slugText } from './model.ts';
import { exitCriteria, measures } from './outcomes.ts';
import { mayRead } from './policy.ts';
import {
  commandStructure,
  communicationAt,
  factors,
  findIncident,
  impactPeriods,
  listIncidents,
  nextSteps,
  timeline,
} from './read.ts';

export const listInput = z.strictObject({ states: z.array(z.enum(responseStates)).optional() });

/** All incidents, newest start first, or those in some response states. */
export async function showIncidents(context: Context, input: z.input<typeof listInput>) {
  authorise(context.actor, mayRead);
  const { states } = parseInput(listInput, input, 'input of incident.list');
  const found = await listIncidents(context.db, states ? { states } : {});
  return found.map((incident) => ({
    ...incident,
    states: { ...incident.states, communication: communicationAt(incident, context.clock.now()) },
  }));
}

export const showInput = z.strictObject({ incident: slugText });

/** Everything about one incident, and which responses it may go to next. */
export async function showIncident(context: Context, input: z.input<typeof showInput>) {
  authorise(context.actor, mayRead);
  const { incident: slug } = parseInput(showInput, input, 'input of incident.show');
  const { db } = context;
  const incident = await findIncident(db, slug);
  const communication = communicationAt(incident, context.clock.now());
  return {
    ...incident,
    states: { ...incident.states, communication },
    mayBecome: responseTransitions[incident.states.response],
    command: await commandStructure(db, incident.id),
    factors: await factors(db, incident.id),
    measures: await measures(db, incident.id),
    exitCriteria: await exitCriteria(db, incident.id),
    nextSteps: await nextSteps(db, incident.id),
    timeline: await timeline(db, incident.id),
  };
}

/** The impact periods of an incident with the codes of their sites. */
export async function showImpact(context: Context, input: z.input<typeof showInput>) {
  authorise(context.actor, mayRead);
  const { incident: slug } = parseInput(showInput, input, 'input of impact.list');
  const incident = await findIncident(context.db, slug);
  const sites = new Map((await listSites(context.db)).map((site) => [site.id, site]));
  return (await impactPeriods(context.db, incident.id)).map(({ siteId, ...period }) => ({
    site: sites.get(siteId)?.code ?? String(siteId),
    practice: sites.get(siteId)?.odsCode ?? null,
    ...period,
  }));
}

export const measureMetricInput = z.strictObject({
  incident: slugText,
  metric: z.enum(metricKeys),
  parameters: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
  from: instant,
  to: instant,
});

/** Measures one figure of the catalogue over a window, to see what a promise or a criterion would see. */
export async function showMetric(context: Context, input: z.input<typeof measureMetricInput>) {
  authorise(context.actor, mayRead);
  const { incident: slug, ...request } = parseInput(measureMetricInput, input, 'input of metric.measure');
  const incident = await findIncident(context.db, slug);
  return measureMetric(context.db, context.clock.now(), { ...request, incident });
}
