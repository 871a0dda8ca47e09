import { z } from 'zod';
import { audit } from '#platform/audit';
import { authorise } from '#platform/auth';
import { londonParts } from '#platform/clock';
import type { Context } from '#platform/context';
import { inTransaction, lockForTransaction } from '#platform/db';
import { AllclearError, parseInput } from '#platform/errors';
import { happenedAt, lockBySlug } from './change.ts';
import type { Description } from './core/events.ts';
import { firstFree, slugOf } from './core/slug.ts';
import { eprrTypes, type Incident, instant, slugText, text } from './model.ts';
import { mayDeclare } from './policy.ts';
import { findIncidentById } from './read.ts';
import { recordEvents } from './record.ts';
import { insertIncident, nameCandidate, slugExists } from './store.ts';
import { rebuildImpact } from './update-impact.ts';

const component = z.strictObject({ key: text(80), value: text(200) });

export const declareInput = z.strictObject({
  title: text(200),
  slug: slugText.optional().describe('The name in addresses; made from the title when absent'),
  summary: text(2000),
  itSeverity: z.coerce.number().int().min(1).max(5).describe('1 is the highest'),
  eprrType: z.enum(eprrTypes).optional().describe('Only when NHS emergency planning has declared one'),
  startedAt: instant.optional().describe('Needed unless a candidate gives it'),
  symptomWords: z.array(text(80)).max(50).default([]).describe('Words in calls that speak of this incident'),
  components: z.array(component).max(50).default([]).describe('Attributes of sites that it is about'),
  candidate: slugText.optional().describe('The candidate that this declares'),
  demonstration: z.boolean().default(false),
  at: instant.optional(),
});

/**
 * Declares an incident: a new one, or a candidate that detection proposed. Its impact is built from the episodes since
 * its start. Returns the incident. Throws `conflict` when the slug is taken.
 */
export function declareIncident(context: Context, input: z.input<typeof declareInput>): Promise<Incident> {
  authorise(context.actor, mayDeclare);
  const parsed = parseInput(declareInput, input, 'input of incident.declare');
  return inTransaction(context, async (tx) => {
    const at = happenedAt(parsed.at, tx.clock.now());
    await lockForTransaction(tx, 'incidents.declare');
    const candidate = parsed.candidate === undefined ? null : await lockCandidate(tx, parsed.candidate);
    const startedAt = happenedAt(parsed.startedAt ?? candidate?.startedAt ?? at, tx.clock.now());
    const description: Description = {
      title: parsed.title,
      summary: parsed.summary,
      itSeverity: parsed.itSeverity,
      eprrType: parsed.eprrType ?? null,
      symptomWords: parsed.symptomWords,
      components: parsed.components,
      startedAt,
    };
    const slug = await freeSlug(tx, parsed, candidate);
    const id = candidate ? candidate.id : await insertNew(tx, slug, description, parsed.demonstration);
    if (candidate) await nameCandidate(tx, id, { slug, demonstration: parsed.demonstration });
    await recordEvents(tx, id, [
      {
        type: 'declared',
        at,
        public: true,
        text: `Incident declared: ${parsed.title}`,
        data: { ...description },
      },
    ]);
    await rebuildImpact(tx, id);
    await audit(tx, { verb: 'incident.declare', subject: `incident:${slug}`, data: parsed });
    return findIncidentById(tx.db, id);
  });
}

async function lockCandidate(tx: Context, slug: string): Promise<Incident> {
  const candidate = await lockBySlug(tx, slug);
  if (candidate.states.response === 'candidate') return candidate;
  throw new AllclearError(
    'state.refused',
    `${slug} is '${candidate.states.response}', not a candidate. Nothing was changed.`,
  );
}

/** The slug asked for, when free; otherwise one made from the title. */
async function freeSlug(
  tx: Context,
  parsed: { slug?: string | undefined; title: string },
  candidate: Incident | null,
): Promise<string> {
  if (parsed.slug === undefined) return firstFree(slugOf(parsed.title), (slug) => slugExists(tx.db, slug));
  if (parsed.slug === candidate?.slug || !(await slugExists(tx.db, parsed.slug))) return parsed.slug;
  throw new AllclearError('conflict', `There is already an incident '${parsed.slug}'. Nothing was changed.`, {
    remedy: 'Choose another slug.',
  });
}

const insertNew = (
  tx: Context,
  slug: string,
  description: Description,
  demonstration: boolean,
): Promise<number> =>
  insertIncident(tx, {
    slug,
    year: londonParts(description.startedAt).year,
    description,
    demonstration,
    candidateKey: null,
  });
