import type { FC } from 'hono/jsx';
import { listIncidents } from '#incidents';
import { mayUse } from '#platform/auth';
import { AllclearError, type Fault, notFound } from '#platform/errors';
import { runVerb, type Verb } from '#platform/verbs';
import { Button } from '../components/index.ts';
import { type ConsoleApp, type ConsoleDeps, type ConsoleRequest, consolePaths, safeBack } from './deps.ts';
import { SchemaField } from './forms/fields.tsx';
import { faultOf, PostForm, Problems, type Refused, refusedBy } from './forms/form-page.tsx';
import { readInput, type Typed, typedOf, typedText } from './forms/read.ts';
import { type FormField, type FormGroup, formOf } from './forms/schema.ts';
import type { ConsoleOptions } from './options.ts';
import { Result } from './result.tsx';
import { besideForm, type VerbAside } from './verb-aside.tsx';

type Suggestions = ReadonlyMap<string, readonly { value: string; text: string }[]>;

interface VerbForm {
  verb: Verb;
  groups: readonly FormGroup[];
  typed: Typed;
  back: string | undefined;
  csrf: string;
  suggestions: Suggestions;
  refused?: Refused | undefined;
  /** What helps to fill this form in. */
  beside?: VerbAside | undefined;
}

const Fields: FC<Pick<VerbForm, 'typed' | 'refused' | 'suggestions'> & { fields: readonly FormField[] }> = ({
  fields,
  typed,
  refused,
  suggestions,
}) => (
  <>
    {fields.map((field) => (
      <SchemaField
        field={field}
        typed={typed}
        error={faultOf(refused, field.name)}
        suggestions={suggestions.get(field.name)}
      />
    ))}
  </>
);

/** The form of any verb, made from its schema: labels, hints, errors beside what was typed, summary above. */
const VerbFormPage: FC<VerbForm> = ({ verb, groups, typed, back, csrf, suggestions, refused, beside }) => {
  const shared = { typed, refused, suggestions };
  const names = groups.flatMap((group) => group.fields.map((field) => field.name));
  return (
    <div class="allclear-reading">
      <Problems refused={refused} fields={names} />
      {beside?.content}
      <h1>{verb.summary.replace(/\.$/, '')}</h1>
      <PostForm
        csrf={csrf}
        action={`${consolePaths.verbs}/${verb.name}`}
        button={verb.changes ? 'Save' : 'Show'}
        {...(beside ? { otherButton: beside.button } : {})}
      >
        {back === undefined ? null : <input type="hidden" name="back" value={back} />}
        {groups.map((group) =>
          group.name === '' ? (
            <Fields fields={group.fields} {...shared} />
          ) : (
            <fieldset class="nhsuk-fieldset">
              <legend class="nhsuk-fieldset__legend nhsuk-fieldset__legend--m">
                {group.label}
                {group.needed ? '' : ' (optional)'}
              </legend>
              <Fields fields={group.fields} {...shared} />
            </fieldset>
          ),
        )}
      </PostForm>
      <p>
        <a href={back ?? consolePaths.verbs}>Go back without {verb.changes ? 'saving' : 'asking'}</a>
      </p>
    </div>
  );
};

/** What people should not have to know by heart. */
async function suggestionsFor(request: ConsoleRequest, groups: readonly FormGroup[]): Promise<Suggestions> {
  const asksForIncident = groups.some((group) => group.fields.some((field) => field.name === 'incident'));
  if (!asksForIncident) return new Map();
  const incidents = await listIncidents(request.get('context').db);
  const items = incidents.map(({ slug, title }) => ({ value: slug, text: title }));
  return new Map([['incident', [{ value: '', text: 'Choose one' }, ...items]]]);
}

const statusOf = (error: AllclearError) => error.httpStatus as 400 | 403 | 404 | 409 | 422;

/** The same refusals as everywhere; only those that the person can mend come back with the form. */
const isMendable = (error: unknown): error is AllclearError =>
  error instanceof AllclearError &&
  !['forbidden', 'internal', 'unauthenticated', 'database.unavailable'].includes(error.code);

/** Mounts the index of what can be done, and a form for each verb. */
export function mountVerbs(app: ConsoleApp, deps: ConsoleDeps, options: ConsoleOptions): void {
  const find = (name: string): Verb => {
    const verb = options.verbs.find((each) => each.name === name);
    if (!verb) throw notFound('action', name);
    return verb;
  };
  const show = async (
    request: ConsoleRequest,
    verb: Verb,
    form: { typed: Typed; back: string | undefined; refused?: Refused },
    status?: number,
  ) => {
    const groups = formOf(verb);
    const suggestions = await suggestionsFor(request, groups);
    const beside = await besideForm(request, options, verb, form.typed);
    const page = { verb, groups, suggestions, beside, csrf: request.get('csrf'), ...form };
    return deps.page(request, {
      title: `${form.refused ? 'Error: ' : ''}${verb.summary}`,
      content: <VerbFormPage {...page} />,
      ...(status ? { status: status as 422 } : {}),
    });
  };
  app.get(consolePaths.verbs, (request) =>
    deps.page(request, { title: 'All actions', content: <AllActions request={request} options={options} /> }),
  );
  app.get(`${consolePaths.verbs}/:verb`, (request) => {
    const verb = find(request.req.param('verb'));
    assertMayUse(request, options, verb);
    const { searchParams } = new URL(request.req.url);
    return show(request, verb, {
      typed: typedOf(searchParams),
      back: backOf(searchParams.get('back') ?? ''),
    });
  });
  app.post(`${consolePaths.verbs}/:verb`, async (request) => {
    const verb = find(request.req.param('verb'));
    const typed = request.get('typed');
    const back = backOf(typedText(typed, 'back'));
    if (typed.has('look')) return show(request, verb, { typed, back });
    try {
      const result = await perform(request, options, verb, typed);
      if (back !== undefined && verb.changes && !showsSecret(verb))
        return request.redirect(doneAt(back, verb.name), 303);
      return deps.page(request, {
        title: verb.summary,
        content: (
          <Result heading={verb.summary} result={result} back={back} address={addressOf(request, options)} />
        ),
      });
    } catch (error) {
      if (!isMendable(error)) throw error;
      return show(request, verb, { typed, back, refused: refusedBy(error) }, statusOf(error));
    }
  });
}

/** The address that people use: the configured one, or in a trial without one, the one this was asked at. */
const addressOf = (request: ConsoleRequest, { publicUrl }: ConsoleOptions): string =>
  publicUrl.startsWith('https:') ? publicUrl : new URL(request.req.url).origin;

/** Links that are shown once must be shown. */
const showsSecret = (verb: Verb): boolean =>
  [
    'staff.invite',
    'staff.new-password',
    'review.accuracy-open',
    'review.accuracy-renew',
    'recovery.open',
    'recovery.link',
  ].includes(verb.name);

const backOf = (given: string): string | undefined => (given === '' ? undefined : safeBack(given));

/** The address to go back to, which then says what was done. */
export function doneAt(back: string, verb: string): string {
  const url = new URL(back, 'http://console.invalid');
  url.searchParams.set('done', verb);
  return `${url.pathname}${url.search}${url.hash}`;
}

/** Reads the form, runs the verb, and settles what follows, so that the next screen is up to date. */
export async function perform(
  request: ConsoleRequest,
  options: ConsoleOptions,
  verb: Verb,
  typed: Typed,
): Promise<unknown> {
  const { input, faults } = readInput(formOf(verb), typed);
  if (faults.length > 0) throw unreadable(faults);
  return performWith(request, options, verb.name, input);
}

/** Runs a verb with an input and settles what follows. */
export async function performWith(
  request: ConsoleRequest,
  options: ConsoleOptions,
  verb: string,
  input: Record<string, unknown>,
): Promise<unknown> {
  const context = request.get('context');
  const result = await runVerb(options.verbs, context, verb, input);
  // What was asked for is stored; that its consequences failed is for the operator, not for the person.
  await options
    .settle()
    .catch((error: unknown) => context.log.error({ err: error }, 'could not settle a change'));
  return result;
}

const unreadable = (faults: readonly Fault[]): AllclearError =>
  new AllclearError('input.invalid', 'The form cannot be read. Nothing was changed.', { faults });

/** A form that would be refused is not shown; the verb itself refuses all the same. */
function assertMayUse(request: ConsoleRequest, options: ConsoleOptions, verb: Verb): void {
  const { actor } = request.get('context');
  if (mayUse(options.permissions, actor, verb.name)) return;
  const sentence = options.permissions.get(verb.name)?.sentence ?? 'Nobody may';
  throw new AllclearError('forbidden', `${actor.name} may not do this. ${sentence}.`);
}

const AllActions: FC<{ request: ConsoleRequest; options: ConsoleOptions }> = ({ request, options }) => {
  const { actor } = request.get('context');
  const allowed = options.verbs.filter((verb) => mayUse(options.permissions, actor, verb.name));
  const groups = Map.groupBy(allowed, (verb) => verb.name.split('.')[0] ?? '');
  return (
    <>
      <h1>All actions</h1>
      <p>Everything that you may do and ask. The command line and the API offer the same.</p>
      <Button text="Your own account" href={consolePaths.account} variant="secondary" small />
      {[...groups].map(([group, verbs]) => (
        <section aria-labelledby={`group-${group}`}>
          <h2 id={`group-${group}`} class="nhsuk-heading-s">
            {group.charAt(0).toUpperCase() + group.slice(1)}
          </h2>
          <ul class="nhsuk-list">
            {verbs.map((verb) => (
              <li>
                <a href={consolePaths.verb(verb.name)}>{verb.summary.replace(/\.$/, '')}</a>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </>
  );
};
