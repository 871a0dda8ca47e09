import type { FC } from 'hono/jsx';
import { AllclearError, notFound } from '#platform/errors';
import type { SettingChange, SettingView } from '#platform/settings';
import type { Verb } from '#platform/verbs';
import type { ListedTemplate } from '#publishing';
import { Button, Details, InsetText, Table } from '../components/index.ts';
import { ask, may, mustBeAble } from './ask.ts';
import { type ConsoleApp, type ConsoleDeps, type ConsoleRequest, consolePaths } from './deps.ts';
import { doneAt, perform } from './do.tsx';
import { SchemaField } from './forms/fields.tsx';
import { faultOf, PostForm, Problems, type Refused, refusedBy } from './forms/form-page.tsx';
import { type Typed, typedText } from './forms/read.ts';
import { type FormField, formOf, labelOf } from './forms/schema.ts';
import type { ConsoleOptions } from './options.ts';
import { at } from './parts.tsx';

/** How this installation is set up: every setting with its history, and the ways to what else administrators look after. */
export function mountSettings(app: ConsoleApp, deps: ConsoleDeps, options: ConsoleOptions): void {
  app.get(consolePaths.settings, async (request) => {
    mustBeAble(request, options, 'settings.list');
    const settings = await ask<SettingView[]>(request, options, 'settings.list');
    const templates = await ask<ListedTemplate[]>(request, options, 'template.list');
    return deps.page(request, {
      title: 'Settings',
      content: (
        <Index settings={settings} templates={templates} mayWrite={may(request, options, 'template.set')} />
      ),
    });
  });
  const path = `${consolePaths.settings}/:key`;
  app.get(path, async (request, next) => {
    const verb = verbOf(options, request.req.param('key'));
    if (!verb) return next();
    const setting = await load(request, options);
    return show(request, deps, options, { verb, setting, typed: typedFrom(verb, setting) });
  });
  app.post(path, async (request, next) => {
    const verb = verbOf(options, request.req.param('key'));
    if (!verb) return next();
    mustBeAble(request, options, verb.name);
    const typed = request.get('typed');
    const reset = typed.has('standard');
    try {
      if (reset) await performReset(request, options, typed);
      else await perform(request, options, verb, typed);
      return request.redirect(doneAt(consolePaths.settings, reset ? 'settings.reset' : verb.name), 303);
    } catch (error) {
      if (!(error instanceof AllclearError) || !['input.invalid', 'conflict'].includes(error.code))
        throw error;
      const setting = await load(request, options);
      // After a conflict the form is sent again on purpose, over what stands now.
      const again = new Map(typed);
      if (error.code === 'conflict') again.set('version', [String(setting.version)]);
      return show(request, deps, options, { verb, setting, typed: again, refused: refusedBy(error) });
    }
  });
}

const verbOf = (options: ConsoleOptions, key: string | undefined): Verb | undefined =>
  ['list', 'history', 'reset'].includes(key ?? '')
    ? undefined
    : options.verbs.find(({ name }) => name === `settings.${key}`);

async function performReset(request: ConsoleRequest, options: ConsoleOptions, typed: Typed): Promise<void> {
  const verb = options.verbs.find(({ name }) => name === 'settings.reset');
  if (!verb) throw notFound('action', 'settings.reset');
  const key = request.req.param('key') ?? '';
  await perform(request, options, verb, new Map([...typed, ['key', [key]]]));
}

async function load(request: ConsoleRequest, options: ConsoleOptions): Promise<SettingView> {
  mustBeAble(request, options, 'settings.list');
  const key = request.req.param('key') ?? '';
  const found = (await ask<SettingView[]>(request, options, 'settings.list')).find(
    (each) => each.key === key,
  );
  if (!found) throw notFound('setting', key);
  return found;
}

/** The value as the fields of the form hold it. */
function typedFrom(verb: Verb, { value, version }: SettingView): Typed {
  const fields = formOf(verb).flatMap((group) => group.fields);
  const typed = new Map<string, readonly string[]>([['version', [String(version)]]]);
  for (const { name, kind } of fields) {
    const held = value[name];
    if (held === undefined || held === null) continue;
    if (kind === 'flag') {
      if (held === true) typed.set(name, ['yes']);
    } else typed.set(name, [Array.isArray(held) ? held.join('\n') : String(held)]);
  }
  return typed;
}

interface Form {
  verb: Verb;
  setting: SettingView;
  typed: Typed;
  refused?: Refused;
}

async function show(
  request: ConsoleRequest,
  deps: ConsoleDeps,
  options: ConsoleOptions,
  { verb, setting, typed, refused }: Form,
): Promise<Response> {
  const history = await ask<SettingChange[]>(request, options, 'settings.history', { key: setting.key });
  const fields = formOf(verb).flatMap((group) => group.fields.filter(({ name }) => name !== 'version'));
  return deps.page(request, {
    title: `${refused ? 'Error: ' : ''}${setting.title}`,
    ...(refused ? { status: 422 as const } : {}),
    content: (
      <>
        <div class="allclear-reading">
          <Problems refused={refused} fields={fields.map(({ name }) => name)} />
          <h1>{setting.title}</h1>
          <p>
            {setting.isStandard
              ? 'As it comes with the program.'
              : `Changed by ${setting.changedBy}${setting.changedAt ? `, ${at(setting.changedAt)}` : ''}.`}{' '}
            A change holds at once, everywhere, and is kept below.
          </p>
          <PostForm
            csrf={request.get('csrf')}
            action={consolePaths.setting(setting.key)}
            button="Save"
            {...(setting.isStandard
              ? {}
              : { otherButton: { name: 'standard', text: 'Back to what comes with the program' } })}
          >
            <input type="hidden" name="version" value={typedText(typed, 'version')} />
            {fields.map((field) => (
              <SchemaField field={field} typed={typed} error={faultOf(refused, field.name)} />
            ))}
          </PostForm>
          <p>
            <a href={consolePaths.settings}>Go back without saving</a>
          </p>
        </div>
        <History changes={history} fields={fields} />
      </>
    ),
  });
}

const shownValue = (value: unknown): string => {
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.join('; ');
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return value === undefined || value === null || value === '' ? 'none' : String(value);
};

/** Only what differs, a line each: `Monday: 08:00-18:30, then 08:00-20:00`. */
function differences({ before, after }: SettingChange, fields: readonly FormField[]): string[] {
  const from = before as Record<string, unknown>;
  if (after === null) return ['Back to what comes with the program'];
  const to = after as Record<string, unknown>;
  return fields
    .filter(({ name }) => name !== 'note' && shownValue(from[name]) !== shownValue(to[name]))
    .map(({ name, label }) => `${label}: ${shownValue(from[name])}, then ${shownValue(to[name])}`);
}

const History: FC<{ changes: readonly SettingChange[]; fields: readonly FormField[] }> = ({
  changes,
  fields,
}) =>
  changes.length === 0 ? (
    <p>Nobody has changed it.</p>
  ) : (
    <Table
      caption="Who changed it, newest first"
      responsive
      head={['When', 'Who', 'What changed', 'Why']}
      rows={changes.map((change) => [
        at(change.changedAt),
        change.changedBy,
        <ul class="nhsuk-list">
          {differences(change, fields).map((line) => (
            <li>{line}</li>
          ))}
        </ul>,
        change.note ?? 'Not said',
      ])}
    />
  );

interface IndexOptions {
  settings: readonly SettingView[];
  templates: readonly ListedTemplate[];
  mayWrite: boolean;
}

const Index: FC<IndexOptions> = ({ settings, templates, mayWrite }) => (
  <>
    <h1>Settings</h1>
    <p>Each change is checked, kept with who made it, and holds at once. It needs no restart.</p>
    <Table
      caption="What can be set"
      responsive
      firstCellIsHeader
      head={['Setting', 'As it stands', 'Last changed']}
      rows={settings.map((setting) => [
        <a href={consolePaths.setting(setting.key)}>{setting.title}</a>,
        summaryOf(setting),
        setting.changedAt && setting.changedBy ? `${at(setting.changedAt)} by ${setting.changedBy}` : 'Never',
      ])}
    />
    <h2>Files</h2>
    <p>
      <a href={consolePaths.imports}>Import the estate, readings or calls, with a preview</a>
    </p>
    <h2>Data retention</h2>
    <ul class="nhsuk-list">
      <li>
        <a href={consolePaths.verb('retention.preview', {}, consolePaths.settings)}>
          See what would be removed now, and what is held back
        </a>
      </li>
      <li>
        <a href={consolePaths.verb('retention.run', {}, consolePaths.settings)}>
          Remove it now, without waiting for the night
        </a>
      </li>
    </ul>
    <h2>People</h2>
    <p>
      <a href={consolePaths.staff}>Who may sign in, and what they may do</a>
    </p>
    <h2>Templates of updates</h2>
    <Templates templates={templates} mayWrite={mayWrite} />
  </>
);

/** What it means that nothing is set. */
const unset: Readonly<Record<string, string>> = {
  organisation: 'As the server was started',
  'bank-holidays': 'By the rules of England and Wales',
  retention: 'Everything is kept',
};

function summaryOf({ key, title, value, isStandard }: SettingView) {
  const lines = Object.entries(value).filter(([, held]) => shownValue(held) !== 'none');
  if (lines.length === 0) return unset[key] ?? 'Nothing is set';
  return (
    <>
      {isStandard ? 'As it comes with the program. ' : null}
      <Details summary={`Show: ${title}`}>
        <ul class="nhsuk-list">
          {lines.map(([name, held]) => (
            <li>
              {labelOf(name)}: {shownValue(held)}
            </li>
          ))}
        </ul>
      </Details>
    </>
  );
}

const Templates: FC<{ templates: readonly ListedTemplate[]; mayWrite: boolean }> = ({
  templates,
  mayWrite,
}) => (
  <>
    {mayWrite ? (
      <Button
        text="Add a template"
        href={consolePaths.verb('template.set', {}, consolePaths.settings)}
        variant="secondary"
      />
    ) : (
      <InsetText text="A communications author or an incident lead may change these texts." />
    )}
    <Table
      caption="Texts to begin an update with"
      responsive
      firstCellIsHeader
      head={['Name', 'Title', 'Next update after', ...(mayWrite ? ['What you can do'] : [])]}
      rows={templates.map(({ standard, ...template }) => [
        template.name,
        template.title,
        `${template.nextUpdateMinutes} minutes`,
        ...(mayWrite
          ? [
              <ul class="allclear-actions">
                <li>
                  <a
                    href={consolePaths.verb(
                      'template.set',
                      { ...template, nextUpdateMinutes: String(template.nextUpdateMinutes) },
                      consolePaths.settings,
                    )}
                  >
                    Change<span class="nhsuk-u-visually-hidden"> {template.name}</span>
                  </a>
                </li>
                {standard ? null : (
                  <li>
                    <a
                      href={consolePaths.verb('template.reset', { key: template.key }, consolePaths.settings)}
                    >
                      Remove the change<span class="nhsuk-u-visually-hidden"> of {template.name}</span>
                    </a>
                  </li>
                )}
              </ul>,
            ]
          : []),
      ])}
    />
  </>
);
