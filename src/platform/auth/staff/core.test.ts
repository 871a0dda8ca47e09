import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashPassword, makePasswordsCheap, passwordFault, verifyPassword } from './password.ts';
import { codeAtStep, matchingStep, otpauthAddress, stepAt, toBase32 } from './totp.ts';

describe('time-based codes', () => {
  const secret = Buffer.from('12345678901234567890');

  // The last six of the eight digits in RFC 6238, appendix B.
  it.each([
    ['1970-01-01T00:00:59Z', '287082'],
    ['2005-03-18T01:58:29Z', '081804'],
    ['2005-03-18T01:58:31Z', '050471'],
    ['2009-02-13T23:31:30Z', '005924'],
    ['2033-05-18T03:33:20Z', '279037'],
    ['2603-10-11T11:33:20Z', '353130'],
  ])('at %s is %s', (at, code) => {
    expect(codeAtStep(secret, stepAt(new Date(at)))).toBe(code);
  });

  it('are accepted one step early and one late, never two, and never twice', () => {
    const now = new Date('2026-04-20T08:00:00Z');
    const step = stepAt(now);
    const accepts = (offset: number, lastStep = 0) =>
      matchingStep(secret, codeAtStep(secret, step + offset), { now, lastStep });
    expect([-2, -1, 0, 1, 2].map((offset) => accepts(offset))).toEqual([
      undefined,
      step - 1,
      step,
      step + 1,
      undefined,
    ]);
    expect(accepts(0, step)).toBeUndefined();
    expect(accepts(0, step - 1)).toBe(step);
    expect(matchingStep(secret, '', { now, lastStep: 0 })).toBeUndefined();
    expect(matchingStep(secret, `${codeAtStep(secret, step)}0`, { now, lastStep: 0 })).toBeUndefined();
  });

  it('take a secret in base32 (RFC 4648, section 10)', () => {
    expect(
      ['', 'f', 'fo', 'foo', 'foob', 'fooba', 'foobar'].map((text) => toBase32(Buffer.from(text))),
    ).toEqual(['', 'MY', 'MZXQ', 'MZXW6', 'MZXW6YQ', 'MZXW6YTB', 'MZXW6YTBOI']);
    expect(otpauthAddress(Buffer.from('foo'), 'A & B', 'a@example.org')).toBe(
      'otpauth://totp/A%20%26%20B:a%40example.org?secret=MZXW6&issuer=A%20%26%20B',
    );
  });
});

describe('passwords', () => {
  const about = ['Robin Example', 'robin@example.org', 'allclear'];

  it.each([
    ['short', 'tooshort1!'],
    ['one letter', 'aaaaaaaaaaaaaaaa'],
    ['two letters in turn', 'abababababababab'],
    ['a run of numbers', '123456789012'],
    ['runs of keys', 'qwertyuiop123'],
    ['a run backwards', '9876543210987'],
    ['a breached one', 'correcthorsebatterystaple'],
    ['a breached one in capitals', 'ManchesterUnited'],
    ['a common word with digits', 'Password2026!'],
    ['a masked common word', 'P@ssw0rd1234'],
    ['two common words', 'welcomemonday1'],
    ['their own name', 'robinexample99'],
    ['their address', 'robin@example.org'],
    ['the name of the service', 'allclear2026!'],
    ['more than anybody types', 'a1b2 '.repeat(40)],
  ])('are refused: %s', (_what, password) => {
    expect(passwordFault(password, about)).toEqual(expect.any(String));
  });

  it.each([
    'gravel-lantern-otter-42',
    'three random words',
    'ein langer Satz über Kühe',
    'robin hears the postman twice',
    'k9$vTq2#mZx7Lp',
  ])('are accepted: %s', (password) => {
    expect(passwordFault(password, about)).toBeUndefined();
  });

  it('need no signs or digits: any three words of a long list will do', () => {
    const word = fc.constantFrom(
      'gravel',
      'lantern',
      'otter',
      'velvet',
      'cobalt',
      'thimble',
      'harvest',
      'pigeon',
    );
    fc.assert(
      fc.property(fc.uniqueArray(word, { minLength: 3, maxLength: 4 }), (words) => {
        expect(passwordFault(words.join(' '), about)).toBeUndefined();
      }),
    );
  });

  it('are stored salted and derived, and compared as people type them', async () => {
    const makeDearAgain = makePasswordsCheap();
    makeDearAgain();
    const stored = await hashPassword('gravel Lantern é otter');
    expect(stored).toMatch(/^scrypt\$65536\$8\$2\$/);
    expect(stored).not.toContain('gravel');
    expect(await hashPassword('gravel Lantern é otter')).not.toBe(stored);
    // The accent as a sign of its own, as some keyboards send it.
    expect(await verifyPassword('gravel Lantern é otter', stored)).toBe(true);
    expect(await verifyPassword('gravel lantern é otter', stored)).toBe(false);
    expect(await verifyPassword('gravel Lantern é otter', null)).toBe(false);
  });
});
