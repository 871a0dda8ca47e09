import type { FC, PropsWithChildren } from 'hono/jsx';
import { joinWords } from '#platform/clock';
import type { Fault } from '#platform/errors';
import type { Channel, Choices, Wants } from '#publishing';
import { scopeText } from '#publishing';
import { ErrorMessage, Input } from '../../components/index.ts';
import { nameOf, type SubscribeForm } from './form.ts';

interface FieldsOptions {
  form: SubscribeForm;
  faults: readonly Fault[];
  choices: Choices;
}

const reasonFor = (faults: readonly Fault[], name: string): string | undefined =>
  faults.find(({ field }) => field === name)?.reason;

const Group: FC<
  PropsWithChildren<{ name: string; legend: string; error: string | undefined; hint?: string | undefined }>
> = ({ name, legend, error, hint, children }) => (
  <fieldset
    aria-describedby={
      [hint ? `${name}-hint` : '', error ? `${name}-error` : ''].filter(Boolean).join(' ') || undefined
    }
  >
    <legend>{legend}</legend>
    {hint ? (
      <div class="nhsuk-hint" id={`${name}-hint`}>
        {hint}
      </div>
    ) : null}
    {error ? <ErrorMessage id={`${name}-error`} text={error} /> : null}
    {children}
  </fieldset>
);

const Choice: FC<{
  type: 'radio' | 'checkbox';
  name: string;
  value: string;
  text: string;
  checked: boolean;
  /** The first of a group has the name of the group as its id, so that the error summary leads to it. */
  first?: boolean;
}> = ({ type, name, value, text, checked, first }) => {
  const id = first ? name : `${name}-${value.replace(/[^\w-]/g, '-')}`;
  return (
    <p>
      <input type={type} id={id} name={name} value={value} checked={checked} />
      <label for={id}>{text}</label>
    </p>
  );
};

const Radios: FC<{
  name: string;
  items: readonly (readonly [value: string, text: string, ...rest: string[]])[];
  chosen: string | undefined;
}> = ({ name, items, chosen }) => (
  <>
    {items.map(([value, text], index) => (
      <Choice
        type="radio"
        name={name}
        value={value}
        text={text}
        checked={chosen === value}
        first={index === 0}
      />
    ))}
  </>
);

const Select: FC<{
  name: string;
  label: string;
  value: string;
  error: string | undefined;
  items: readonly { key: string; name: string }[];
}> = ({ name, label, value, error, items }) => (
  <div class={error ? 'nhsuk-form-group nhsuk-form-group--error' : 'nhsuk-form-group'}>
    <label class="nhsuk-label" for={name}>
      {label}
    </label>
    {error ? <ErrorMessage id={`${name}-error`} text={error} /> : null}
    <select id={name} name={name} aria-describedby={error ? `${name}-error` : undefined}>
      <option value="">Choose one</option>
      {items.map((item) => (
        <option value={item.key} selected={item.key === value}>
          {item.name}
        </option>
      ))}
    </select>
  </div>
);

const channelTexts = [
  ['email', 'Email', 'email'],
  ['sms', 'Text message to a UK mobile', 'text message'],
  ['teams', 'Microsoft Teams, by the address of a workflow', 'Microsoft Teams'],
  ['webhook', 'Webhook, for another system', 'webhook'],
] as const;

/** What is not set up here, in words; undefined when everything is. */
function withoutText(offered: readonly Channel[]): string | undefined {
  const missing = channelTexts.flatMap(([value, , short]) => (offered.includes(value) ? [] : [short]));
  return missing.length === 0 ? undefined : `We cannot write by ${joinWords(missing, 'or')}`;
}

/** How to reach whoever asks: by the channels that are set up. */
export const ChannelFields: FC<Omit<FieldsOptions, 'choices'> & { offered: readonly Channel[] }> = ({
  form,
  faults,
  offered,
}) => (
  <>
    <Group
      name="channel"
      legend="How should we reach you?"
      hint={withoutText(offered)}
      error={reasonFor(faults, 'channel')}
    >
      <Radios
        name="channel"
        items={channelTexts.filter(([value]) => offered.includes(value))}
        chosen={form.channel}
      />
    </Group>
    <Input
      id="address"
      name="address"
      label="Email address, mobile number or web address"
      hint="We send one message there, to make sure that it is yours"
      value={form.address}
      spellcheck={false}
      errorMessage={reasonFor(faults, 'address')}
    />
  </>
);

/** The most practices to be chosen from a list; more are named by their code. */
const mostListed = 400;

const PracticeField: FC<FieldsOptions> = ({ form, faults, choices }) =>
  choices.practices.length <= mostListed ? (
    <Select
      name="practice"
      label="Which practice"
      value={form.practice}
      error={reasonFor(faults, 'practice')}
      items={choices.practices}
    />
  ) : (
    <Input
      id="practice"
      name="practice"
      label="ODS code of the practice"
      hint="For example G99001. It is on the page of your practice"
      value={form.practice}
      width={10}
      errorMessage={reasonFor(faults, 'practice')}
    />
  );

const scopeTexts = [
  ['everything', 'Everything'],
  ['area', 'An area or a town'],
  ['group', 'A group of practices'],
  ['practice', 'One practice'],
  ['incident', 'One current issue'],
] as const;

/** About what. `before`: what was chosen already, each of which can be kept. */
export const AboutFields: FC<FieldsOptions & { before?: Wants }> = (options) => {
  const { form, faults, choices, before } = options;
  const lists = { area: choices.areas, group: choices.groups, incident: choices.incidents };
  const offered = scopeTexts.filter(
    ([kind]) => kind === 'everything' || kind === 'practice' || lists[kind].length > 0,
  );
  return (
    <>
      {before ? (
        <Group name="keep" legend="What you hear about now" error={undefined}>
          {before.scopes.map((scope, index) => (
            <Choice
              type="checkbox"
              name="keep"
              value={nameOf(scope)}
              text={capital(scopeText(choices, scope))}
              checked={form.keep.includes(nameOf(scope))}
              first={index === 0}
            />
          ))}
        </Group>
      ) : null}
      <Group
        name="about"
        legend={before ? 'Add something' : 'What do you want to hear about?'}
        hint="Choose which one below, except for everything"
        error={reasonFor(faults, 'about')}
      >
        <Radios
          name="about"
          items={before ? [...offered, ['nothing', 'Nothing more']] : offered}
          chosen={form.about}
        />
      </Group>
      {choices.areas.length === 0 ? null : (
        <Select
          name="area"
          label="Which area or town"
          value={form.area}
          error={reasonFor(faults, 'area')}
          items={choices.areas}
        />
      )}
      {choices.groups.length === 0 ? null : (
        <Select
          name="group"
          label="Which group"
          value={form.group}
          error={reasonFor(faults, 'group')}
          items={choices.groups}
        />
      )}
      <PracticeField {...options} />
      {choices.incidents.length === 0 ? null : (
        <Select
          name="incident"
          label="Which issue"
          value={form.incident}
          error={reasonFor(faults, 'incident')}
          items={choices.incidents}
        />
      )}
    </>
  );
};

const severities = [
  { key: '5', name: 'All issues' },
  { key: '3', name: 'Severity 1 to 3' },
  { key: '2', name: 'Severity 1 and 2' },
  { key: '1', name: 'Only severity 1, the highest' },
];

const whatTexts = [
  ['updates', 'Updates about issues'],
  ['planned', 'Planned work: when it is planned, changed or cancelled'],
] as const;

/** News of which kind, how bad it must be, and when not. */
export const WhenFields: FC<Omit<FieldsOptions, 'choices'>> = ({ form, faults }) => (
  <>
    <Group name="what" legend="Which messages do you want?" error={reasonFor(faults, 'what')}>
      {whatTexts.map(([value, text], index) => (
        <Choice
          type="checkbox"
          name="what"
          value={value}
          text={text}
          checked={form.what.includes(value)}
          first={index === 0}
        />
      ))}
    </Group>
    <div class="nhsuk-form-group">
      <label class="nhsuk-label" for="severity">
        About issues that are how severe?
      </label>
      <select id="severity" name="severity">
        {listed(form.severity).map(({ key, name }) => (
          <option value={key} selected={form.severity === key}>
            {name}
          </option>
        ))}
      </select>
    </div>
    <Group
      name="quiet"
      legend="Quiet hours (optional)"
      hint="Messages wait until these hours are over, by the clock in the UK"
      error={undefined}
    >
      <Input
        id="quietFrom"
        name="quietFrom"
        label="From"
        type="time"
        width={10}
        value={form.quietFrom}
        errorMessage={reasonFor(faults, 'quietFrom')}
      />
      <Input
        id="quietTo"
        name="quietTo"
        label="To"
        type="time"
        width={10}
        value={form.quietTo}
        errorMessage={reasonFor(faults, 'quietTo')}
      />
    </Group>
  </>
);

/** A severity that a list gave stays as it is. */
const listed = (severity: string) =>
  severities.some(({ key }) => key === severity) || !/^[1-5]$/.test(severity)
    ? severities
    : [{ key: severity, name: `Severity 1 to ${severity}` }, ...severities];

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
