import type { FC } from 'hono/jsx';
import { z } from 'zod';
import type { Incident } from '#incidents';
import { londonParts } from '#platform/clock';
import { AllclearError, parseInput } from '#platform/errors';
import { Button, Input, InsetText, WarningCallout } from '../components/index.ts';
import { UpdateBody } from '../public/parts.tsx';
import { mustBeAble } from './ask.ts';
import { type ConsoleApp, type ConsoleDeps, type ConsoleRequest, consolePaths } from './deps.ts';
import { doneAt, performWith } from './do.tsx';
import { TextArea } from './forms/fields.tsx';
import { faultOf, PostForm, Problems, type Refused, refusedBy } from './forms/form-page.tsx';
import { type Typed, typedText } from './forms/read.ts';
import type { ConsoleOptions } from './options.ts';
import { Section } from './parts.tsx';
import {
  type ClaimChoice,
  claimChoices,
  type DraftPreview,
  type DraftText,
  incidentOf,
  previewDraft,
  showUpdate,
} from './update-load.ts';

const draftOf = (typed: Typed): DraftText => ({
  title: typedText(typed, 'title'),
  body: typedText(typed, 'body').replaceAll('\r\n', '\n'),
  nextUpdateDue: typedText(typed, 'nextUpdateDue'),
});

/** What is being edited: a new update, a correction of one, or one that is not published yet. */
interface Editing {
  incident: Incident;
  number: number | undefined;
  corrects: number | undefined;
}

/** Writing an update: what is typed goes round with every button, so nothing needs a script and nothing is lost. */
export function mountUpdateEditor(app: ConsoleApp, deps: ConsoleDeps, options: ConsoleOptions): void {
  const show = async (
    request: ConsoleRequest,
    editing: Editing,
    draft: DraftText,
    more: { refused?: Refused; preview?: boolean } = {},
  ) => {
    mustBeAble(request, options, editing.number === undefined ? 'update.draft' : 'update.edit');
    const claims = await claimChoices(request, options, editing.incident.slug);
    const outcome = more.preview ? await previewOrRefusal(request, options, editing.incident, draft) : {};
    const refused = more.refused ?? outcome.refused;
    const screen = { editing, draft, claims, refused, preview: outcome.preview, csrf: request.get('csrf') };
    return deps.page(request, {
      title: refused ? 'Error: Write an update' : 'Write an update',
      content: <Editor {...screen} />,
      ...(refused ? { status: 422 } : {}),
    });
  };
  app.get('/console/incidents/:slug/updates/new', async (request) => {
    const incident = await incidentOf(request, request.req.param('slug'));
    const corrects = Number(request.req.query('corrects')) || undefined;
    return show(
      request,
      { incident, number: undefined, corrects },
      { title: '', body: '', nextUpdateDue: '' },
    );
  });
  app.get('/console/incidents/:slug/updates/:number/edit', async (request) => {
    const incident = await incidentOf(request, request.req.param('slug'));
    const number = numberOf(request.req.param('number'));
    const { title, body, nextUpdateDueAt } = await showUpdate(request, options, incident.slug, number);
    const draft = { title, body, nextUpdateDue: nextUpdateDueAt ? fieldTime(nextUpdateDueAt) : '' };
    return show(request, { incident, number, corrects: undefined }, draft);
  });
  app.post('/console/incidents/:slug/updates/write', async (request) => {
    const typed = request.get('typed');
    const incident = await incidentOf(request, request.req.param('slug'));
    const numberIn = (name: string): number | undefined => Number(typedText(typed, name)) || undefined;
    const editing = { incident, number: numberIn('number'), corrects: numberIn('corrects') };
    const draft = draftOf(typed);
    const insert = typedText(typed, 'insert');
    if (insert !== '') return show(request, editing, withSentence(draft, insert), { preview: true });
    if (typed.has('preview')) return show(request, editing, draft, { preview: true });
    try {
      const number = await save(request, options, editing, draft);
      return request.redirect(doneAt(consolePaths.update(incident.slug, number), 'saved'), 303);
    } catch (error) {
      if (!(error instanceof AllclearError) || error.code === 'forbidden') throw error;
      return show(request, editing, draft, { refused: refusedBy(error) });
    }
  });
}

export const numberOf = (text: string): number => parseInput(z.coerce.number().int().min(1), text, 'number');

/** An instant as a browser's field for date and time takes it, by the London clock. */
export function fieldTime(instant: Date): string {
  const { isoDate, hour, minute } = londonParts(instant);
  return `${isoDate}T${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
}

/** The sentence goes behind what is there, as a paragraph of its own. */
const withSentence = (draft: DraftText, sentence: string): DraftText => ({
  ...draft,
  body: draft.body.trim() === '' ? sentence : `${draft.body.trimEnd()}\n\n${sentence}`,
});

async function save(
  request: ConsoleRequest,
  options: ConsoleOptions,
  { incident, number, corrects }: Editing,
  draft: DraftText,
): Promise<number> {
  const text = {
    incident: incident.slug,
    title: draft.title,
    body: draft.body,
    ...(draft.nextUpdateDue === '' ? {} : { nextUpdateDue: draft.nextUpdateDue }),
  };
  if (number !== undefined) {
    await performWith(request, options, 'update.edit', { ...text, number });
    return number;
  }
  const correction = corrects === undefined ? {} : { kind: 'correction', corrects };
  const made = await performWith(request, options, 'update.draft', { ...text, ...correction });
  return z.object({ number: z.number() }).parse(made).number;
}

/** A body that cannot be read is a refusal to show, not a broken screen. */
async function previewOrRefusal(
  request: ConsoleRequest,
  options: ConsoleOptions,
  incident: Incident,
  draft: DraftText,
): Promise<{ preview?: DraftPreview; refused?: Refused }> {
  try {
    return { preview: await previewDraft(request, options, incident, draft) };
  } catch (error) {
    if (error instanceof AllclearError && error.code === 'input.invalid')
      return { refused: refusedBy(error) };
    throw error;
  }
}

interface EditorOptions {
  editing: Editing;
  draft: DraftText;
  claims: readonly ClaimChoice[];
  refused: Refused | undefined;
  preview: DraftPreview | undefined;
  csrf: string;
}

const Editor: FC<EditorOptions> = ({ editing, draft, claims, refused, preview, csrf }) => {
  const { incident, number, corrects } = editing;
  return (
    <>
      <Problems refused={refused} fields={['title', 'body', 'nextUpdateDue']} />
      <h1>
        {corrects ? `Correct update ${corrects}` : number ? `Edit update ${number}` : 'Write an update'}
        <span class="nhsuk-caption-l">{incident.title}</span>
      </h1>
      {preview ? <PreviewPart preview={preview} /> : null}
      <PostForm
        csrf={csrf}
        action={`${consolePaths.incident(incident.slug)}/updates/write`}
        classes="allclear-side"
      >
        <div>
          <input type="hidden" name="number" value={number ?? ''} />
          <input type="hidden" name="corrects" value={corrects ?? ''} />
          <Input
            name="title"
            label="Title"
            hint="At most 65 characters"
            value={draft.title}
            errorMessage={faultOf(refused, 'title')}
          />
          <TextArea
            name="body"
            label="Text"
            hint="Markdown. Put figures in as claims, so that they come from data and are withdrawn when they stop being true"
            value={draft.body}
            error={faultOf(refused, 'body')}
            rows={16}
          />
          <Input
            name="nextUpdateDue"
            label="Next update due"
            hint="London time. Needed while the incident is open"
            type="datetime-local"
            width={20}
            value={draft.nextUpdateDue}
            errorMessage={faultOf(refused, 'nextUpdateDue')}
          />
          <Button text="Save the draft" name="save" value="yes" />{' '}
          <Button text="Preview" name="preview" value="yes" variant="secondary" />
        </div>
        <ClaimPicker claims={claims} />
      </PostForm>
      <p>
        <a href={consolePaths.incident(incident.slug)}>Go back without saving</a>
      </p>
    </>
  );
};

const ClaimPicker: FC<{ claims: readonly ClaimChoice[] }> = ({ claims }) => (
  <Section id="claims" heading="Claims, as they would read now">
    <ul class="nhsuk-list">
      {claims.map(({ key, summary, sentence, says, refused }) => (
        <li>
          <p>
            <strong>{summary}</strong>
          </p>
          <p>{refused ? `Cannot be said with these dates and names: ${says}` : says}</p>
          <p class="allclear-token">{sentence}</p>
          <button
            type="submit"
            class="nhsuk-button nhsuk-button--secondary nhsuk-button--small"
            name="insert"
            value={sentence}
          >
            Insert<span class="nhsuk-u-visually-hidden"> {key}</span>
          </button>
        </li>
      ))}
    </ul>
  </Section>
);

const PreviewPart: FC<{ preview: DraftPreview }> = ({ preview: { update, refusals, advice } }) => (
  <Section id="preview" heading="Preview">
    {refusals.length === 0 ? null : (
      <WarningCallout heading="It could not be approved now" headingLevel={3}>
        <ul class="nhsuk-list nhsuk-list--bullet">
          {refusals.map((reason) => (
            <li>{reason}</li>
          ))}
        </ul>
      </WarningCallout>
    )}
    {advice.length === 0 ? null : (
      <InsetText>
        <p>Look at these before you submit it:</p>
        <ul class="nhsuk-list nhsuk-list--bullet">
          {advice.map((text) => (
            <li>{text}</li>
          ))}
        </ul>
      </InsetText>
    )}
    <div class="allclear-preview">
      <h3>{update.title || 'No title yet'}</h3>
      <UpdateBody update={update} asOf={update.publishedAt} headingLevel={3} />
    </div>
  </Section>
);
