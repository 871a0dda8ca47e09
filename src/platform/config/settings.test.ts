import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AllclearError } from '../errors/index.ts';
import { parseSettings, settingsReference } from './index.ts';

function refusal(env: Record<string, string>): AllclearError {
  try {
    parseSettings(env);
  } catch (error) {
    if (error instanceof AllclearError) return error;
    throw error;
  }
  throw new Error('These settings were accepted.');
}

describe('settings', () => {
  it('have defaults that serve this machine only', () => {
    expect(parseSettings({ PATH: '/bin', HOME: '/srv/me' })).toMatchObject({
      port: 8080,
      host: '127.0.0.1',
      dataDir: './data',
      databaseUrl: undefined,
      publicUrl: 'http://localhost:8080',
      readingCadenceSeconds: 300,
      callFeedStaleMinutes: 60,
      maxBodyMb: 32,
    });
  });

  it('follow the environment', () => {
    const settings = parseSettings({
      ALLCLEAR_PORT: '9000',
      ALLCLEAR_PUBLIC_URL: 'https://status.example.nhs.uk/',
      DATABASE_URL: 'postgresql://me:pw@db.example/allclear',
    });
    expect(settings).toMatchObject({
      port: 9000,
      publicUrl: 'https://status.example.nhs.uk',
      databaseUrl: 'postgresql://me:pw@db.example/allclear',
    });
    expect(parseSettings({ ALLCLEAR_PORT: '9000' }).publicUrl).toBe('http://localhost:9000');
  });

  it('take an empty variable as not set', () => {
    expect(parseSettings({ ALLCLEAR_PORT: '', ALLCLEAR_REPORT_PHONE: '', DATABASE_URL: '' })).toEqual(
      parseSettings({}),
    );
  });

  it('are refused with all faults at once', () => {
    const error = refusal({
      ALLCLEAR_PORT: '80a',
      ALLCLEAR_MAX_BODY_MB: '0',
      ALLCLEAR_LOG_LEVEL: 'loud',
      ALLCLEAR_PROT: '81',
      ALLCLEAR_REPORT_EMAIL: 'desk',
    });
    expect(error.code).toBe('settings.invalid');
    expect(error.faults).toEqual(
      expect.arrayContaining([
        { field: 'ALLCLEAR_PORT', reason: 'must be a whole number, not "80a"' },
        { field: 'ALLCLEAR_MAX_BODY_MB', reason: 'must be from 1 to 1024, not "0"' },
        { field: 'ALLCLEAR_LOG_LEVEL', reason: 'must be debug, info, warn, error or silent, not "loud"' },
        { field: 'ALLCLEAR_PROT', reason: 'is not a setting' },
        { field: 'ALLCLEAR_REPORT_EMAIL', reason: 'must be an email address, not "desk"' },
      ]),
    );
    expect(error.faults).toHaveLength(5);
  });

  it('never show a secret in a refusal', () => {
    const error = refusal({ DATABASE_URL: 'mysql://me:hunter2@db.example/x' });
    expect(JSON.stringify(error) + error.message).toContain('DATABASE_URL');
    expect(JSON.stringify(error) + error.message).not.toContain('hunter2');
  });

  it.each(['ftp://example.org', 'example.org', 'javascript:alert(1)'])(
    'refuse %s as a public address',
    (url) => {
      expect(refusal({ ALLCLEAR_PUBLIC_URL: url }).faults).toHaveLength(1);
    },
  );
});

describe('the settings reference', () => {
  it('is up to date (to write it anew: npx tsx src/platform/config/write-reference.ts)', async () => {
    const kept = await readFile(join(import.meta.dirname, '../../../docs/reference/settings.md'), 'utf8');
    expect(kept).toBe(settingsReference());
  });

  describe('of the identity provider', () => {
    const whole = {
      ALLCLEAR_PUBLIC_URL: 'https://status.example.org',
      ALLCLEAR_OIDC_ISSUER: 'https://login.microsoftonline.com/0000-1111/v2.0',
      ALLCLEAR_OIDC_CLIENT_ID: 'id',
      ALLCLEAR_OIDC_CLIENT_SECRET: 'hush',
    };

    it('are none unless they are set, and then whole', () => {
      expect(parseSettings({}).provider).toBeUndefined();
      const groups = 'IT leads=incident lead, desk; id=1=viewer;';
      expect(parseSettings({ ...whole, ALLCLEAR_OIDC_GROUP_ROLES: groups }).provider).toEqual({
        issuer: whole.ALLCLEAR_OIDC_ISSUER,
        clientId: 'id',
        clientSecret: 'hush',
        name: 'your organisation',
        scopes: 'openid profile email',
        groupClaim: 'groups',
        groupRoles: new Map([
          ['IT leads', ['incident lead', 'desk']],
          ['id=1', ['viewer']],
        ]),
        trustedEmailClaim: undefined,
        secondFactor: 'provider',
      });
    });

    it.each([
      ['half set', { ALLCLEAR_OIDC_CLIENT_ID: '' }, 'ALLCLEAR_OIDC_CLIENT_ID is needed'],
      ['over http', { ALLCLEAR_OIDC_ISSUER: 'http://idp.example' }, 'must begin with https'],
      [
        'open to every tenant',
        { ALLCLEAR_OIDC_ISSUER: 'https://login.microsoftonline.com/common/v2.0' },
        'must name your own tenant',
      ],
      [
        'at an address without https',
        { ALLCLEAR_PUBLIC_URL: 'http://status.example.org' },
        'must begin with https',
      ],
      ['with a role that is none', { ALLCLEAR_OIDC_GROUP_ROLES: 'a=king' }, 'must be like'],
      ['with the role of a data feed', { ALLCLEAR_OIDC_GROUP_ROLES: 'a=intake' }, 'must be like'],
      ['with a group without a role', { ALLCLEAR_OIDC_GROUP_ROLES: 'a' }, 'must be like'],
      ['without asking for an ID token', { ALLCLEAR_OIDC_SCOPES: 'profile' }, 'must include openid'],
    ])('are refused %s', (_what, change, words) => {
      expect(() => parseSettings({ ...whole, ...change })).toThrow(words);
    });

    it('never show the secret', () => {
      expect(() => parseSettings({ ...whole, ALLCLEAR_OIDC_SCOPES: 'x' })).toThrow(
        expect.objectContaining({ message: expect.not.stringContaining('hush') }),
      );
    });
  });
});
