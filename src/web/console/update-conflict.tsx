import type { FC } from 'hono/jsx';
import type { Incident } from '#incidents';
import type { UpdateVersion } from '#publishing';
import { Button, Input } from '../components/index.ts';
import { consolePaths } from './deps.ts';
import { TextArea } from './forms/fields.tsx';
import { Attention, PostForm } from './forms/form-page.tsx';
import { at, Section } from './parts.tsx';
import { changeWords, WordChanges } from './text/changes.tsx';
import { compareWords } from './text/compare-words.ts';
import { mergeTexts } from './text/merge-texts.ts';
import { fieldTime } from './update-editing.ts';
import type { DraftText } from './update-load.ts';

interface ConflictOptions {
  incident: Incident;
  number: number;
  mine: DraftText;
  theirs: UpdateVersion;
  /** The version that both began with. */
  begunWith: UpdateVersion;
  csrf: string;
}

/** Two people wrote on one update: both texts, their difference, and one made of both, to save whichever is wanted. */
export const ConflictScreen: FC<ConflictOptions> = (options) => {
  const { incident, number, mine, theirs } = options;
  const runs = compareWords(`${theirs.title}\n\n${theirs.body}`, `${mine.title}\n\n${mine.body}`);
  return (
    <>
      <Attention heading={`${theirs.savedBy} saved this update while you were writing`}>
        <p>
          Your text was not stored, and nothing is lost: both texts are below. Save one of them, or one made
          of both.
        </p>
      </Attention>
      <h1>
        Update {number}: two texts
        <span class="nhsuk-caption-l">{incident.title}</span>
      </h1>
      <Section id="difference" heading="What differs">
        <p>
          From the saved text to yours: {changeWords(runs)} Struck through is only in the saved text,
          underlined is only in yours.
        </p>
        <WordChanges runs={runs} removed="Only in the saved text" added="Only in yours" />
      </Section>
      <div class="allclear-columns-two">
        <Saved {...options} />
        <Mine {...options} />
      </div>
      <Merged {...options} />
    </>
  );
};

const Saved: FC<ConflictOptions> = ({ incident, number, theirs }) => (
  <Section id="saved" heading={`Saved by ${theirs.savedBy} at ${at(theirs.savedAt)}`}>
    <h3 class="nhsuk-heading-s">{theirs.title}</h3>
    <pre class="allclear-wrap">{theirs.body}</pre>
    <p>Next update due: {theirs.nextUpdateDueAt ? at(theirs.nextUpdateDueAt) : 'not given'}</p>
    <p>
      <a href={consolePaths.update(incident.slug, number)}>Keep the saved text, leave mine</a>
    </p>
  </Section>
);

const action = (incident: Incident): string => `${consolePaths.incident(incident.slug)}/updates/write`;

const Mine: FC<ConflictOptions> = ({ incident, number, mine, theirs, csrf }) => (
  <Section id="mine" heading="Yours">
    <h3 class="nhsuk-heading-s">{mine.title}</h3>
    <pre class="allclear-wrap">{mine.body}</pre>
    <p>Next update due: {mine.nextUpdateDue.replace('T', ' ') || 'not given'}</p>
    <PostForm csrf={csrf} action={action(incident)}>
      <input type="hidden" name="number" value={number} />
      <input type="hidden" name="version" value={theirs.version} />
      <input type="hidden" name="title" value={mine.title} />
      <input type="hidden" name="body" value={mine.body} />
      <input type="hidden" name="nextUpdateDue" value={mine.nextUpdateDue} />
      <Button text="Save my text instead" name="save" value="yes" variant="secondary" />
    </PostForm>
  </Section>
);

/** Each field for itself: who alone changed it is taken at their word. */
const either = (begun: string, mine: string, theirs: string): string => (mine === begun ? theirs : mine);

const Merged: FC<ConflictOptions> = ({ incident, number, mine, theirs, begunWith, csrf }) => {
  const { text, conflicts } = mergeTexts(begunWith.body, mine.body, theirs.body);
  const time = (instant: Date | null): string => (instant ? fieldTime(instant) : '');
  const due = either(time(begunWith.nextUpdateDueAt), mine.nextUpdateDue, time(theirs.nextUpdateDueAt));
  return (
    <Section id="merged" heading="One text made of both">
      <p>
        {conflicts === 0
          ? 'Your changes do not touch theirs: this text has both.'
          : `In ${conflicts === 1 ? 'one place' : `${conflicts} places`} both of you changed the same lines. Both stand there, between marks. Keep what is right and take the marks out; with marks it cannot be saved.`}
      </p>
      <PostForm csrf={csrf} action={action(incident)}>
        <input type="hidden" name="number" value={number} />
        <input type="hidden" name="version" value={theirs.version} />
        <Input name="title" label="Title" value={either(begunWith.title, mine.title, theirs.title)} />
        <TextArea name="body" label="Text" value={text} rows={16} />
        <Input name="nextUpdateDue" label="Next update due" type="datetime-local" width={20} value={due} />
        <Button text="Save this text" name="save" value="yes" />
      </PostForm>
    </Section>
  );
};
