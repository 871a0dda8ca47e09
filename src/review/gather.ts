import { z } from 'zod';
import { type Attribution, attributionVerbs, type ResultSummary, type StoredResult } from '#attribution';
import { attributeSpells, listSites } from '#estate';
import { impactPeriods, measures, slugText, text, timeline } from '#incidents';
import { systemActor } from '#platform/auth';
import type { Context } from '#platform/context';
import { AllclearError } from '#platform/errors';
import { runVerb } from '#platform/verbs';
import { updatesWithClaims } from '#publishing';
import { containsNhsNumber, feedStates, linkedCalls, untriagedCalls } from '#servicedesk';
import { stateSeconds } from '#telemetry';
import { changeReview, type Scene } from './change.ts';
import {
  type Collected,
  estateChanges,
  fromCalls,
  fromEstate,
  fromGaps,
  fromImpact,
  fromMeasures,
  fromTimeline,
  fromUpdates,
  fromWithdrawn,
  item,
} from './core/collect.ts';
import { entry, type NewEntry } from './core/entries.ts';
import { reviewParameters, statementKinds } from './model.ts';
import { mayTestify, mayWork } from './policy.ts';
import { countEvidence, insertEvidence } from './store.ts';

const weekMs = 7 * 86_400_000;
const staleMinutes = 60;

export const gatherInput = z.strictObject({ incident: slugText });

/**
 * Gathers what the record holds and freezes what is not there yet, each with its hash, source and time. Nothing is taken
 * away: what changed at its source since stands beside what it was. Returns how much was added.
 */
export const gatherEvidence = (
  context: Context,
  input: z.input<typeof gatherInput>,
): Promise<{ added: number; total: number }> =>
  changeReview(
    context,
    {
      verb: 'review.gather',
      rule: mayWork,
      states: ['evidence', 'analysis', 'accuracy check', 'independent review'],
      independent: true,
    },
    gatherInput,
    input,
    async (scene) => {
      const gathered = await gatherInto(scene);
      return { entries: [gathered], result: gathered.data };
    },
  );

/** Gathers in the open transaction; returns the entry that says so. */
export async function gatherInto(scene: Scene): Promise<NewEntry<'evidence.gathered'>> {
  const { tx, review } = scene;
  const added = await insertEvidence(tx, review.id, await collect(scene));
  const total = (await countEvidence(tx.db, review.id)).reduce((sum, { count }) => sum + count, 0);
  return entry('evidence.gathered', { added, total });
}

/** A fixed number of set-based queries, whatever the number of sites. */
async function collect(scene: Scene): Promise<Collected[]> {
  const { tx, incident, now } = scene;
  const { db } = tx;
  const codes = new Map((await listSites(db)).map(({ id, code }) => [id, code]));
  const codeOf = (siteId: number): string => codes.get(siteId) ?? String(siteId);
  const before = {
    from: new Date(incident.startedAt.getTime() - reviewParameters.changeWeeks * weekMs),
    to: incident.startedAt,
  };
  const updates = await updatesWithClaims(db, incident.id);
  const calls = (await linkedCalls(db, { incidentId: incident.id })).map(({ call }) => ({
    source: call.source,
    externalId: call.externalId,
    openedAt: call.openedAt,
    odsCode: call.odsCode,
  }));
  const changes = estateChanges(await attributeSpells(db, before), before);
  return [
    ...fromTimeline(await timeline(db, incident.id)),
    ...fromUpdates([...updates].reverse()),
    ...fromWithdrawn([...updates].reverse()),
    ...fromCalls(calls),
    ...fromImpact(await impactPeriods(db, incident.id), codeOf),
    ...fromEstate(changes, { weeks: reviewParameters.changeWeeks, startedAt: before.to, codeOf }),
    ...fromMeasures(await measures(db, incident.id)),
    ...fromGaps(await gapFacts(scene, { to: incident.endedAt ?? now, codeOf })),
    ...(await attributionResults(tx, scene)).map(fromAttribution),
  ];
}

async function gapFacts(
  { tx, incident }: Scene,
  { to, codeOf }: { to: Date; codeOf(siteId: number): string },
) {
  const window = { from: incident.startedAt, to };
  const seconds = to > window.from ? [...(await stateSeconds(tx.db, window))] : [];
  const untriaged = await untriagedCalls(tx.db, { incidentId: incident.id, ...window });
  return {
    ...window,
    unknownSeconds: seconds.map(([siteId, { unknown }]) => ({ site: codeOf(siteId), seconds: unknown })),
    knownSeconds: seconds.reduce((sum, [, { up, degraded, down }]) => sum + up + degraded + down, 0),
    feeds: await feedStates(tx.db),
    staleMinutes,
    untriaged: untriaged.length,
  };
}

const shownResults = 200;

/** Attribution results about the incident: asked for it, or over a period that overlaps it. */
export async function attributionResults(
  tx: Context,
  { incident, now }: Pick<Scene, 'incident' | 'now'>,
): Promise<StoredResult[]> {
  const asSystem = { ...tx, actor: systemActor };
  const summaries = (await runVerb(attributionVerbs, asSystem, 'attribution.list', {
    limit: shownResults,
  })) as ResultSummary[];
  const end = incident.endedAt ?? now;
  const own = summaries.filter(({ incidentId, from, to }) =>
    incidentId === null ? from < end && to > incident.startedAt : incidentId === incident.id,
  );
  const results: StoredResult[] = [];
  for (const { reference } of own)
    results.push(
      (await runVerb(attributionVerbs, asSystem, 'attribution.show', { result: reference })) as StoredResult,
    );
  return results;
}

const fromAttribution = ({ reference, computedAt, result }: StoredResult): Collected =>
  item('attribution', {
    title: sentenceOf(result),
    source: `attribution:${reference}`,
    at: computedAt,
    content: result,
    public: true,
  });

const sentenceOf = ({ sentence, explanations }: Attribution): string => explanations[0]?.sentence ?? sentence;

export const statementInput = z.strictObject({
  incident: slugText,
  kind: z.enum(statementKinds).default('statement'),
  saidBy: text(120).describe('Who says it, as they want to be named'),
  text: text(8000),
  consent: z.literal(true).describe('They have read this text and agree that it is kept'),
  public: z.boolean().default(false).describe('They agree that it is published'),
});

/** Keeps what a person says, with their consent: an account, what went well or badly, or where we got lucky. */
export const recordStatement = (
  context: Context,
  input: z.input<typeof statementInput>,
): Promise<{ added: number }> =>
  changeReview(
    context,
    {
      verb: 'review.statement',
      rule: mayTestify,
      states: ['evidence', 'analysis', 'accuracy check', 'independent review'],
    },
    statementInput,
    input,
    async ({ tx, review, now }, { kind, saidBy, text: said, public: isPublic }) => {
      assertNoPatient(said);
      const content = { saidBy, text: said, consent: true, recordedBy: tx.actor.name };
      const title = `${saidBy}: ${said}`;
      const source = `${kind.replaceAll(' ', '-')}:${saidBy}:${now.toISOString()}`;
      const added = await insertEvidence(tx, review.id, [
        item(kind, { title, source, at: now, content, public: isPublic }),
      ]);
      return { entries: [], result: { added } };
    },
  );

/** A review holds no patient data. */
export function assertNoPatient(said: string): void {
  if (!containsNhsNumber(said)) return;
  throw new AllclearError('privacy.nhs-number', 'This holds an NHS number. Nothing was changed.', {
    remedy: 'Take it out: a review holds no patient data.',
  });
}
