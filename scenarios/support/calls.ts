import { isWorkingDay, londonParts } from '#platform/clock';
import type { ScenarioEstate, ScenarioPractice, ScenarioSite } from './estate.ts';
import type { Failure } from './failures.ts';
import { callerName } from './names.ts';
import type { ScenarioParameters } from './parameters.ts';
import { createRandom, type Random } from './random.ts';
import { hourMs, minuteMs } from './time.ts';
import { msOfStep, type Truth } from './truth.ts';

/** A call in the shape that desks send, and what it is really about. */
export interface ScenarioCall {
  row: CallRow;
  openedAt: Date;
  closedAt: Date | null;
  /** `incident` is found by the rule; `undecided` needs a person. */
  about: 'incident' | 'something else' | 'undecided';
  /** What a person will say of an undecided one. */
  belongs: boolean;
  practice: ScenarioPractice | null;
}

export interface CallRow {
  externalId: string;
  channel: string;
  openedAt: string;
  callerName: string;
  callerPhone?: string;
  odsCode?: string;
  siteText?: string;
  shortDescription: string;
  description: string;
  category: string;
  impact: number;
  urgency: number;
  priority: number;
}

type Draft = Omit<ScenarioCall, 'row' | 'openedAt'> & {
  atMs: number;
  row: Omit<CallRow, 'externalId' | 'openedAt'>;
};

interface Desk {
  parameters: ScenarioParameters;
  estate: ScenarioEstate;
  truth: Truth;
  random: Random;
}

/** Every call of the scenario in the order in which it was opened, the late one included. */
export function makeCalls(
  parameters: ScenarioParameters,
  estate: ScenarioEstate,
  truth: Truth,
): ScenarioCall[] {
  const desk = { parameters, estate, truth, random: createRandom(`${parameters.seed}/calls`) };
  const drafts = [
    ...incidentCalls(desk),
    ...unrelatedCalls(desk),
    ...undecidedCalls(desk),
    ...lateCalls(desk),
  ].sort((a, b) => a.atMs - b.atMs);
  return drafts.map(({ atMs, row, ...draft }, index) => {
    const openedAt = new Date(atMs);
    const named = { externalId: `CALL-${String(4001 + index)}`, openedAt: openedAt.toISOString(), ...row };
    return { ...draft, openedAt, row: named };
  });
}

/** Minutes of the London day in which the desk takes calls, on working days. */
const opensAtMinute = 8 * 60;
const closesAtMinute = 18 * 60 + 30;

export function isDeskOpen(atMs: number): boolean {
  const { isoDate, minuteOfDay } = londonParts(new Date(atMs));
  return isWorkingDay(isoDate) && minuteOfDay >= opensAtMinute && minuteOfDay < closesAtMinute;
}

function incidentCalls(desk: Desk): Draft[] {
  const { parameters, truth, estate } = desk;
  const { calls, fault } = parameters;
  const drafts: Draft[] = [];
  for (const failure of truth.failures) {
    const site = estate.sites[failure.site];
    if (!site || msOfStep(truth, failure.step) < fault.from.getTime()) continue;
    const times = failure.callAt ? [failure.callAt.getTime()] : timesOfCalls(desk, failure);
    for (const atMs of times) {
      if (failure.callAt === null && atMs >= calls.lastLinkedAt.getTime()) continue;
      drafts.push(incidentCall(desk, site, failure.kind, atMs));
    }
  }
  return drafts;
}

/** Nobody calls for what they do not notice; what fails before the desk opens is reported soon after it does. */
function timesOfCalls({ parameters, truth, random }: Desk, failure: Failure): number[] {
  const { calls } = parameters;
  const startMs = msOfStep(truth, failure.step);
  if (!random.chance(failure.kind === 'flap' ? calls.afterFlap : calls.afterOutage)) return [];
  // Most call within half an hour, some only after an hour and a half.
  const first = whenOpen(startMs + (5 + 85 * random.next() ** 2) * minuteMs, random);
  if (first === undefined) return [];
  if (!random.chance(calls.secondCall)) return [first];
  const second = first + random.between(10, 40) * minuteMs;
  return isDeskOpen(second) ? [first, wholeMinute(second)] : [first];
}

const wholeMinute = (ms: number): number => Math.floor(ms / minuteMs) * minuteMs;

function whenOpen(atMs: number, random: Random): number | undefined {
  if (isDeskOpen(atMs)) return wholeMinute(atMs);
  const { isoDate, minuteOfDay } = londonParts(new Date(atMs));
  const waits = opensAtMinute - minuteOfDay;
  // Staff who come in at 7am do not call about what happened at 3am and is over.
  if (!isWorkingDay(isoDate) || waits <= 0 || waits > 150) return undefined;
  return wholeMinute(atMs + (waits + 45 * random.next() ** 2) * minuteMs);
}

const complaints = [
  ['Internet down', 'The internet down again at the practice, came back after a few minutes.'],
  ['VPN keeps disconnecting', 'Staff say the VPN connection keeps dropping and they are signed out.'],
  ['Cannot reach the clinical system', 'We cannot reach the clinical system from any computer.'],
  ['Site offline', 'Whole site offline, phones work, computers do not.'],
  ['No internet', 'No internet at reception or in the rooms since this morning.'],
  ['Network very slow', 'The network is very slow and then drops out. Prescriptions are delayed.'],
] as const;

function incidentCall(desk: Desk, site: ScenarioSite, kind: Failure['kind'], atMs: number): Draft {
  const { random } = desk;
  const [shortDescription, description] = random.pick(complaints);
  const urgency = kind === 'flap' ? 2 : 3;
  return {
    atMs,
    about: 'incident',
    belongs: true,
    practice: site.practice,
    closedAt: random.chance(0.7) ? new Date(atMs + random.whole(40, 600) * minuteMs) : null,
    row: {
      channel: random.chance(0.8) ? 'phone' : 'portal',
      callerName: callerName(random),
      ...placeOf(desk, site),
      shortDescription,
      description,
      category: 'Connectivity',
      impact: 2,
      urgency,
      priority: urgency,
    },
  };
}

/** Most calls name the practice by its code; the others by its postcode, its phone number or its name. */
function placeOf(
  { parameters, random }: Desk,
  site: ScenarioSite,
): Pick<CallRow, 'odsCode' | 'siteText' | 'callerPhone'> {
  if (!random.chance(parameters.calls.withoutOdsShare))
    return { odsCode: site.practice.odsCode, siteText: site.name };
  const way = random.whole(0, 2);
  if (way === 0) return { siteText: `Surgery at ${site.postcode}` };
  return way === 1 ? { callerPhone: site.phone } : { siteText: site.practice.name };
}

const everyday = [
  ['Printer will not print', 'Label printer in room 2 shows an error.', 'Printing'],
  ['Password reset', 'Locked out after the holidays, please reset.', 'Accounts'],
  ['New starter', 'Account and smartcard for a new receptionist.', 'Accounts'],
  ['Monitor flickers', 'Second screen at reception flickers.', 'Hardware'],
  ['Scanner not found', 'The scanner is not listed any more.', 'Hardware'],
  ['Headset broken', 'Left ear is silent.', 'Telephony'],
  ['Software update asked for', 'The document viewer asks for an update.', 'Software'],
] as const;

function unrelatedCalls(desk: Desk): Draft[] {
  const { parameters, random } = desk;
  const { calls } = parameters;
  const drafts: Draft[] = [];
  const untilMs = calls.lastUnrelatedAt.getTime();
  for (let dayMs = calls.historyFrom.getTime(); dayMs < untilMs; dayMs += 24 * hourMs) {
    const { isoDate } = londonParts(new Date(dayMs + 12 * hourMs));
    if (!isWorkingDay(isoDate)) continue;
    const today = calls.unrelatedPerDay + random.whole(-4, 4);
    for (let nth = 0; nth < today; nth += 1) {
      const minute = opensAtMinute + (closesAtMinute - opensAtMinute) * random.next() ** 1.2;
      const atMs = wholeMinute(dayMs + minute * minuteMs);
      if (atMs < untilMs) drafts.push(...unrelatedCall(desk, atMs));
    }
  }
  return [...drafts, ...unrelatedCall(desk, untilMs)];
}

/** From a practice with nothing wrong around that time: otherwise a person would have to tell the two apart. */
function unrelatedCall(desk: Desk, atMs: number): Draft[] {
  const { random, estate } = desk;
  const site = random.shuffled(estate.sites).find((each) => !failsNear(desk, each, atMs));
  if (!site) return [];
  const [shortDescription, description, category] = random.pick(everyday);
  return [
    {
      atMs,
      about: 'something else',
      belongs: false,
      practice: site.practice,
      closedAt: new Date(atMs + random.whole(20, 2000) * minuteMs),
      row: {
        channel: 'phone',
        callerName: callerName(random),
        ...placeOf(desk, site),
        shortDescription,
        description,
        category,
        impact: 3,
        urgency: 3,
        priority: 4,
      },
    },
  ];
}

function failsNear({ truth, estate }: Desk, site: ScenarioSite, atMs: number): boolean {
  return truth.failures.some((failure) => {
    const ms = msOfStep(truth, failure.step);
    if (ms < atMs - 4 * hourMs || ms > atMs + 2 * hourMs) return false;
    return estate.sites[failure.site]?.practice === site.practice;
  });
}

/** Two callers who did not say where they are: one belongs to the incident, one does not. A person decides. */
function undecidedCalls({ parameters }: Desk): Draft[] {
  const { fault } = parameters;
  const base = {
    about: 'undecided' as const,
    practice: null,
    closedAt: null,
  };
  const row = {
    channel: 'phone',
    callerName: 'Not given',
    category: 'Other',
    impact: 3,
    urgency: 3,
    priority: 4,
  };
  return [
    {
      ...base,
      belongs: true,
      atMs: fault.from.getTime() + 29 * hourMs,
      row: {
        ...row,
        siteText: 'caller hung up, branch on the hill',
        shortDescription: 'No internet',
        description: 'Said there is no internet, call was cut off.',
      },
    },
    {
      ...base,
      belongs: false,
      atMs: fault.from.getTime() + 30 * hourMs,
      row: {
        ...row,
        siteText: 'mobile caller',
        shortDescription: 'Printer paper jam',
        description: 'Wants a visit.',
      },
    },
  ];
}

function lateCalls(desk: Desk): Draft[] {
  const { parameters, truth, estate } = desk;
  const at = parameters.calls.lateCallAt;
  const forced = truth.failures.find((failure) => failure.cause === 'forced');
  const site = forced && estate.sites[forced.site];
  return at && site ? [{ ...incidentCall(desk, site, 'flap', at.getTime()), closedAt: null }] : [];
}

/** The call that comes after the end of the scenario, or undefined. */
export const lateCallOf = (
  { calls }: ScenarioParameters,
  all: readonly ScenarioCall[],
): ScenarioCall | undefined => all.find((call) => call.openedAt.getTime() === calls.lateCallAt?.getTime());

/** What a source sends of a call at an instant: as opened, or closed. */
export function rowAt(
  call: ScenarioCall,
  at: Date,
): CallRow & { status: string; updatedAt: string; closedAt?: string } {
  if (call.closedAt === null || call.closedAt > at)
    return { ...call.row, status: 'open', updatedAt: call.openedAt.toISOString() };
  const closedAt = call.closedAt.toISOString();
  return { ...call.row, status: 'closed', updatedAt: closedAt, closedAt };
}

/** Calls that a source tells between two instants: those opened, and those closed that it told before. */
export const callsBetween = (calls: readonly ScenarioCall[], from: Date, to: Date): ScenarioCall[] =>
  calls.filter(
    ({ openedAt, closedAt }) =>
      (openedAt > from && openedAt <= to) || (closedAt !== null && closedAt > from && closedAt <= to),
  );
