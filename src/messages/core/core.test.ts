import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import '../../../test/support/properties.ts';
import { messageParameters } from '../model.ts';
import { addressFault, hasControl, withoutAddresses } from './address.ts';
import { addressIsGone, messageName, messageNumber, readBounce } from './bounce.ts';
import { measureSms, smsText, toGsm } from './gsm.ts';
import { presentParcel, type StoredParcel } from './present.ts';
import { retryAfter } from './retry.ts';

describe('a text message', () => {
  it.each([
    ['', 0, 1],
    ['a'.repeat(160), 160, 1],
    ['a'.repeat(161), 161, 2],
    ['a'.repeat(306), 306, 2],
    ['a'.repeat(307), 307, 3],
    ['€', 2, 1],
    ['[€]', 6, 1],
    [`${'a'.repeat(159)}€`, 161, 2],
  ])('of the plain alphabet is counted: %s', (text, length, parts) => {
    expect(measureSms(text)).toEqual({ alphabet: 'gsm', length, parts });
  });

  it('with any other character holds fewer', () => {
    expect(measureSms('ŵ'.repeat(70))).toEqual({ alphabet: 'unicode', length: 70, parts: 1 });
    expect(measureSms('ŵ'.repeat(71)).parts).toBe(2);
    expect(measureSms('“quoted” – text…').alphabet).toBe('unicode');
    expect(measureSms(toGsm('“quoted” – text…'))).toMatchObject({ alphabet: 'gsm', parts: 1 });
  });

  it('never has more than two parts, and always its whole link', () => {
    const link = 'https://status.example/incidents/firewalls/updates/12';
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 500 }), (words) => {
        const text = smsText(words, link);
        expect(measureSms(text).parts).toBeLessThanOrEqual(2);
        expect(text.endsWith(` ${link}`)).toBe(true);
      }),
    );
    expect(smsText('Short.', null)).toBe('Short.');
  });
});

describe('a text message as it is sent', () => {
  const stored: StoredParcel = {
    id: 1,
    noticeId: 1,
    kind: 'update',
    incident: 'firewalls',
    updateNumber: 12,
    thread: 'incident.firewalls',
    subject: 'Firewalls drop their connection',
    body: 'Long.',
    html: null,
    short: `Firewalls drop their connection. ${'Almost all practices have moved. '.repeat(9)}`,
    path: '/incidents/firewalls/updates/12',
    recipientId: null,
    channel: 'sms',
    address: '+447700900123',
    unsubscribeUrl: '/stop/tokentokentokentokentokentokento',
    oneClickUrl: null,
    exercise: true,
    attempts: 1,
    inDoubt: false,
    createdAt: new Date(0),
  };
  const end =
    'https://status.example/incidents/firewalls/updates/12 Stop: https://status.example/stop/tokentokentokentokentokentokento';

  it('ends with its link and the way to stop, both whole, in two parts', () => {
    const { short } = presentParcel(stored, 'https://status.example');
    expect(short).toMatch(/^EXERCISE: Firewalls drop their connection\. Almost all practices .*\.\.\. https/);
    expect(short.endsWith(` ${end}`)).toBe(true);
    expect(measureSms(short).parts).toBe(2);
  });

  it('says how to stop where there is something to stop, and on telephones alone', () => {
    const shortOf = (more: Partial<StoredParcel>) =>
      presentParcel({ ...stored, ...more }, 'https://status.example').short;
    expect(shortOf({ unsubscribeUrl: null })).not.toContain('Stop');
    expect(shortOf({ channel: 'email' })).not.toContain('Stop');
    expect(shortOf({ short: 'Here: {link}' })).toBe(`EXERCISE: Here: ${end}`);
  });
});

describe('the wait before another attempt', () => {
  it('grows, differs between messages within its share, and ends', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e9 }), fc.integer({ min: 1, max: 9 }), (id, attempts) => {
        const wait = retryAfter({ id, attempts }) ?? Number.NaN;
        const base = messageParameters.retrySeconds[attempts - 1] ?? Number.NaN;
        expect(wait).toBeGreaterThanOrEqual(base);
        expect(wait).toBeLessThanOrEqual(base * (1 + messageParameters.jitter));
      }),
    );
    expect(retryAfter({ id: 1, attempts: 10 })).toBeUndefined();
    expect(retryAfter({ id: 1, attempts: 1 }, 600)).toBe(600);
    const waits = new Set(Array.from({ length: 100 }, (_, id) => retryAfter({ id, attempts: 3 })));
    expect(waits.size).toBeGreaterThan(80);
  });
});

describe('what another system said', () => {
  it.each([
    ['email', 'bob.smith@x.example', '550 5.1.1 <Bob.Smith@x.example>: no', '550 5.1.1 <(address)>: no'],
    ['email', 'bob.smith@x.example', '550 bob.smith: User unknown', '550 (address): User unknown'],
    ['email', 'bob@x.example', 'rfc822;other+tag@y.example, moved', 'rfc822;(address), moved'],
    [
      'email',
      'bob@x.example',
      'see https://a.example/?p=bob%40x.example',
      'see https://a.example/?p=(address)',
    ],
    ['email', 'mail@x.example', 'No such mailbox', 'No such mailbox'],
    ['email', null, 'to <someone@y.example> 5.1.1', 'to <(address)> 5.1.1'],
    ['sms', '+447700900123', 'No 07700900123 or 447700900123.', 'No (address) or (address).'],
    [
      'teams',
      'https://t.example/hook/secret?sig=x',
      't.example/hook/secret?sig=x: no',
      't.example(address): no',
    ],
    ['webhook', 'https://[', 'It is not https://[.', 'It is not (address).'],
  ] as const)('%s %s: %s', (channel, address, said, left) => {
    expect(withoutAddresses(said, channel, address)).toBe(left);
  });
});

describe('an address', () => {
  it('is one plain address of its channel', () => {
    for (const good of ['a@b.example', "o'neil+news@b.example"])
      expect(addressFault('email', good)).toBeUndefined();
    for (const bad of [
      '',
      'a',
      'a@',
      '@b',
      'a@b@c',
      'a b@c.example',
      'a@b.example\n',
      'a@b.example,c@d.example',
      '<a@b.example>',
      '"a"@b.example',
      `${'a'.repeat(70)}@b.example`,
    ])
      expect(addressFault('email', bad), bad).toBeDefined();
    expect(hasControl('a\u2028b')).toBe(true);
  });
});

describe('a delivery report', () => {
  it('names its message, whatever else stands in it, or says why it cannot be used', () => {
    expect(messageNumber(messageName(7))).toBe(7);
    const headers =
      'Action: failed\nStatus: 5.1.1\nFinal-Recipient: rfc822; a@b.example\n\nMessage-ID: <message-7@board.example>\n';
    expect(readBounce(headers)).toMatchObject({
      message: 7,
      recipient: 'a@b.example',
      action: 'failed',
      status: '5.1.1',
    });
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 2_000 }), (text) => {
        expect(() => readBounce(text)).not.toThrow();
      }),
    );
    expect(['5.1.1', '5.1.10', '5.2.1'].every(addressIsGone)).toBe(true);
    expect(['5.7.1', '5.2.2', '4.1.1', '5.1.8'].some(addressIsGone)).toBe(false);
  });
});
