import { findIncident, type Incident } from '#incidents';
import { formatDateTime } from '#platform/clock';
import { markdownToText } from '#platform/markdown';
import type { Audience, Finding, Preview, PublishedUpdate, Update } from '#publishing';
import { ask } from './ask.ts';
import type { ConsoleRequest } from './deps.ts';
import type { ConsoleOptions } from './options.ts';
import { compareWords, type Run } from './text/compare-words.ts';

/** What the author has typed so far. */
export interface DraftText {
  title: string;
  body: string;
  /** As the field has it: `2026-04-30T10:00`, London time. */
  nextUpdateDue: string;
}

export interface DraftPreview {
  /** As it would be published now, when every claim can be made. */
  update: PublishedUpdate;
  refusals: string[];
  findings: Finding[];
  /** Against the update published last; undefined when there is none. */
  changes: Changes | undefined;
  audience: Audience;
}

/** The words of an update against those of another. */
export interface Changes {
  since: string;
  runs: Run[];
}

/** The draft as it would be published now, with everything that stands in the way or that a reader would stumble over. */
export async function previewDraft(
  request: ConsoleRequest,
  options: ConsoleOptions,
  incident: Incident,
  draft: DraftText,
  number?: number,
): Promise<DraftPreview> {
  const { slug } = incident;
  const due = draft.nextUpdateDue === '' ? {} : { nextUpdateDue: draft.nextUpdateDue };
  const preview = await ask<Preview>(request, options, 'update.preview', {
    incident: slug,
    body: draft.body,
    ...due,
  });
  const title = draft.title.trim().slice(0, 65);
  const findings = await ask<Finding[]>(request, options, 'update.check', {
    incident: slug,
    body: draft.body,
    ...(title === '' ? {} : { title }),
    ...due,
  });
  return {
    update: asPublished(request, draft, preview),
    refusals: preview.refusals.map(({ reason, line }) =>
      line === undefined ? reason : `Line ${line}: ${reason}`,
    ),
    findings,
    changes: await changesSince(request, options, slug, `${draft.title}\n\n${preview.text}`, number),
    audience: await ask<Audience>(request, options, 'update.audience', { incident: slug }),
  };
}

function asPublished(request: ConsoleRequest, draft: DraftText, preview: Preview): PublishedUpdate {
  const { clock, actor } = request.get('context');
  const isWhole = preview.refusals.length === 0;
  return {
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
  };
}

/** The words that differ from the newest published update; of a published one, from the one before it. */
export async function changesSince(
  request: ConsoleRequest,
  options: ConsoleOptions,
  slug: string,
  text: string,
  number?: number,
): Promise<Changes | undefined> {
  const updates = await ask<Update[]>(request, options, 'update.list', { incident: slug });
  const previous = updates.find(
    (update) => update.status === 'published' && (number === undefined || update.number < number),
  );
  if (!previous) return undefined;
  const shown = await showUpdate(request, options, slug, previous.number);
  const at = previous.publishedAt ? ` of ${formatDateTime(previous.publishedAt, { year: false })}` : '';
  return {
    since: `update ${previous.number}${at}`,
    runs: compareWords(markdownToText(`${previous.title}\n\n${shown.text}`), markdownToText(text)),
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
