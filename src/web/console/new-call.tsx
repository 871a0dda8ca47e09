import type { FC } from 'hono/jsx';
import { newSecret } from '#platform/auth';
import { londonParts } from '#platform/clock';
import { AllclearError } from '#platform/errors';
import { Button, Input } from '../components/index.ts';
import { ask, mustBeAble } from './ask.ts';
import { type ConsoleApp, type ConsoleDeps, type ConsoleRequest, consolePaths } from './deps.ts';
import { doneAt, performWith } from './do.tsx';
import { TextArea } from './forms/fields.tsx';
import { faultOf, PostForm, Problems, type Refused, refusedBy } from './forms/form-page.tsx';
import { type Typed, typedText } from './forms/read.ts';
import { SuggestInput } from './forms/suggest-input.tsx';
import type { ConsoleOptions } from './options.ts';

/** Calls entered by hand are a feed of their own; the program itself keeps it alive. */
export const consoleCallSource = 'console';

const fields = ['siteText', 'shortDescription', 'callerPhone', 'description'] as const;
const offered = 8;

interface FoundPractice {
  odsCode: string;
  name: string;
  town: string;
  postcode: string;
}

/** `Acorn Lane Surgery, Dover (G99001)` */
const practiceText = ({ odsCode, name, town }: FoundPractice): string => `${name}, ${town} (${odsCode})`;

const findPractices = (request: ConsoleRequest, options: ConsoleOptions, text: string) =>
  ask<FoundPractice[]>(request, options, 'call.find-practice', { text: text.slice(0, 200), limit: offered });

/**
 * A call entered by hand: four fields, the first one ready for typing. It enters by the same intake as every call. When
 * what was typed may mean several practices the desk chooses one; the script lets them choose while they type.
 */
export function mountNewCall(app: ConsoleApp, deps: ConsoleDeps, options: ConsoleOptions): void {
  const show = (
    request: ConsoleRequest,
    typed: Typed,
    more: { refused?: Refused; practices?: FoundPractice[] } = {},
  ) => {
    mustBeAble(request, options, 'call.import');
    return deps.page(request, {
      title: more.refused ? 'Error: Enter a call' : 'Enter a call',
      content: <CallForm csrf={request.get('csrf')} typed={typed} {...more} />,
      ...(more.refused ? { status: 422 } : {}),
    });
  };
  app.get(consolePaths.practices, async (request) => {
    const found = await findPractices(request, options, request.req.query('q') ?? '');
    return request.json(found.map((each) => ({ value: each.odsCode, text: practiceText(each) })));
  });
  app.get(consolePaths.newCall, (request) => show(request, new Map()));
  app.post(consolePaths.newCall, async (request) => {
    const typed = request.get('typed');
    mustBeAble(request, options, 'call.import');
    const practices = await whichPractice(request, options, typed);
    if (Array.isArray(practices)) return show(request, typed, { refused: chooseOne, practices });
    try {
      await enter(request, options, typed, practices.odsCode);
      const next = typed.has('another') ? consolePaths.newCall : consolePaths.calls;
      return request.redirect(doneAt(next, 'call.import'), 303);
    } catch (error) {
      if (!(error instanceof AllclearError) || error.code === 'forbidden') throw error;
      return show(request, typed, { refused: withoutIndex(refusedBy(error)) });
    }
  });
}

const chooseOne: Refused = {
  message: 'The call is not stored yet.',
  faults: [{ field: 'odsCode', reason: 'several practices fit what you typed; choose one' }],
};

/** The practice that was chosen or is the only one that fits; several to choose from; or the text as it was typed. */
async function whichPractice(
  request: ConsoleRequest,
  options: ConsoleOptions,
  typed: Typed,
): Promise<{ odsCode: string | undefined } | FoundPractice[]> {
  const chosen = typedText(typed, 'odsCode');
  if (chosen === asTyped) return { odsCode: undefined };
  if (chosen !== '') return { odsCode: chosen };
  const found = await findPractices(request, options, typedText(typed, 'siteText'));
  return found.length > 1 ? found : { odsCode: found[0]?.odsCode };
}

/** The choice that none of the practices found is meant. */
const asTyped = '(as typed)';

async function enter(
  request: ConsoleRequest,
  options: ConsoleOptions,
  typed: Typed,
  odsCode: string | undefined,
): Promise<void> {
  const given = Object.fromEntries(
    fields.flatMap((name) => {
      const text = typedText(typed, name).trim();
      return text === '' ? [] : [[name, text]];
    }),
  );
  const missing = (['siteText', 'shortDescription'] as const).filter((name) => !(name in given));
  if (missing.length > 0)
    throw new AllclearError('input.invalid', 'The call was not stored.', {
      faults: missing.map((field) => ({ field: `calls.0.${field}`, reason: 'is needed' })),
    });
  const now = request.get('context').clock.now();
  const call = { externalId: callNumber(now), openedAt: now.toISOString(), channel: 'phone', ...given };
  await performWith(request, options, 'call.import', {
    source: consoleCallSource,
    calls: [{ ...call, ...(odsCode ? { odsCode } : {}) }],
  });
}

/** `C-20260427-1030-7FQ2`: when it was entered, and four characters so that two in one minute differ. */
function callNumber(now: Date): string {
  const { isoDate, minuteOfDay } = londonParts(now);
  const two = (value: number): string => String(value).padStart(2, '0');
  const time = `${two(Math.floor(minuteOfDay / 60))}${two(minuteOfDay % 60)}`;
  return `C-${isoDate.replaceAll('-', '')}-${time}-${newSecret()
    .replace(/[^a-z0-9]/gi, '')
    .slice(0, 4)
    .toUpperCase()}`;
}

/** A batch of one: its faults belong to the fields of the form. */
const withoutIndex = ({ faults, ...refused }: Refused): Refused => ({
  ...refused,
  faults: faults.map((fault) => ({
    ...fault,
    ...(fault.field ? { field: fault.field.replace(/^calls\.0\.?/, '') } : {}),
  })),
});

interface FormOptions {
  csrf: string;
  typed: Typed;
  refused?: Refused | undefined;
  /** Those that fit what was typed, to choose from. */
  practices?: readonly FoundPractice[] | undefined;
}

const CallForm: FC<FormOptions> = ({ csrf, typed, refused, practices }) => (
  <div class="allclear-reading">
    <Problems refused={refused} fields={[...fields, 'odsCode']} />
    <h1>Enter a call</h1>
    <p>Do not enter anything about a patient. A call that holds an NHS number is refused.</p>
    <PostForm csrf={csrf}>
      <SuggestInput
        name="siteText"
        label="Which practice"
        hint="ODS code, name, town or postcode"
        value={typedText(typed, 'siteText')}
        errorMessage={faultOf(refused, 'siteText')}
        focused={refused === undefined}
        suggest={{ path: consolePaths.practices, chosen: 'odsCode' }}
      />
      {practices ? (
        <Choose practices={practices} />
      ) : (
        <input type="hidden" name="odsCode" value={typedText(typed, 'odsCode')} />
      )}
      <Input
        name="shortDescription"
        label="What is wrong"
        value={typedText(typed, 'shortDescription')}
        errorMessage={faultOf(refused, 'shortDescription')}
        autocomplete="off"
      />
      <Input
        name="callerPhone"
        label="Phone number of the caller (optional)"
        type="tel"
        width={20}
        value={typedText(typed, 'callerPhone')}
        errorMessage={faultOf(refused, 'callerPhone')}
        autocomplete="off"
      />
      <TextArea
        name="description"
        label="Details (optional)"
        value={typedText(typed, 'description')}
        error={faultOf(refused, 'description')}
        rows={4}
      />
      <Button text="Save the call" />{' '}
      <Button text="Save and enter another" name="another" value="yes" variant="secondary" />
    </PostForm>
  </div>
);

const Choose: FC<{ practices: readonly FoundPractice[] }> = ({ practices }) => (
  <fieldset class="nhsuk-fieldset nhsuk-form-group nhsuk-form-group--error">
    <legend class="nhsuk-fieldset__legend">Which of these</legend>
    <div class="nhsuk-radios">
      {[
        ...practices.map((each) => ({
          value: each.odsCode,
          text: `${practiceText(each)}, ${each.postcode}`,
        })),
        { value: asTyped, text: 'None of these: store it as I typed it' },
      ].map(({ value, text }, index) => {
        const id = index === 0 ? 'odsCode' : `odsCode-${index + 1}`;
        return (
          <div class="nhsuk-radios__item">
            <input class="nhsuk-radios__input" id={id} name="odsCode" type="radio" value={value} />
            <label class="nhsuk-label nhsuk-radios__label" for={id}>
              {text}
            </label>
          </div>
        );
      })}
    </div>
  </fieldset>
);
