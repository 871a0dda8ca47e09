import type { FC } from 'hono/jsx';
import type { ListedTemplate, UpdateVersion } from '#publishing';
import { Button, Input } from '../components/index.ts';
import type { ClaimGroup } from './claim-choices.ts';
import { ClaimPicker } from './claim-picker.tsx';
import { consolePaths } from './deps.ts';
import { fieldId, TextArea } from './forms/fields.tsx';
import { faultOf, PostForm, Problems, type Refused } from './forms/form-page.tsx';
import { Actions, at } from './parts.tsx';
import { draftName, type Editing } from './update-editing.ts';
import type { DraftPreview, DraftText } from './update-load.ts';
import { AudiencePart, ChangesPart, PreviewPart } from './update-preview.tsx';

interface EditorOptions {
  editing: Editing;
  draft: DraftText;
  claims: readonly ClaimGroup[];
  templates: readonly ListedTemplate[];
  /** The newest version that is stored; undefined for a new update. */
  saved: UpdateVersion | undefined;
  refused: Refused | undefined;
  preview: DraftPreview | undefined;
  inserted: boolean;
  self: string;
  csrf: string;
}

export const Editor: FC<EditorOptions> = (options) => {
  const { editing, draft, claims, refused, preview, csrf, saved, inserted, self } = options;
  const { incident, number, corrects } = editing;
  const isEmpty = draft.title === '' && draft.body === '';
  return (
    <>
      <Problems refused={refused} fields={['title', 'body', 'nextUpdateDue']} />
      <h1>
        {corrects ? `Correct update ${corrects}` : number ? `Edit update ${number}` : 'Write an update'}
        <span class="nhsuk-caption-l">{incident.title}</span>
      </h1>
      {saved ? <SavedLast saved={saved} editing={editing} /> : null}
      {number === undefined && isEmpty ? <Templates {...options} /> : null}
      {preview ? <PreviewPart preview={preview} /> : null}
      <PostForm
        csrf={csrf}
        action={`${consolePaths.incident(incident.slug)}/updates/write`}
        classes="allclear-side"
        draft={{ name: draftName(editing), person: self }}
      >
        <div>
          <DraftFields editing={editing} draft={draft} refused={refused} inserted={inserted} />
          <Button text="Save the draft" name="save" value="yes" />{' '}
          <Button text="Preview and check" name="preview" value="yes" variant="secondary" />
        </div>
        <ClaimPicker groups={claims} />
      </PostForm>
      {preview ? (
        <div class="allclear-columns-two">
          <ChangesPart changes={preview.changes} />
          <AudiencePart audience={preview.audience} />
        </div>
      ) : null}
      <p>
        <a href={number ? consolePaths.update(incident.slug, number) : consolePaths.incident(incident.slug)}>
          Go back without saving
        </a>
      </p>
    </>
  );
};

const DraftFields: FC<Pick<EditorOptions, 'editing' | 'draft' | 'refused' | 'inserted'>> = ({
  editing: { number, corrects, version },
  draft,
  refused,
  inserted,
}) => (
  <>
    <input type="hidden" name="number" value={number ?? ''} />
    <input type="hidden" name="corrects" value={corrects ?? ''} />
    {/* What it began with: a refresh of the screen must not make it newer than the text. */}
    <input type="hidden" name="version" id="begun-with" value={version ?? ''} data-turbo-permanent />
    <Input
      name="title"
      label="Title"
      hint="At most 65 characters"
      value={draft.title}
      errorMessage={faultOf(refused, 'title')}
      autocomplete="off"
    />
    <TextArea
      name="body"
      label="Text"
      hint="Markdown. Put figures in as claims, so that they come from data and are withdrawn when they stop being true"
      value={draft.body}
      error={faultOf(refused, 'body')}
      rows={16}
      focused={inserted}
    />
    <Input
      name="nextUpdateDue"
      id={fieldId('nextUpdateDue')}
      label="Next update due"
      hint="London time. Needed while the incident is open"
      type="datetime-local"
      width={20}
      value={draft.nextUpdateDue}
      errorMessage={faultOf(refused, 'nextUpdateDue')}
    />
  </>
);

/** Says who saved last, and with the script, loudly, when that was somebody else after this text was begun. */
const SavedLast: FC<{ saved: UpdateVersion; editing: Editing }> = ({ saved, editing }) => (
  <p
    class="allclear-saved"
    data-saved-version={String(saved.version)}
    role="status"
    id="saved-last"
    data-edit-path={`${consolePaths.update(editing.incident.slug, editing.number ?? 0)}`}
  >
    Version {saved.version}, saved by {saved.savedBy} at {at(saved.savedAt)}.
  </p>
);

const Templates: FC<EditorOptions> = ({ templates, editing }) => (
  <>
    <h2 class="nhsuk-heading-s">Begin with a text that is ready</h2>
    <Actions
      actions={templates.map(({ key, name }) => ({
        text: name,
        href: `${consolePaths.newUpdate(editing.incident.slug)}?${new URLSearchParams({
          template: key,
          ...(editing.corrects ? { corrects: String(editing.corrects) } : {}),
        })}`,
      }))}
    />
  </>
);
