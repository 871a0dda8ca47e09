import { factors, findIncident, type Incident } from '#incidents';
import { claimCatalogue, type PublishedUpdate, type Update } from '#publishing';
import { ask } from './ask.ts';
import type { ConsoleRequest } from './deps.ts';
import type { ConsoleOptions } from './options.ts';
import { adviseOn } from './update-checks.ts';

/** What the author has typed so far. */
export interface DraftText {
  title: string;
  body: string;
  /** As the field has it: `2026-04-30T10:00`, London time. */
  nextUpdateDue: string;
}

/** A claim that can be inserted, and what it would say now. */
export interface ClaimChoice {
  key: string;
  summary: string;
  sentence: string;
  says: string;
  refused: boolean;
}

/** As `update.preview` answers. */
interface Preview {
  text: string;
  claims: { key: string; text: string; asOf: Date; evidence: { text: string } }[];
  refusals: { reason: string }[];
}

export interface DraftPreview {
  /** As it would be published now, when every claim can be made. */
  update: PublishedUpdate;
  refusals: string[];
  advice: string[];
}

/** Every claim with its sentence as it would read now: all are evaluated together, on the same evidence. */
export async function claimChoices(
  request: ConsoleRequest,
  options: ConsoleOptions,
  incident: string,
): Promise<ClaimChoice[]> {
  const body = claimCatalogue.map(({ sentence }) => sentence).join('\n');
  const { text } = await ask<Preview>(request, options, 'update.preview', { incident, body });
  const said = text.split('\n');
  const choices = claimCatalogue.map(({ key, summary, sentence }, index) => {
    const says = said[index] ?? '';
    return { key, summary, sentence, says, refused: says.includes('(refused:') };
  });
  return choices.sort((a, b) => Number(a.refused) - Number(b.refused));
}

/** The draft as it would be published now, with everything that stands in the way or that a reader would stumble over. */
export async function previewDraft(
  request: ConsoleRequest,
  options: ConsoleOptions,
  incident: Incident,
  draft: DraftText,
): Promise<DraftPreview> {
  const { db, clock, actor } = request.get('context');
  const preview = await ask<Preview>(request, options, 'update.preview', {
    incident: incident.slug,
    body: draft.body,
    ...(draft.nextUpdateDue === '' ? {} : { nextUpdateDue: draft.nextUpdateDue }),
  });
  const isWhole = preview.refusals.length === 0;
  const unconfirmed = (await factors(db, incident.id)).filter(({ grade }) => grade !== 'confirmed');
  return {
    update: {
      number: 0,
      kind: 'update',
      corrects: null,
      title: draft.title,
      path: '',
      publishedAt: clock.now().toISOString(),
      author: actor.name,
      approvedBy: '',
      body: isWhole ? draft.body : preview.text,
      claims: isWhole
        ? preview.claims.map(({ key, text, asOf, evidence }) => ({
            key,
            text,
            asOf: asOf.toISOString(),
            evidence: evidence.text,
            holds: true,
            stoppedAt: null,
            nowText: null,
          }))
        : [],
    },
    refusals: preview.refusals.map(({ reason }) => reason),
    advice: adviseOn(preview.text, {
      unconfirmedFactors: unconfirmed.map(({ title }) => title),
      nextUpdateDue: draft.nextUpdateDue !== '',
    }),
  };
}

/** An update with its claims as `update.show` answers. */
export type ShownUpdate = Update & {
  text: string;
  claims: {
    key: string;
    text: string;
    asOf: Date;
    holds: boolean;
    stoppedAt: Date | null;
    nowText: string | null;
    evidence: { text: string };
  }[];
};

export const showUpdate = (
  request: ConsoleRequest,
  options: ConsoleOptions,
  incident: string,
  number: number,
): Promise<ShownUpdate> => ask<ShownUpdate>(request, options, 'update.show', { incident, number });

export const incidentOf = (request: ConsoleRequest, slug: string): Promise<Incident> =>
  findIncident(request.get('context').db, slug);
