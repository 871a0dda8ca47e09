import type { FC } from 'hono/jsx';
import { newSecret } from '#platform/auth';
import { parseLondon } from '#platform/clock';
import { AllclearError, type Fault } from '#platform/errors';
import { type TelephonePage, telephonePage } from '#recovery';
import { Button, Input, InsetText, SummaryList } from '../components/index.ts';
import { earlierAnswers } from '../public/recovery/earlier.ts';
import { AnswerFields } from '../public/recovery/fields.tsx';
import { inputOf, typedBefore } from '../public/recovery/typed.ts';
import { ask, mustBeAble } from './ask.ts';
import { type ConsoleApp, type ConsoleDeps, type ConsoleRequest, consolePaths } from './deps.ts';
import { doneAt, performWith } from './do.tsx';
import { Attention, PostForm, type Refused, refusedBy } from './forms/form-page.tsx';
import { type Typed, typedText } from './forms/read.ts';
import { SuggestInput } from './forms/suggest-input.tsx';
import type { ConsoleOptions } from './options.ts';
import { at } from './parts.tsx';

const home = (slug: string): string => `/console/recovery/${encodeURIComponent(slug)}`;

/** Where somebody of the staff takes what a practice says on the telephone; without a practice, it asks which one rings. */
export const telephonePath = (slug: string, practice?: string): string =>
  `${home(slug)}/telephone${practice === undefined ? '' : `?${new URLSearchParams({ practice })}`}`;

interface FoundPractice {
  odsCode: string;
  name: string;
  town: string;
  postcode: string;
}

/**
 * The form of a practice as somebody of the staff fills it in while they speak: the same questions in the same order, on one page, with
 * who spoke and when. It goes through the same verb as every answer by telephone, and shows no link.
 */
export function mountRecoveryTelephone(app: ConsoleApp, deps: ConsoleDeps, options: ConsoleOptions): void {
  const route = '/console/recovery/:slug/telephone';
  const show = async (request: ConsoleRequest, page: TelephonePage, typed?: Typed, refused?: Refused) => {
    const key = (typed && typedText(typed, 'key')) || newSecret();
    const shown = typed ?? (page.last ? typedBefore(page.last) : new Map());
    return deps.page(request, {
      title: `${refused ? 'Error: ' : ''}By telephone: ${page.practice.name}`,
      content: <Screen {...{ page, key, refused }} typed={shown} csrf={request.get('csrf')} />,
      ...(refused ? { status: 422 as const } : {}),
    });
  };
  const pageOf = (request: ConsoleRequest, practice: string): Promise<TelephonePage> =>
    telephonePage(request.get('context'), { incident: request.req.param('slug') ?? '', practice });
  app.get(route, async (request) => {
    mustBeAble(request, options, 'recovery.report');
    const slug = request.req.param('slug');
    const practice = request.req.query('practice')?.trim() ?? '';
    if (practice !== '') return show(request, await pageOf(request, practice));
    const text = request.req.query('find')?.trim() ?? '';
    const found = text === '' ? [] : await findPractices(request, options, text);
    const [only] = found;
    if (only && found.length === 1) return request.redirect(telephonePath(slug, only.odsCode), 303);
    return deps.page(request, {
      title: 'By telephone: which practice',
      content: <Which {...{ slug, text, found }} />,
    });
  });
  app.post(route, async (request) => {
    mustBeAble(request, options, 'recovery.report');
    const typed = request.get('typed');
    const page = await pageOf(request, typedText(typed, 'practice'));
    const { slug } = page.incident;
    try {
      await performWith(request, options, 'recovery.report', answerOf(page, typed));
    } catch (error) {
      if (!(error instanceof AllclearError) || error.code === 'forbidden' || error.httpStatus >= 500)
        throw error;
      return show(request, page, typed, refusedBy(error));
    }
    return request.redirect(doneAt(home(slug), 'recovery.report'), 303);
  });
}

const findPractices = (request: ConsoleRequest, options: ConsoleOptions, text: string) =>
  ask<FoundPractice[]>(request, options, 'call.find-practice', { text: text.slice(0, 200), limit: 12 });

/** What the verb takes. Whoever speaks is named, as on the practice's own form; a time that cannot be read is passed on, so that it is said. */
function answerOf({ incident, practice }: TelephonePage, typed: Typed): Record<string, unknown> {
  const own = new Map(
    [...typed].filter(([name]) => !['practice', 'csrf', 'spokenAt', 'kept', 'find'].includes(name)),
  );
  const given = inputOf(own);
  const spokenAt = typedText(typed, 'spokenAt').trim();
  const missing: Fault[] = [];
  if (!('state' in given)) missing.push({ field: 'state', reason: 'Choose whether they are back to normal' });
  if (!('saidBy' in given)) missing.push({ field: 'saidBy', reason: 'Enter who spoke, and what they do' });
  if (spokenAt !== '' && !parseLondon(spokenAt))
    missing.push({ field: 'spokenAt', reason: 'Enter a real time, such as 29/4/2026 14:30' });
  if (missing.length > 0)
    throw new AllclearError('input.invalid', 'There is a problem with the answer. Nothing was stored.', {
      faults: missing,
    });
  const when = spokenAt === '' ? {} : { at: parseLondon(spokenAt)?.toISOString() };
  return { incident: incident.slug, practice: practice.odsCode, ...given, ...when };
}

interface ScreenOptions {
  page: TelephonePage;
  key: string;
  typed: Typed;
  csrf: string;
  refused: Refused | undefined;
}

const Screen: FC<ScreenOptions> = ({ page, key, typed, csrf, refused }) => {
  const { incident, practice, phone, last, conflict, sites, calls } = page;
  // The time has another name here than in the verb.
  const faults: Fault[] = (refused?.faults ?? []).map(({ field = '', ...fault }) => ({
    ...fault,
    field: field === 'at' ? 'spokenAt' : (field.split('.')[0] ?? ''),
  }));
  return (
    <div class="allclear-reading">
      {refused ? <Problems refused={refused} faults={faults} /> : null}
      <p class="allclear-small">
        <a href={home(incident.slug)}>Recovery: {incident.title}</a>
      </p>
      <h1>
        By telephone: {practice.name} ({practice.odsCode})
      </h1>
      <p>
        {phone === null ? '' : `Their number is ${phone}. `}Ask what their own form asks, in its order, and
        leave out what they do not know. Do not write anything about patients. The answer is marked as taken
        by telephone, and by you.
      </p>
      {last ? (
        <InsetText>
          <p>
            <strong>What they said last</strong>
            {last.at ? `, at ${at(last.at)}` : ''}
            {last.saidBy ? `, by ${last.saidBy}` : ''}
            {last.takenBy ? `; taken by telephone by ${last.takenBy}` : ''}:{' '}
            {last.state === 'recovered' ? 'back to normal' : 'still recovering'}.
          </p>
          <SummaryList rows={earlierAnswers(last)} />
          {conflict ? <p>{conflict.staff}</p> : null}
        </InsetText>
      ) : (
        <p>They have not answered yet.</p>
      )}
      <PostForm csrf={csrf} action={telephonePath(incident.slug)} classes="allclear-answer">
        <input type="hidden" name="key" value={key} />
        <input type="hidden" name="practice" value={practice.odsCode} />
        <AnswerFields
          {...{ typed, faults, sites, calls }}
          speaker="Who spoke, and what they do (for example: Jo Blythe, practice manager)"
        />
        <Input
          name="spokenAt"
          label="When they spoke, London time (optional)"
          hint="Leave it empty if you are speaking now"
          type="datetime-local"
          width={20}
          value={typedText(typed, 'spokenAt')}
          errorMessage={faults.find(({ field }) => field === 'spokenAt')?.reason}
        />
        <Button text="Save what they said" />
      </PostForm>
      <p>
        <a href={home(incident.slug)}>Go back without saving</a>
      </p>
    </div>
  );
};

const Problems: FC<{
  refused: Refused;
  faults: readonly { field?: string | undefined; reason: string }[];
}> = ({ refused, faults }) => (
  <Attention heading="There is a problem">
    <p>{[refused.message, refused.remedy].filter(Boolean).join(' ')}</p>
    <ul class="nhsuk-list nhsuk-error-summary__list">
      {faults.map(({ field, reason }) => (
        <li>{field ? <a href={`#${field}`}>{reason}</a> : reason}</li>
      ))}
    </ul>
  </Attention>
);

const Which: FC<{ slug: string; text: string; found: readonly FoundPractice[] }> = ({
  slug,
  text,
  found,
}) => (
  <div class="allclear-reading">
    <h1>By telephone: which practice</h1>
    <form method="get" action={telephonePath(slug)} novalidate>
      <input type="hidden" name="practice" value="" />
      <SuggestInput
        name="find"
        label="Which practice"
        hint="ODS code, name, town or postcode"
        value={text}
        focused
        suggest={{ path: consolePaths.practices, chosen: 'practice' }}
      />
      <Button text="Continue" />
    </form>
    {text === '' ? null : found.length === 0 ? (
      <p role="status">No practice fits what you typed.</p>
    ) : (
      <>
        <h2>Several fit: choose one</h2>
        <ul class="nhsuk-list">
          {found.map(({ odsCode, name, town, postcode }) => (
            <li>
              <a href={telephonePath(slug, odsCode)}>
                {name}, {town} ({odsCode})
              </a>
              , {postcode}
            </li>
          ))}
        </ul>
      </>
    )}
    <p>
      <a href={home(slug)}>Go back to recovery</a>
    </p>
  </div>
);
