import type { FC, PropsWithChildren } from 'hono/jsx';
import type { Fault } from '#platform/errors';
import { type BacklogKind, backlogKinds, type FormSite, systems } from '#recovery';
import { ErrorMessage, Hint, Input } from '../../components/index.ts';
import { counted } from '../words.ts';
import type { TypedForm } from './typed.ts';

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
    /** Of the whole question, for links that open at it. */
    id?: string;
    legend: string;
    hint?: string;
    items: readonly { value: string; text: string; name?: string }[];
  }
> = ({ typed, faults, name, type, id, legend, hint, items }) => {
  const fault = faultOf(faults, name);
  const about = [hint ? `${name}-hint` : '', fault ? `${name}-error` : ''].filter(Boolean).join(' ');
  return (
    <fieldset
      id={id}
      aria-describedby={about || undefined}
      class={fault ? 'nhsuk-form-group--error' : undefined}
    >
      <legend>{legend}</legend>
      {hint ? <Hint id={`${name}-hint`} text={hint} /> : null}
      {fault ? <ErrorMessage id={`${name}-error`} text={fault} /> : null}
      {items.map(({ value, text, name: own = name }, index) => {
        const itemId = index === 0 ? name : `${name}-${index}`;
        return (
          <p>
            <input
              type={type}
              id={itemId}
              name={own}
              value={value}
              checked={typed.get(own)?.includes(value) ?? false}
            />
            <label for={itemId}>{text}</label>
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

/** What a practice counts, in the words of the form. */
export const backlogLabels: Readonly<Record<BacklogKind, string>> = {
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

/** The question whether it is fixed: a link in a message that asks it opens there. */
export const fixedQuestion = 'is-it-fixed';

const siteText = ({ name, address, town }: FormSite): string =>
  [...new Set([name, address, town])].filter((part) => part !== '').join(', ');

interface Asked extends FieldProps {
  sites: readonly FormSite[];
  calls: number;
}

/** Whether all is well, and whether the trouble itself is over. */
const Fixed: FC<Asked> = ({ sites, calls, ...shared }) => (
  <>
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
      id={fixedQuestion}
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
    {sites.length > 1 ? (
      <Choices
        {...shared}
        name="notFixedAt"
        type="checkbox"
        legend="If not: at which of your sites does it still happen?"
        hint="We then look into those, and take the others as fixed."
        items={sites.map((site) => ({ value: site.code, text: siteText(site) }))}
      />
    ) : null}
  </>
);

const Working: FC<FieldProps> = (shared) => (
  <>
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
  </>
);

/**
 * The questions of the two-minute form, in the practice's order: the same over its link and on the telephone, where they are read out.
 */
export const AnswerFields: FC<
  Asked & {
    /** The label of who speaks. */
    speaker: string;
  }
> = ({ sites, calls, speaker, ...shared }) => (
  <>
    <Part heading="Your practice now">
      <Fixed {...{ sites, calls }} {...shared} />
      <Working {...shared} />
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
      <Line {...shared} name="saidBy" label={speaker} wide />
    </Part>
  </>
);

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
