import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { estateVerbs } from '#estate';
import { incidentVerbs } from '#incidents';
import { planningVerbs } from '#planning';
import { staffVerbs } from '#platform/auth';
import { defineVerb, type Verb } from '#platform/verbs';
import { publishingVerbs } from '#publishing';
import { recoveryVerbs } from '#recovery';
import { reviewVerbs } from '#review';
import { servicedeskVerbs } from '#servicedesk';
import { readInput, typedOf } from './read.ts';
import { formOf, labelOf } from './schema.ts';

const verbs: Verb[] = [
  ...estateVerbs,
  ...servicedeskVerbs,
  ...incidentVerbs,
  ...planningVerbs,
  ...recoveryVerbs,
  ...publishingVerbs,
  ...reviewVerbs,
  ...staffVerbs,
];

const find = (name: string): Verb => {
  const verb = verbs.find((each) => each.name === name);
  if (!verb) throw new Error(`There is no verb ${name}.`);
  return verb;
};

/** What the form of a verb makes of typed fields. */
const read = (verb: Verb, fields: [string, string][]) =>
  readInput(formOf(verb), typedOf(new URLSearchParams(fields)));

describe('the form of a verb', () => {
  it.each(verbs.map((verb) => [verb.name, verb] as const))(
    '%s has a field for each thing it takes',
    (_name, verb) => {
      const fields = formOf(verb).flatMap((group) => group.fields.map((field) => field.name.split('.')[0]));
      expect([...new Set(fields)].sort()).toEqual(Object.keys(verb.input.shape).sort());
    },
  );

  it.each(verbs.map((verb) => [verb.name, verb] as const))(
    '%s left empty sends nothing but boxes not ticked',
    (_name, verb) => {
      const { input, faults } = read(verb, []);
      expect(faults).toEqual([]);
      for (const [name, value] of Object.entries(input)) expect([false, null], name).toContain(value);
    },
  );

  it('reads every kind of field into what the verb takes', () => {
    const { input, faults } = read(find('measure.add'), [
      ['incident', 'firewalls'],
      ['key', 'downloads'],
      ['title', 'Downloads wait'],
      ['description', 'Until 10am.'],
      ['temporary', 'yes'],
      ['startedAt', '2026-04-22T09:00'],
      ['promise.metric', 'concentrator.peakUtilisation'],
      ['promise.parameters', 'concentrator=VPN-A\r\nweekdays=true'],
      ['promise.baselineFrom', '2026-04-16T00:00'],
      ['promise.baselineTo', '2026-04-22T00:00'],
      ['promise.comparator', 'below'],
      ['promise.expected', '85'],
      ['promise.by', '2026-04-27T00:00'],
    ]);
    expect(faults).toEqual([]);
    expect(input).toMatchObject({
      temporary: true,
      startedAt: '2026-04-22T08:00:00.000Z',
      promise: {
        parameters: { concentrator: 'VPN-A', weekdays: true },
        expected: 85,
        by: '2026-04-26T23:00:00.000Z',
      },
    });
    expect(find('measure.add').input.safeParse(input).error).toBeUndefined();
  });

  it('leaves out a group of which nothing was filled in, although its choices send something', () => {
    const { input } = read(find('measure.add'), [
      ['incident', 'firewalls'],
      ['promise.metric', 'sites.downNow'],
      ['promise.comparator', 'below'],
    ]);
    expect(input).not.toHaveProperty('promise');
  });

  it('reads lists, pairs and a choice of none', () => {
    const { input } = read(find('incident.describe'), [
      ['incident', 'firewalls'],
      ['symptomWords', ' internet \r\n\r\nvpn'],
      ['components', 'concentrator=VPN-A\nfirmware=7.1=beta'],
      ['eprrType', '(none)'],
    ]);
    expect(input).toMatchObject({
      symptomWords: ['internet', 'vpn'],
      components: [
        { key: 'concentrator', value: 'VPN-A' },
        { key: 'firmware', value: '7.1=beta' },
      ],
      eprrType: null,
    });
    expect(find('incident.describe').input.safeParse(input).success).toBe(true);
  });

  it('says which line is no pair, and what is no JSON', () => {
    expect(read(find('incident.declare'), [['components', 'VPN-A']]).faults).toEqual([
      { field: 'components', reason: '"VPN-A" is not of the form name=value' },
    ]);
    expect(read(find('call.import'), [['calls', '[{']]).faults).toEqual([
      { field: 'calls', reason: 'is not valid JSON' },
    ]);
  });

  it('passes on what it cannot read, so that the schema says what is wrong', () => {
    const { input } = read(find('incident.declare'), [
      ['itSeverity', 'high'],
      ['startedAt', 'yesterday'],
    ]);
    const faults = find('incident.declare')
      .input.safeParse(input)
      .error?.issues.map(({ path }) => path.join('.'));
    expect(faults).toEqual(expect.arrayContaining(['itSeverity', 'startedAt']));
  });

  it('keeps any text as it was typed, but for the line ends that browsers send', () => {
    const verb = defineVerb({
      name: 'x.y',
      summary: 'X',
      input: z.strictObject({ body: z.string().max(9999) }),
      run: async () => undefined,
    });
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (text) => {
        fc.pre(text.trim() !== '' && !text.includes('\r'));
        expect(read(verb, [['body', text.replaceAll('\n', '\r\n')]]).input).toEqual({ body: text });
      }),
    );
  });
});

describe('labelOf', () => {
  it.each([
    ['startedAt', 'Started at'],
    ['promise.windowHours', 'Window hours'],
    ['itSeverity', 'IT severity'],
    ['incident', 'Incident'],
  ])('%s is %s', (name, label) => {
    expect(labelOf(name)).toBe(label);
  });
});
