import { z } from 'zod';
import type { Incident } from '#incidents';
import { AllclearError } from '#platform/errors';
import { filledTemplate, type ListedTemplate, type UpdateVersion } from '#publishing';
import { ask, mustBeAble } from './ask.ts';
import { claimGroups } from './claim-choices.ts';
import { type ConsoleApp, type ConsoleDeps, type ConsoleRequest, consolePaths } from './deps.ts';
import { doneAt, performWith } from './do.tsx';
import { type Refused, refusedBy } from './forms/form-page.tsx';
import { type Typed, typedText } from './forms/read.ts';
import type { ConsoleOptions } from './options.ts';
import { ConflictScreen } from './update-conflict.tsx';
import { type Editing, fieldTime, numberOf } from './update-editing.ts';
import { Editor } from './update-form.tsx';
import { type DraftPreview, type DraftText, incidentOf, previewDraft, showUpdate } from './update-load.ts';

const draftOf = (typed: Typed): DraftText => ({
  title: typedText(typed, 'title'),
  body: typedText(typed, 'body').replaceAll('\r\n', '\n'),
  nextUpdateDue: typedText(typed, 'nextUpdateDue'),
});

interface Shown {
  refused?: Refused;
  preview?: boolean;
  /** Somebody put a sentence in: the text takes the focus. */
  inserted?: boolean;
}

/** Writing an update: what is typed goes round with every button, so nothing needs a script and nothing is lost. */
export function mountUpdateEditor(app: ConsoleApp, deps: ConsoleDeps, options: ConsoleOptions): void {
  const show = (request: ConsoleRequest, editing: Editing, draft: DraftText, more: Shown = {}) =>
    showEditor(request, deps, options, editing, draft, more);
  app.get('/console/incidents/:slug/updates/new', async (request) => {
    const incident = await incidentOf(request, request.req.param('slug'));
    const corrects = Number(request.req.query('corrects')) || undefined;
    const editing = { incident, number: undefined, corrects, version: undefined };
    return show(request, editing, await firstText(request, incident, request.req.query('template')));
  });
  app.get('/console/incidents/:slug/updates/:number/edit', async (request) => {
    const incident = await incidentOf(request, request.req.param('slug'));
    const number = numberOf(request.req.param('number'));
    const update = await showUpdate(request, options, incident.slug, number);
    const { title, body, nextUpdateDueAt, version } = update;
    const draft = { title, body, nextUpdateDue: nextUpdateDueAt ? fieldTime(nextUpdateDueAt) : '' };
    return show(request, { incident, number, corrects: undefined, version }, draft);
  });
  app.post('/console/incidents/:slug/updates/write', async (request) => {
    const typed = request.get('typed');
    const incident = await incidentOf(request, request.req.param('slug'));
    const numberIn = (name: string): number | undefined => Number(typedText(typed, name)) || undefined;
    const editing: Editing = {
      incident,
      number: numberIn('number'),
      corrects: numberIn('corrects'),
      version: numberIn('version'),
    };
    const draft = draftOf(typed);
    const insert = typedText(typed, 'insert');
    if (insert !== '')
      return show(request, editing, withSentence(draft, insert), { preview: true, inserted: true });
    if (typed.has('preview')) return show(request, editing, draft, { preview: true });
    try {
      const number = await save(request, options, editing, draft);
      return request.redirect(doneAt(consolePaths.update(incident.slug, number), 'saved'), 303);
    } catch (error) {
      if (!(error instanceof AllclearError) || error.code === 'forbidden') throw error;
      if (error.code === 'conflict') return showConflict(request, deps, options, editing, draft, error);
      return show(request, editing, draft, { refused: ofText(refusedBy(error)) });
    }
  });
}

async function showEditor(
  request: ConsoleRequest,
  deps: ConsoleDeps,
  options: ConsoleOptions,
  editing: Editing,
  draft: DraftText,
  more: Shown,
): Promise<Response> {
  mustBeAble(request, options, editing.number === undefined ? 'update.draft' : 'update.edit');
  const { incident } = editing;
  const outcome = more.preview
    ? await previewOrRefusal(request, options, incident, draft, editing.number)
    : {};
  const refused = more.refused ?? outcome.refused;
  const screen = {
    editing,
    draft,
    refused,
    preview: outcome.preview,
    inserted: more.inserted ?? false,
    claims: await claimGroups(request, options, incident, plausible(draft.nextUpdateDue)),
    templates: await ask<ListedTemplate[]>(request, options, 'template.list'),
    saved: await savedVersion(request, options, editing),
    self: request.get('context').actor.name,
    csrf: request.get('csrf'),
  };
  return deps.page(request, {
    title: refused ? 'Error: Write an update' : 'Write an update',
    // Only what can be fetched again can be refreshed; a form that came back from a POST cannot.
    live: request.req.method === 'GET',
    content: <Editor {...screen} />,
    ...(refused ? { status: 422 } : {}),
  });
}

/** A time that cannot be read is told beside its field; the figures are shown all the same. */
const plausible = (nextUpdateDue: string): string =>
  /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(nextUpdateDue) ? nextUpdateDue : '';

const savedVersion = async (
  request: ConsoleRequest,
  options: ConsoleOptions,
  { incident, number }: Editing,
): Promise<UpdateVersion | undefined> => {
  if (number === undefined) return undefined;
  const { version } = await showUpdate(request, options, incident.slug, number);
  return versionOf(request, options, incident.slug, number, version);
};

const versionOf = (
  request: ConsoleRequest,
  options: ConsoleOptions,
  incident: string,
  number: number,
  version: number,
): Promise<UpdateVersion> =>
  ask<UpdateVersion>(request, options, 'update.version', { incident, number, version });

/** Somebody was quicker: both texts, what differs, and one made of both. Nothing was stored, nothing is lost. */
async function showConflict(
  request: ConsoleRequest,
  deps: ConsoleDeps,
  options: ConsoleOptions,
  editing: Editing,
  mine: DraftText,
  error: AllclearError,
): Promise<Response> {
  const { incident, number = 0, version = 1 } = editing;
  const { version: latest } = await showUpdate(request, options, incident.slug, number);
  const [begunWith, theirs] = await Promise.all(
    [version, latest].map((each) => versionOf(request, options, incident.slug, number, each)),
  );
  if (!begunWith || !theirs) throw error;
  return deps.page(request, {
    title: 'Two people wrote on this update',
    status: 409,
    content: (
      <ConflictScreen
        incident={incident}
        number={number}
        mine={mine}
        theirs={theirs}
        begunWith={begunWith}
        csrf={request.get('csrf')}
      />
    ),
  });
}

/** An empty text, or that of a template with this incident's own words. */
async function firstText(
  request: ConsoleRequest,
  incident: Incident,
  template: string | undefined,
): Promise<DraftText> {
  if (!template) return { title: '', body: '', nextUpdateDue: '' };
  const filled = await filledTemplate(request.get('context'), incident.slug, template);
  return { ...filled, nextUpdateDue: fieldTime(filled.nextUpdateDue) };
}

/** The sentence goes behind what is there, as a paragraph of its own. */
const withSentence = (draft: DraftText, sentence: string): DraftText => ({
  ...draft,
  body: draft.body.trim() === '' ? sentence : `${draft.body.trimEnd()}\n\n${sentence}`,
});

async function save(
  request: ConsoleRequest,
  options: ConsoleOptions,
  { incident, number, corrects, version }: Editing,
  draft: DraftText,
): Promise<number> {
  const text = {
    incident: incident.slug,
    title: draft.title,
    body: draft.body,
    ...(draft.nextUpdateDue === '' ? {} : { nextUpdateDue: draft.nextUpdateDue }),
  };
  if (number !== undefined) {
    await performWith(request, options, 'update.edit', {
      ...text,
      number,
      ...(version === undefined ? {} : { version }),
    });
    return number;
  }
  const correction = corrects === undefined ? {} : { kind: 'correction', corrects };
  const made = await performWith(request, options, 'update.draft', { ...text, ...correction });
  return z.object({ number: z.number() }).parse(made).number;
}

/** A fault with a line is one of the text, whatever place on the line it names. */
const ofText = ({ faults, ...refused }: Refused): Refused => ({
  ...refused,
  faults: faults.map((fault) => (fault.field?.startsWith('column ') ? { ...fault, field: 'body' } : fault)),
});

/** A body that cannot be read is a refusal to show, not a broken screen. */
async function previewOrRefusal(
  request: ConsoleRequest,
  options: ConsoleOptions,
  incident: Incident,
  draft: DraftText,
  number: number | undefined,
): Promise<{ preview?: DraftPreview; refused?: Refused }> {
  try {
    return { preview: await previewDraft(request, options, incident, draft, number) };
  } catch (error) {
    if (error instanceof AllclearError && error.code === 'input.invalid')
      return { refused: ofText(refusedBy(error)) };
    throw error;
  }
}
