import type { FC } from 'hono/jsx';
import { newSecret } from '#platform/auth';
import { londonParts } from '#platform/clock';
import { AllclearError } from '#platform/errors';
import { Input } from '../components/index.ts';
import { mustBeAble } from './ask.ts';
import { type ConsoleApp, type ConsoleDeps, type ConsoleRequest, consolePaths } from './deps.ts';
import { doneAt, performWith } from './do.tsx';
import { TextArea } from './forms/fields.tsx';
import { faultOf, PostForm, Problems, type Refused, refusedBy } from './forms/form-page.tsx';
import { type Typed, typedText } from './forms/read.ts';
import type { ConsoleOptions } from './options.ts';

/** Calls entered by hand are a feed of their own; the program itself keeps it alive. */
export const consoleCallSource = 'console';

const fields = ['siteText', 'shortDescription', 'callerPhone', 'description'] as const;

/** A call entered by hand: four fields, the first one ready for typing. It enters by the same intake as every call. */
export function mountNewCall(app: ConsoleApp, deps: ConsoleDeps, options: ConsoleOptions): void {
  const show = (request: ConsoleRequest, typed: Typed, refused?: Refused) => {
    mustBeAble(request, options, 'call.import');
    return deps.page(request, {
      title: refused ? 'Error: Enter a call' : 'Enter a call',
      content: <CallForm csrf={request.get('csrf')} typed={typed} refused={refused} />,
      ...(refused ? { status: 422 } : {}),
    });
  };
  app.get(consolePaths.newCall, (request) => show(request, new Map()));
  app.post(consolePaths.newCall, async (request) => {
    const typed = request.get('typed');
    try {
      await enter(request, options, typed);
      return request.redirect(doneAt(consolePaths.calls, 'call.import'), 303);
    } catch (error) {
      if (!(error instanceof AllclearError) || error.code === 'forbidden') throw error;
      return show(request, typed, withoutIndex(refusedBy(error)));
    }
  });
}

async function enter(request: ConsoleRequest, options: ConsoleOptions, typed: Typed): Promise<void> {
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
  await performWith(request, options, 'call.import', {
    source: consoleCallSource,
    calls: [{ externalId: callNumber(now), openedAt: now.toISOString(), channel: 'phone', ...given }],
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

const CallForm: FC<{ csrf: string; typed: Typed; refused: Refused | undefined }> = ({
  csrf,
  typed,
  refused,
}) => (
  <div class="allclear-reading">
    <Problems refused={refused} fields={fields} />
    <h1>Enter a call</h1>
    <p>Do not enter anything about a patient. A call that holds an NHS number is refused.</p>
    <PostForm csrf={csrf} button="Save the call">
      <Input
        name="siteText"
        label="Which practice"
        hint="ODS code, name or postcode"
        value={typedText(typed, 'siteText')}
        errorMessage={faultOf(refused, 'siteText')}
        autocomplete="off"
      />
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
    </PostForm>
  </div>
);
