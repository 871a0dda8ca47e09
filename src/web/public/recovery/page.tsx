import type { FC, PropsWithChildren } from 'hono/jsx';
import { formatDateTime, formatDay } from '#platform/clock';
import type { Fault } from '#platform/errors';
import { type BacklogKind, backlogKinds, type FormPage, systems } from '#recovery';
import { Button, ErrorMessage, ErrorSummary, Hint, Input, InsetText } from '../../components/index.ts';
import { Column, publicPage, type View } from '../layout.tsx';
import { ReportProblem } from '../parts.tsx';
import { counted } from '../words.ts';

/** What somebody typed, by the names of the fields. */
export type TypedForm = ReadonlyMap<string, readonly string[]>;

interface Shown {
  page: FormPage;
  typed: TypedForm;
  faults: readonly Fault[];
  /** Of this sending: pressed twice, it is stored once. */
  key: string;
  /** The script that keeps what is typed; the form works without it. */
  script: string;
  /** The answer was just stored. */
  sent: boolean;
  /** Counts days, for the script to forget what is a week old. */
  day: number;
}

/** The two-minute form on which a practice says how it is: no account, no patients, nothing about anybody else. */
export function recoveryPage(view: View, shown: Shown): string {
  const { page, faults, sent } = shown;
  const failed = faults.length > 0;
  return publicPage(view, {
    path: '/recovery',
    title: `${failed ? 'Error: ' : ''}How is your practice?`,
    description: 'Tell us how your practice recovers.',
    noIndex: true,
    trail: [],
    script: shown.script,
    children: (
      <Column>
        {failed ? <Problems faults={faults} /> : null}
        <h1>How is {page.practice.name}?</h1>
        {page.last && !failed ? <Last page={page} sent={sent} /> : null}
        {sent ? (
          <p data-sent="">
            Thank you. Come back to this address when something changes. It works until the end of{' '}
            {lastDay(page)}.
          </p>
        ) : (
          <>
            <p>
              About: {page.incident.title}. It takes two minutes. Only the first question and your name are
              needed. Leave out what you do not know. Do not write anything about patients.
            </p>
            <p hidden data-restored="">
              This browser kept what you typed here before. It is in the form again.
            </p>
            <Form {...shown} />
            <p>You can also ring the service desk and tell us:</p>
            <ReportProblem report={view.bulletin.report} />
          </>
        )}
      </Column>
    ),
  });
}

const lastDay = ({ expiresAt }: FormPage): string => formatDay(new Date(expiresAt.getTime() - 1));

const Problems: FC<{ faults: readonly Fault[] }> = ({ faults }) => (
  <ErrorSummary
    errors={faults.map(({ field, reason }) => ({
      text: reason,
      ...(field ? { href: `#${field.split('.')[0]}` } : {}),
    }))}
  />
);

const Last: FC<{ page: FormPage; sent: boolean }> = ({ page: { last, conflict }, sent }) => (
  <InsetText>
    <p>
      <strong>{sent ? 'We have your answer.' : 'We have an answer from you.'}</strong>{' '}
      {last?.at ? `At ${formatDateTime(last.at)} you said: ` : ''}
      {last?.state === 'recovered' ? 'we are back to normal.' : 'we are still recovering.'}
      {last?.answer?.fixed === 'no'
        ? ' You told us that it is not fixed at your practice. The service desk knows, and will be in touch.'
        : ''}
    </p>
    {conflict ? <p>{conflict.practice}</p> : null}
    {sent ? null : <p>You can tell us how it is now. Your new answer then counts.</p>}
  </InsetText>
);

interface FieldProps {
  typed: TypedForm;
  faults: readonly Fault[];
}

const textOf = (typed: TypedForm, name: string): string => typed.get(name)?.[0] ?? '';

const faultOf = (faults: readonly Fault[], name: string): string | undefined =>
  faults.find(({ field }) => field?.split('.')[0] === name)?.reason;

/** Radios or boxes under a legend; the first carries the name as its id, for the error summary. */
const Choices: FC<
  FieldProps & {
    name: string;
    type: 'radio' | 'checkbox';
    legend: string;
    hint?: string;
    items: readonly { value: string; text: string; name?: string }[];
  }
> = ({ typed, faults, name, type, legend, hint, items }) => {
  const fault = faultOf(faults, name);
  const about = [hint ? `${name}-hint` : '', fault ? `${name}-error` : ''].filter(Boolean).join(' ');
  return (
    <fieldset aria-describedby={about || undefined} class={fault ? 'nhsuk-form-group--error' : undefined}>
      <legend>{legend}</legend>
      {hint ? <Hint id={`${name}-hint`} text={hint} /> : null}
      {fault ? <ErrorMessage id={`${name}-error`} text={fault} /> : null}
      {items.map(({ value, text, name: own = name }, index) => {
        const id = index === 0 ? name : `${name}-${index}`;
        return (
          <p>
            <input
              type={type}
              id={id}
              name={own}
              value={value}
              checked={typed.get(own)?.includes(value) ?? false}
            />
            <label for={id}>{text}</label>
          </p>
        );
      })}
    </fieldset>
  );
};

const Lines: FC<FieldProps & { name: string; label: string; hint: string }> = ({
  typed,
  faults,
  name,
  label,
  hint,
}) => {
  const fault = faultOf(faults, name);
  return (
    <div class={fault ? 'nhsuk-form-group nhsuk-form-group--error' : 'nhsuk-form-group'}>
      <label class="nhsuk-label" for={name}>
        {label}
      </label>
      <Hint id={`${name}-hint`} text={hint} />
      {fault ? <ErrorMessage id={`${name}-error`} text={fault} /> : null}
      <textarea
        id={name}
        name={name}
        rows={3}
        aria-describedby={fault ? `${name}-hint ${name}-error` : `${name}-hint`}
      >
        {textOf(typed, name)}
      </textarea>
    </div>
  );
};

const Line: FC<
  FieldProps & {
    name: string;
    label: string;
    hint?: string;
    type?: string;
    inputmode?: 'numeric' | 'decimal';
    wide?: boolean;
  }
> = ({ typed, faults, name, label, hint, type, inputmode, wide }) => (
  <Input
    id={name}
    name={name}
    label={label}
    hint={hint}
    type={type}
    inputmode={inputmode}
    width={wide ? undefined : 10}
    value={textOf(typed, name)}
    errorMessage={faultOf(faults, name)}
  />
);

const backlogLabels: Readonly<Record<BacklogKind, string>> = {
  appointments: 'Appointments to rebook',
  prescriptions: 'Prescriptions waiting',
  results: 'Results waiting',
  letters: 'Letters and referrals waiting',
  paperRecords: 'Paper records to enter',
};

const Part: FC<PropsWithChildren<{ heading: string }>> = ({ heading, children }) => (
  <>
    <h2>{heading}</h2>
    {children}
  </>
);

const Form: FC<Shown> = ({ page, typed, faults, key, sent, day }) => {
  const shared = { typed, faults };
  const { calls } = page;
  return (
    <form
      method="post"
      class="allclear-answer"
      novalidate
      data-day={day}
      data-keep={faults.length === 0 && !sent ? 'fresh' : 'typed'}
    >
      <input type="hidden" name="key" value={key} />
      <Part heading="Your practice now">
        <Choices
          {...shared}
          name="state"
          type="radio"
          legend="Are you back to normal?"
          items={[
            { value: 'recovered', text: 'Yes' },
            { value: 'recovering', text: 'No, we are still catching up' },
          ]}
        />
        <Choices
          {...shared}
          name="fixed"
          type="radio"
          legend="We believe the connection problem is fixed at your site. Is it?"
          hint={
            calls > 0
              ? `You called us ${counted(calls, 'time')} about it. Your calls stay open until you agree to close them.`
              : 'If it is not, we look into it again.'
          }
          items={[
            { value: 'yes', text: 'Yes, it is fixed' },
            { value: 'no', text: 'No, it still happens' },
          ]}
        />
        <Choices
          {...shared}
          name="notWorking"
          type="checkbox"
          legend="What does not work yet?"
          items={[
            ...systems.map((system) => ({ value: system, text: capital(system) })),
            { value: 'yes', text: 'All of these work', name: 'allWorking' },
          ]}
        />
        <Choices
          {...shared}
          name="telephones"
          type="radio"
          legend="Your telephones"
          items={['working', 'partly working', 'not working'].map((value) => ({
            value,
            text: capital(value),
          }))}
        />
        <Choices
          {...shared}
          name="onlineConsultations"
          type="radio"
          legend="Online consultations"
          items={['on', 'off', 'not used'].map((value) => ({ value, text: capital(value) }))}
        />
      </Part>
      <Part heading="What waits for you">
        <p>Estimates are fine. Write 0 if nothing waits, and nothing if you do not know.</p>
        {backlogKinds.map((kind) => (
          <Line {...shared} name={kind} label={backlogLabels[kind]} inputmode="numeric" />
        ))}
        <Line
          {...shared}
          name="expectedNormalOn"
          label="When do you expect to be back to normal?"
          hint="For example, 29/4/2026"
        />
        <Line
          {...shared}
          name="staffHours"
          label="Hours of staff time it has cost you, in all"
          inputmode="decimal"
        />
      </Part>
      <Part heading="Anything we should know">
        <Lines
          {...shared}
          name="safetyConcern"
          label="Are you worried about the safety of patients?"
          hint="Say why, without anything about a patient. It goes to the clinical safety lead at once."
        />
        <Lines {...shared} name="note" label="Anything else" hint="Nothing about patients." />
        <Line {...shared} name="saidBy" label="Your name and what you do" wide />
      </Part>
      <Button text="Send" />
    </form>
  );
};

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** The same for a link that never was, was ended, or has expired: it tells nothing. */
export const noFormPage = (view: View): string =>
  publicPage(view, {
    path: '/recovery',
    title: 'This link does not work',
    description: 'This link does not work, or no longer does.',
    noIndex: true,
    trail: [],
    children: (
      <Column>
        <h1>This link does not work</h1>
        <p>It may have expired, or been ended. Ask us for a new link, or tell us by telephone.</p>
        <ReportProblem report={view.bulletin.report} />
      </Column>
    ),
  });
