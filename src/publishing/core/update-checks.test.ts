import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CheckedText, checkText, findingText, styledTime } from './update-checks.ts';

const check = (body: string, more: Partial<CheckedText> = {}) =>
  checkText({ title: '', body, needsNextUpdate: true, hasNextUpdate: true, factors: [], ...more });

const rulesIn = (body: string, more: Partial<CheckedText> = {}) => check(body, more).map(({ rule }) => rule);

describe('checkText', () => {
  it.each([
    ['a plain text', '178 of 190 practices have moved. The next update is at 10:30am.'],
    ['times in the style of the NHS', 'It failed at 10am, at midday, at 10:30pm and at midnight.'],
    ['a figure with a decimal', 'Sites were connected for 99.95% of the time, with 1.5 calls an hour.'],
    ['a telephone number', 'Ring 01632 960 123 to report it.'],
    [
      'an explained abbreviation',
      'The Health and Social Care Network (HSCN) is down. HSCN carries our traffic.',
    ],
    ['the other way round', 'The HSCN (the network that practices share) is down.'],
    ['abbreviations that everybody knows', 'NHS IT staff and GP practices in the UK are told by SMS.'],
    ['a cause told as possible', 'This may be caused by a fault in the firewalls.'],
    ['an investigation', 'We are working with their supplier to find out why.'],
    ['a list', '- The first concentrator works.\n- The second one works.'],
    [
      'a claim with its figures in brackets',
      `There have been no calls since 10am (${'twenty hours of service desk time, in which '.repeat(4)}43 were expected).`,
    ],
    ['a link', 'See [the advice](https://www.england.nhs.uk/advice).'],
  ])('has nothing to say about %s', (_what, body) => {
    expect(check(body)).toEqual([]);
  });

  it.each([
    ['an NHS number', 'The patient 943 476 5919 could not be booked.', 'patient data'],
    ['a date of birth', 'The patient, date of birth 3/4/1961, could not be booked.', 'patient data'],
    ['a time with a full stop', 'We moved it at 10.30am.', 'time style'],
    ['a time with a space', 'We moved it at 10 am.', 'time style'],
    ['a time of 24 hours', 'We moved it at 14:30.', 'time style'],
    ['capitals', 'We moved it at 10AM.', 'time style'],
    ['midday as a number', 'We moved it at 12pm.', 'time style'],
    ['an address of a machine', 'Traffic to 10.20.30.40 fails.', 'machine name'],
    ['a name of a machine', 'Traffic to vpn-a.internal fails.', 'machine name'],
    ['a numbered name', 'We restarted kdc-fw-mx250-01.', 'machine name'],
    ['a serial number', 'We replaced Q2KN-ABCD-1234.', 'machine name'],
    ['the one cause', 'The root cause is the firmware.', 'cause as fact'],
    ['something as due to something', 'Practices are down due to a full concentrator.', 'cause as fact'],
    ['a long sentence', `It ${'went on and '.repeat(10)}on.`, 'long sentence'],
    ['an abbreviation', 'The KPSN is unstable.', 'abbreviation'],
  ])('finds %s', (_what, body, rule) => {
    expect(rulesIn(body)).toEqual([rule]);
  });

  it('takes only patient data for more than a warning', () => {
    const findings = check('Patient 943 476 5919 at 10.30am, due to KPSN.\nHost 10.1.2.3.', {
      hasNextUpdate: false,
    });
    const refused = findings.filter(({ severity }) => severity === 'refusal');
    expect(refused).toMatchObject([{ rule: 'patient data', line: 1 }]);
    expect(findings[0]).toBe(refused[0]);
    expect(findings.length).toBeGreaterThan(4);
  });

  it('finds a number that is broken over two lines', () => {
    expect(check('The patient 943 476\n5919 called.')).toMatchObject([{ rule: 'patient data', line: null }]);
  });

  it('says on which line, and how to write it', () => {
    const findings = check('All is well.\n\nWe moved it at 10.30am.');
    expect(findings).toMatchObject([{ field: 'body', line: 3, found: '10.30am', remedy: 'Write 10:30am' }]);
    expect(findings.map(findingText)).toEqual([
      'Line 3: “10.30am”: This time is not written in the style of the NHS. Write 10:30am.',
    ]);
  });

  it('looks at the title as well', () => {
    expect(check('Fine.', { title: 'KPSN is down' })).toMatchObject([{ field: 'title', found: 'KPSN' }]);
  });

  it('asks for the next update only while the incident is open', () => {
    expect(rulesIn('Fine.', { hasNextUpdate: false })).toEqual(['next update']);
    expect(rulesIn('Fine.', { hasNextUpdate: false, needsNextUpdate: false })).toEqual([]);
  });

  it('knows which factors are confirmed', () => {
    const body = 'The firmware fault makes firewalls restart.';
    const factors = (confirmed: boolean) => ({ factors: [{ title: 'Firmware fault', confirmed }] });
    expect(rulesIn(body, factors(false))).toEqual(['unconfirmed factor']);
    expect(rulesIn(body, factors(true))).toEqual([]);
    expect(rulesIn('The firmware fault may make firewalls restart.', factors(false))).toEqual([]);
    expect(rulesIn('It is caused by the firmware fault.', factors(true))).toEqual([]);
  });

  it('reads any text without failing, and names lines that exist', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.boolean(), (body, hasNextUpdate) => {
        for (const { line } of check(body, { hasNextUpdate }))
          expect(line ?? 1).toBeLessThanOrEqual(body.split('\n').length);
      }),
    );
  });
});

describe('styledTime', () => {
  it.each([
    ['10.30am', '10:30am'],
    ['10:00 AM', '10am'],
    ['14:30', '2:30pm'],
    ['00:00', 'midnight'],
    ['12pm', 'midday'],
    ['12am', 'midnight'],
    ['12.15 a.m.', '12:15am'],
    ['13pm', undefined],
    ['10:75am', undefined],
  ])('%s is %s', (text, styled) => {
    expect(styledTime(text)).toBe(styled);
  });
});
