import { describe, expect, it } from 'vitest';
import { adviseOn } from './update-checks.ts';

const none = { unconfirmedFactors: [], nextUpdateDue: true };

describe('adviseOn', () => {
  it('has nothing to say about a good text', () => {
    expect(adviseOn('178 of 190 practices have moved. The next update is at 10:30am.', none)).toEqual([]);
  });

  it.each([
    ['a time with a full stop', 'We moved it at 10.30am.', '10:30am'],
    ['a time with a space', 'We moved it at 10 am.', '10am'],
    ['an address of a machine', 'Traffic to 10.20.30.40 fails.', 'address of a machine'],
    ['a name of a machine', 'Traffic to vpn-a.internal fails.', 'name of a machine'],
    ['the one cause', 'The root cause is the firmware.', 'rarely one cause'],
    ['an NHS number', 'The patient 943 476 5919 could not be booked.', 'NHS number'],
    ['a long sentence', `It ${'went on and '.repeat(10)}on.`, 'more than 25 words'],
  ])('speaks of %s', (_what, text, advice) => {
    expect(adviseOn(text, none).join(' ')).toContain(advice);
  });

  it('speaks of a factor that is not confirmed, and of a missing time', () => {
    const advice = adviseOn('The firmware fault did it.', {
      unconfirmedFactors: ['Firmware fault'],
      nextUpdateDue: false,
    });
    expect(advice.join(' ')).toMatch(/when the next update comes.*Firmware fault/);
  });
});
