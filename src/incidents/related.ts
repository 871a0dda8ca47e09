import { z } from 'zod';
import { listEpisodes } from '#detection';
import { authorise } from '#platform/auth';
import type { Context } from '#platform/context';
import type { Db } from '#platform/db';
import { parseInput } from '#platform/errors';
import { affectedSites } from './affected.ts';
import { impactEpisodeKinds } from './core/impact.ts';
import { type RelatedFacts, type RelatedReason, rankRelated } from './core/related.ts';
import { isOpen } from './core/states.ts';
import { type Incident, slugText, text } from './model.ts';
import { mayRead } from './policy.ts';
import { commandStructure, factors, findIncident, listIncidents, nextSteps } from './read.ts';

/** Something that was to be done in another incident, and was not. */
export interface OpenAction {
  text: string;
  /** Null for a next step, which has no owner. */
  owner: string | null;
  due: Date | null;
}

/** Another incident with something in common. */
export interface RelatedIncident {
  slug: string;
  reference: string;
  title: string;
  startedAt: Date;
  endedAt: Date | null;
  open: boolean;
  score: number;
  reasons: RelatedReason[];
  /** What was to be done there and has not been. */
  notDone: OpenAction[];
}

export const relatedInput = z.strictObject({
  incident: slugText.optional().describe('Leave out for an incident that is not declared yet'),
  title: text(200).optional(),
  symptomWords: z.array(text(80)).max(30).default([]).describe('For one that is not declared yet'),
  components: z
    .array(z.strictObject({ key: text(60), value: text(200) }))
    .max(30)
    .default([])
    .describe('For one that is not declared yet'),
  limit: z.coerce.number().int().min(1).max(20).default(5),
});

/** Incidents that share something with one, or with what is about to be declared, most alike first. */
export async function relatedIncidents(
  context: Context,
  input: z.input<typeof relatedInput>,
): Promise<RelatedIncident[]> {
  authorise(context.actor, mayRead);
  const {
    incident: slug,
    limit,
    ...described
  } = parseInput(relatedInput, input, 'input of incident.related');
  const { db, clock } = context;
  const subject = slug === undefined ? undefined : await findIncident(db, slug);
  const now = clock.now();
  const facts = subject ? await factsOf(db, subject, now) : notDeclared(described, now);
  const others = (await listIncidents(db)).filter(
    ({ id, states }) =>
      id !== subject?.id && states.response !== 'declined' && states.response !== 'candidate',
  );
  const known = await Promise.all(
    others.map(async (incident) => ({ incident, facts: await factsOf(db, incident, now) })),
  );
  const ranked = rankRelated(facts, known, limit);
  return Promise.all(
    ranked.map(async ({ incident, score, reasons }) => ({
      slug: incident.slug,
      reference: incident.reference,
      title: incident.title,
      startedAt: incident.startedAt,
      endedAt: incident.endedAt,
      open: isOpen(incident.states.response),
      score,
      reasons,
      notDone: await notDoneIn(db, incident.id),
    })),
  );
}

function notDeclared(
  described: Pick<z.output<typeof relatedInput>, 'title' | 'symptomWords' | 'components'>,
  now: Date,
): RelatedFacts {
  const { title, symptomWords, components } = described;
  return {
    components,
    siteIds: new Set(),
    // What it is called is as near to a factor as anybody is yet.
    factors: title === undefined ? [] : [{ title, grade: 'hypothesis' }],
    symptomWords,
    from: now,
    to: null,
  };
}

async function factsOf(db: Db, incident: Incident, now: Date): Promise<RelatedFacts> {
  const affected = await affectedSites(db, incident.id);
  return {
    components: incident.components,
    siteIds: new Set(affected.length > 0 ? affected : await failingSince(db, incident, now)),
    factors: await factors(db, incident.id),
    symptomWords: incident.symptomWords,
    from: incident.startedAt,
    to: incident.endedAt,
  };
}

/** A candidate has no impact yet: what fails since it began is what it is about. */
async function failingSince(db: Db, { startedAt, endedAt, states }: Incident, now: Date): Promise<number[]> {
  if (states.response !== 'candidate') return [];
  const episodes = await listEpisodes(db, { from: startedAt, to: endedAt ?? now });
  return episodes
    .filter(({ kind, startedAt: began }) => impactEpisodeKinds.includes(kind) && began >= startedAt)
    .flatMap(({ siteIds }) => siteIds);
}

async function notDoneIn(db: Db, incidentId: number): Promise<OpenAction[]> {
  const [groups, steps] = await Promise.all([commandStructure(db, incidentId), nextSteps(db, incidentId)]);
  const actions = groups.flatMap(({ actions: own }) => own);
  return [...actions, ...steps.map((step) => ({ ...step, owner: null }))]
    .filter(({ doneAt }) => doneAt === null)
    .map(({ text: what, owner, due }) => ({ text: what, owner, due }));
}
