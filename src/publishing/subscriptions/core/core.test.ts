import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { londonParts } from '#platform/clock';
import { channels, maskAddress, readAddress } from './address.ts';
import { addressHash, linkPurposes, openLink, signLink, signShortStop } from './link.ts';
import { confirmationText } from './messages.ts';
import { readContacts } from './plan-contacts.ts';
import { readImport } from './plan-import.ts';
import { minuteOf, quietUntil, timeOf } from './quiet.ts';
import { type Choices, mergeWants, type Wants, wantsText } from './wants.ts';

const at = (iso: string): Date => new Date(iso);

describe('an address', () => {
  it.each([
    ['email', ' Jo.Blythe@Example.ORG ', 'jo.blythe@example.org'],
    ['sms', '07700 900123', '+447700900123'],
    ['sms', '+44 (0)7700 900-123', '+447700900123'],
    ['sms', '0044 7700.900123', '+447700900123'],
    ['webhook', 'https://hooks.example.org/a?b=1#c', 'https://hooks.example.org/a?b=1'],
    ['webhook', 'HTTPS://Hooks.Example.org', 'https://hooks.example.org/'],
    ['teams', 'https://x.webhook.office.com/webhookb2/1', 'https://x.webhook.office.com/webhookb2/1'],
    [
      'teams',
      'https://prod-1.uksouth.logic.azure.com:443/workflows/2',
      'https://prod-1.uksouth.logic.azure.com/workflows/2',
    ],
  ] as const)('on %s: %s is %s', (channel, typed, address) => {
    expect(readAddress(channel, typed)).toEqual({ address });
  });

  it.each([
    ['email', ''],
    ['email', 'jo'],
    ['email', 'jo@example'],
    ['email', 'jo@example.org, mo@example.org'],
    ['email', 'jo@example.org\r\nBcc: mo@example.org'],
    ['email', '"jo@x"@example.org'],
    ['email', 'jo@[127.0.0.1]'],
    ['email', '<script>@example.org'],
    ['email', `${'a'.repeat(250)}@example.org`],
    ['sms', '01227 900123'],
    ['sms', '+1 202 555 0123'],
    ['sms', '07011 900123'],
    ['sms', '09012 345678'],
    ['sms', '07700 90012'],
    ['sms', '07700 900123;07700 900124'],
    ['webhook', 'http://hooks.example.org/'],
    ['webhook', 'javascript:alert(1)'],
    ['webhook', 'file:///etc/passwd'],
    ['webhook', 'https://user:secret@hooks.example.org/'],
    ['webhook', 'https://localhost/'],
    ['webhook', 'https://intranet/'],
    ['webhook', 'https://db.internal/'],
    ['webhook', 'https://127.0.0.1/'],
    ['webhook', 'https://2130706433/'],
    ['webhook', 'https://0x7f.1/'],
    ['webhook', 'https://10.1.2.3/'],
    ['webhook', 'https://169.254.169.254/latest/meta-data'],
    ['webhook', 'https://[::1]/'],
    ['webhook', 'https://[::ffff:10.0.0.1]/'],
    ['webhook', `https://hooks.example.org/${'a'.repeat(1000)}`],
    ['teams', 'https://hooks.example.org/'],
    ['teams', 'https://logic.azure.com.example.org/'],
  ] as const)('on %s: %s is refused with a reason', (channel, typed) => {
    expect(readAddress(channel, typed)).toEqual({ reason: expect.stringMatching(/^(is|must) .{3,}/) });
  });

  it('read again is itself, and its mask does not give it away', () => {
    for (const [channel, address] of [
      ['email', 'jo.blythe@example.org'],
      ['sms', '+447700900123'],
      ['webhook', 'https://hooks.example.org/secret'],
    ] as const) {
      expect(readAddress(channel, address)).toEqual({ address });
      expect(maskAddress(channel, address)).not.toContain(address.slice(1, -4));
    }
    expect(maskAddress('email', 'jo.blythe@example.org')).toBe('j…@example.org');
    expect(maskAddress('sms', '+447700900123')).toBe('+44…123');
  });

  it('never lets a line end or a space through, whatever is typed', () => {
    fc.assert(
      fc.property(fc.constantFrom(...channels), fc.string({ maxLength: 80 }), (channel, typed) => {
        const read = readAddress(channel, typed);
        if ('address' in read) expect(read.address).not.toMatch(/\s/);
      }),
    );
  });
});

describe('quiet hours', () => {
  const night = { fromMinute: 22 * 60, toMinute: 7 * 60 };
  it.each([
    ['in the evening', '2026-04-20T21:30:00Z', '2026-04-21T06:00:00.000Z'],
    ['after midnight', '2026-04-21T01:00:00Z', '2026-04-21T06:00:00.000Z'],
    ['in winter', '2026-12-01T23:00:00Z', '2026-12-02T07:00:00.000Z'],
    ['in the night that loses an hour', '2026-03-28T23:00:00Z', '2026-03-29T06:00:00.000Z'],
    ['in the night that has an hour more', '2026-10-24T22:00:00Z', '2026-10-25T07:00:00.000Z'],
    ['at their first minute', '2026-04-20T21:00:00Z', '2026-04-21T06:00:00.000Z'],
  ])('%s a message waits until they end', (_, now, until) => {
    expect(quietUntil(night, at(now))?.toISOString()).toBe(until);
  });

  it.each([
    ['by day', '2026-04-20T12:00:00Z'],
    ['at their last minute', '2026-04-21T06:00:00Z'],
  ])('%s a message goes at once', (_, now) => {
    expect(quietUntil(night, at(now))).toBeUndefined();
  });

  it.each([
    // 1:30am does not exist: the clock moves on to 2:30am.
    [
      'an end in the hour that is skipped',
      '2026-03-28T23:00:00Z',
      23 * 60 - 60,
      90,
      '2026-03-29T01:30:00.000Z',
    ],
    ['an end in the hour that is repeated', '2026-10-24T23:00:00Z', 23 * 60, 90, '2026-10-25T00:30:00.000Z'],
    ['… asked in its second pass', '2026-10-25T01:10:00Z', 23 * 60, 90, '2026-10-25T01:30:00.000Z'],
  ])('%s', (_, now, fromMinute, toMinute, until) => {
    expect(quietUntil({ fromMinute, toMinute }, at(now))?.toISOString()).toBe(until);
  });

  it('are never when both ends are the same, and by day when they do not go over midnight', () => {
    expect(quietUntil({ fromMinute: 60, toMinute: 60 }, at('2026-04-20T00:00:00Z'))).toBeUndefined();
    const midday = { fromMinute: 12 * 60, toMinute: 13 * 60 };
    expect(quietUntil(midday, at('2026-04-20T11:30:00Z'))?.toISOString()).toBe('2026-04-20T12:00:00.000Z');
    expect(quietUntil(midday, at('2026-04-20T12:00:00Z'))).toBeUndefined();
  });

  it('end later than they are asked about, within a day and an hour, and are over then', () => {
    const minute = fc.integer({ min: 0, max: 1439 });
    const instant = fc.date({ min: at('2026-01-01'), max: at('2028-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(minute, minute, instant, (fromMinute, toMinute, now) => {
        const until = quietUntil({ fromMinute, toMinute }, now);
        if (!until) return;
        const waitHours = (until.getTime() - now.getTime()) / 3_600_000;
        expect(waitHours).toBeGreaterThan(0);
        expect(waitHours).toBeLessThanOrEqual(25);
        // In the hour that is skipped the clock shows an hour more.
        expect([toMinute, toMinute + 60]).toContain(londonParts(until).minuteOfDay);
      }),
    );
  });

  it('are typed as times of day', () => {
    expect(minuteOf('22:05')).toBe(1325);
    expect(timeOf(1325)).toBe('22:05');
    for (const wrong of ['', '24:00', '7:00', '07:60', 'noon']) expect(minuteOf(wrong)).toBeUndefined();
  });
});

describe('a link', () => {
  const secret = Buffer.alloc(32, 7);
  const id = '0f8fad5b-d9cb-469f-a165-70867728950e';
  const now = at('2026-04-20T07:00:00Z');
  const until = at('2026-04-27T07:00:00Z');

  it('is opened by what it was made for, until its time is over', () => {
    const token = signLink(secret, { purpose: 'confirm', id, until });
    expect(token).toMatch(/^[\w-]{50}$/);
    expect(openLink(secret, token, { purpose: 'confirm', now })).toBe(id);
    expect(openLink(secret, token, { purpose: 'confirm', now: until })).toBeUndefined();
    for (const purpose of linkPurposes.filter((each) => each !== 'confirm'))
      expect(openLink(secret, token, { purpose, now })).toBeUndefined();
    const forEver = signLink(secret, { purpose: 'stop', id });
    expect(openLink(secret, forEver, { purpose: 'stop', now: at('2100-01-01T00:00:00Z') })).toBe(id);
  });

  it('to end text messages is short, and opens that page alone', () => {
    const token = signShortStop(secret, id);
    expect(token).toMatch(/^[\w-]{32}$/);
    expect(linkPurposes.filter((purpose) => openLink(secret, token, { purpose, now }) === id)).toEqual([
      'stop',
    ]);
  });

  it.each([signLink(secret, { purpose: 'stop', id }), signShortStop(secret, id)])(
    'that was changed anywhere, spelled otherwise, or signed by another, opens nothing',
    (token) => {
      const other = (letter: string): string => (letter === 'A' ? 'B' : 'A');
      for (let place = 0; place < token.length; place += 1) {
        const forged = `${token.slice(0, place)}${other(token[place] ?? '')}${token.slice(place + 1)}`;
        expect(openLink(secret, forged, { purpose: 'stop', now }), String(place)).toBeUndefined();
      }
      for (const forged of ['', `${token}=`, `${token}A`, token.slice(1), ` ${token}`, '../../etc/passwd'])
        expect(openLink(secret, forged, { purpose: 'stop', now }), forged).toBeUndefined();
      expect(openLink(Buffer.alloc(32, 8), token, { purpose: 'stop', now })).toBeUndefined();
    },
  );

  it('does not share its signature with the hash of an address', () => {
    const hash = addressHash(secret, 'email', 'jo@example.org');
    expect(hash).toHaveLength(32);
    expect(hash.equals(addressHash(secret, 'email', 'mo@example.org'))).toBe(false);
    expect(hash.equals(addressHash(secret, 'webhook', 'jo@example.org'))).toBe(false);
    expect(hash.equals(addressHash(Buffer.alloc(32, 8), 'email', 'jo@example.org'))).toBe(false);
  });
});

const choices: Choices = {
  areas: [{ key: 'ct', name: 'Canterbury area (CT)' }],
  groups: [{ key: 'group-coast', name: 'Coast' }],
  practices: [{ key: 'G99001', name: 'Acorn Lane Surgery, Amberwick (G99001)' }],
  incidents: [{ key: 'firewalls', name: 'Firewalls drop their connection' }],
};
const wants = (more: Partial<Wants> = {}): Wants => ({
  scopes: [{ kind: 'everything', key: '' }],
  updates: true,
  plannedWork: false,
  leastSeverity: 5,
  quiet: null,
  ...more,
});

describe('what somebody wants', () => {
  it('is said in sentences', () => {
    expect(wantsText(choices, wants())).toEqual(['Messages about updates: everything.']);
    expect(
      wantsText(
        choices,
        wants({
          scopes: [
            { kind: 'area', key: 'ct' },
            { kind: 'practice', key: 'G99001' },
            { kind: 'incident', key: 'long-gone' },
          ],
          plannedWork: true,
          leastSeverity: 2,
          quiet: { fromMinute: 1320, toMinute: 420 },
        }),
      ),
    ).toEqual([
      'Messages about updates and planned work: Canterbury area (CT), Acorn Lane Surgery, Amberwick (G99001) and the issue “long-gone”.',
      'Only about issues of severity 1 to 2.',
      'Not between 22:00 and 07:00, UK time: they wait until then.',
    ]);
  });

  it('is added to what is there; everything takes in the rest', () => {
    const practice = { kind: 'practice', key: 'G99001' } as const;
    const both = mergeWants(
      wants({ scopes: [practice] }),
      wants({ scopes: [practice, { kind: 'area', key: 'ct' }], updates: false, plannedWork: true }),
    );
    expect(both.scopes).toEqual([practice, { kind: 'area', key: 'ct' }]);
    expect(both).toMatchObject({ updates: true, plannedWork: true });
    expect(mergeWants(both, wants()).scopes).toEqual([{ kind: 'everything', key: '' }]);
  });

  it('is confirmed by a text that fits into two messages', () => {
    const link = `https://status.example.org/subscribe/confirm/${'a'.repeat(50)}`;
    const given = { serviceName: 'IT issues', organisation: 'Example board', chosen: ['x'], link, days: 7 };
    expect(confirmationText({ channel: 'sms', ...given }).text.length).toBeLessThanOrEqual(306);
    expect(confirmationText({ channel: 'email', ...given }).text).toContain(link);
  });
});

describe('a list', () => {
  const line = (number: number, values: Record<string, string>) => ({ line: number, values });

  it('is read with what each row wants', () => {
    const { rows, faults } = readImport(
      [
        line(2, { channel: 'Email', address: 'Jo@example.org' }),
        line(3, {
          channel: 'sms',
          address: '07700 900123',
          about: 'area:CT practice:g99001',
          planned_work: 'YES',
          least_severity: '2',
        }),
      ],
      choices,
    );
    expect(faults).toEqual([]);
    expect(rows.map(({ address, wants: { scopes } }) => [address, scopes.length])).toEqual([
      ['jo@example.org', 1],
      ['+447700900123', 2],
    ]);
    expect(rows[1]?.wants).toMatchObject({ plannedWork: true, leastSeverity: 2 });
  });

  it.each([
    ['channel', { channel: 'fax', address: 'x' }],
    ['address', { channel: 'email', address: 'x' }],
    ['address', { channel: 'email', address: 'jo@example.org' }],
    ['about', { channel: 'email', address: 'a@example.org', about: 'area:zz' }],
    ['about', { channel: 'email', address: 'a@example.org', about: 'constructor' }],
    ['planned_work', { channel: 'email', address: 'a@example.org', planned_work: '1' }],
    ['least_severity', { channel: 'email', address: 'a@example.org', least_severity: '6' }],
  ])('refuses a wrong %s by line and column', (field, values) => {
    const first = line(2, { channel: 'email', address: 'jo@example.org' });
    const { rows, faults } = readImport([first, line(3, values)], choices);
    expect(faults).toEqual([{ line: 3, field, reason: expect.any(String) }]);
    expect(rows).toHaveLength(1);
  });

  it.each([
    ['ods_code', { ods_code: 'G99009', channel: 'email', address: 'a@example.org' }],
    ['channel', { ods_code: 'G99001', channel: 'pigeon', address: 'a@example.org' }],
    ['address', { ods_code: 'G99001', channel: 'email', address: '' }],
    ['address', { ods_code: 'g99001', channel: 'email', address: 'JO@example.org' }],
    ['name', { ods_code: '', channel: 'email', address: 'a@example.org', name: 'x'.repeat(121) }],
  ])('of practices refuses a wrong %s', (field, values) => {
    const first = line(2, { ods_code: 'g99001', channel: 'email', address: 'jo@example.org', name: 'Jo' });
    const { rows, faults } = readContacts([first, line(3, values)], new Map([['G99001', 1]]));
    expect(faults).toEqual([{ line: 3, field, reason: expect.any(String) }]);
    expect(rows).toEqual([{ practiceId: 1, channel: 'email', address: 'jo@example.org', name: 'Jo' }]);
  });
});
