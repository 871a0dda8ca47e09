import type { Fault } from '#platform/errors';
import { type Channel, minuteOf, type Scope, type ScopeKind, timeOf, type Wants } from '#publishing';

/** What somebody typed, to be shown again with what is wrong. */
export interface SubscribeForm {
  channel: string;
  address: string;
  /** What to add: a kind of scope, or nothing. */
  about: string;
  area: string;
  group: string;
  practice: string;
  incident: string;
  /** `updates`, `planned` or both. */
  what: readonly string[];
  severity: string;
  quietFrom: string;
  quietTo: string;
  /** Of those chosen before: `kind:key`. */
  keep: readonly string[];
}

export const emptyForm: SubscribeForm = {
  channel: '',
  address: '',
  about: '',
  area: '',
  group: '',
  practice: '',
  incident: '',
  what: ['updates'],
  severity: '5',
  quietFrom: '',
  quietTo: '',
  keep: [],
};

const kinds: readonly ScopeKind[] = ['everything', 'area', 'group', 'practice', 'incident'];
const keyed = ['area', 'group', 'practice', 'incident'] as const;

/** The form as a page before it filled it in: `/subscribe?practice=G99001`. */
export function formFromQuery(query: URLSearchParams): SubscribeForm {
  const about = keyed.find((kind) => query.has(kind));
  return about === undefined
    ? emptyForm
    : { ...emptyForm, about, [about]: (query.get(about) ?? '').slice(0, 200) };
}

export function formFromBody(typed: URLSearchParams): SubscribeForm {
  const text = (name: string): string => (typed.get(name) ?? '').trim();
  return {
    channel: text('channel'),
    address: text('address'),
    about: text('about'),
    area: text('area'),
    group: text('group'),
    practice: text('practice'),
    incident: text('incident'),
    what: typed.getAll('what'),
    severity: text('severity'),
    quietFrom: text('quietFrom'),
    quietTo: text('quietTo'),
    keep: typed.getAll('keep'),
  };
}

/** The form as it stands for what was chosen before. */
export const formFromWants = (wants: Wants): SubscribeForm => ({
  ...emptyForm,
  about: 'nothing',
  keep: wants.scopes.map(nameOf),
  what: [...(wants.updates ? ['updates'] : []), ...(wants.plannedWork ? ['planned'] : [])],
  severity: String(wants.leastSeverity),
  quietFrom: wants.quiet ? timeOf(wants.quiet.fromMinute) : '',
  quietTo: wants.quiet ? timeOf(wants.quiet.toMinute) : '',
});

export const nameOf = ({ kind, key }: Scope): string => `${kind}:${key}`;

/** What was chosen, with everything that is wrong, by field. `before` is what may be kept. */
export function wantsFromForm(
  form: SubscribeForm,
  before: Pick<Wants, 'scopes'> = { scopes: [] },
): { wants: Wants; faults: Fault[] } {
  const faults: Fault[] = [];
  const kept = before.scopes.filter((scope) => form.keep.includes(nameOf(scope)));
  const kind = kinds.find((each) => each === form.about);
  const added: Scope[] = kind ? [{ kind, key: kind === 'everything' ? '' : keyFor(form, kind) }] : [];
  const scopes = [...kept, ...added];
  if (scopes.length === 0) faults.push({ field: 'about', reason: 'Choose what you want to hear about' });
  const updates = form.what.includes('updates');
  const plannedWork = form.what.includes('planned');
  if (!updates && !plannedWork)
    faults.push({ field: 'what', reason: 'Choose updates, planned work, or both' });
  const severity = /^[1-5]$/.test(form.severity) ? Number(form.severity) : undefined;
  if (severity === undefined) faults.push({ field: 'severity', reason: 'Choose one from the list' });
  const quiet = quietFrom(form, faults);
  return {
    wants: {
      scopes,
      updates,
      plannedWork,
      leastSeverity: severity ?? 5,
      quiet,
    },
    faults,
  };
}

const keyFor = (form: SubscribeForm, kind: Exclude<ScopeKind, 'everything'>): string =>
  kind === 'practice' ? form.practice.toUpperCase() : form[kind];

function quietFrom({ quietFrom: from, quietTo: to }: SubscribeForm, faults: Fault[]): Wants['quiet'] {
  if (from === '' && to === '') return null;
  const fromMinute = minuteOf(from);
  const toMinute = minuteOf(to);
  if (fromMinute === undefined) faults.push({ field: 'quietFrom', reason: 'Enter a time, like 22:00' });
  if (toMinute === undefined) faults.push({ field: 'quietTo', reason: 'Enter a time, like 07:00' });
  return fromMinute === undefined || toMinute === undefined ? null : { fromMinute, toMinute };
}

/** What is wrong with the way to reach somebody, before anything is asked of the database. */
export function channelFaults({ channel, address }: SubscribeForm, offered: readonly Channel[]): Fault[] {
  const faults: Fault[] = [];
  if (!offered.some((each) => each === channel))
    faults.push({ field: 'channel', reason: 'Choose how we should reach you' });
  if (address === '')
    faults.push({ field: 'address', reason: 'Enter your email address, number or address' });
  return faults;
}
