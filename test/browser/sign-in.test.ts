import type { Browser, BrowserContext, CDPSession, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { breakGlass } from '../../src/platform/auth/index.ts';
import { type RunningConsole, startConsole } from '../support/console.ts';
import { type IdentityProvider, startIdentityProvider } from '../support/identity-provider.ts';
import { freePort } from '../support/server-process.ts';
import { describeWithBrowser, expectAxeClean, takeScreenshot } from './support.ts';

const password = 'gravel-lantern-otter-42';
const email = 'robin@example.org';

const sizes: readonly [name: string, width: number, height: number][] = [
  ['narrow', 320, 640],
  ['phone', 390, 844],
  ['desk', 1280, 900],
];

/** On a machine that does other things as well, a browser that signs in five times takes its time. */
const patience = 120_000;

/** Looks at a page at every size: nothing wrong for axe, nothing wider than the window, a picture to look at. */
async function look(page: Page, name: string): Promise<void> {
  for (const [size, width, height] of sizes) {
    await page.setViewportSize({ width, height });
    // What axe sees at 320 pixels it also sees at 390.
    if (size !== 'narrow') await expectAxeClean(page);
    const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
    expect(overflow, `${name} at ${width} px`).toBeLessThanOrEqual(0);
    await takeScreenshot(page, `sign-in-${name}-${size}`);
  }
}

interface VirtualAuthenticator {
  cdp: CDPSession;
  id: string;
}

/** An authenticator built into the browser that always finds its owner's finger. */
async function withAuthenticator(context: BrowserContext, page: Page): Promise<VirtualAuthenticator> {
  const cdp = await context.newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return { cdp, id: authenticatorId };
}

/** Browsers give passkeys to host names, not to numbers. */
const named = (address: string): string => address.replace('127.0.0.1', 'localhost');

async function becomeAdministrator(page: Page, running: RunningConsole): Promise<void> {
  await page.goto(named(await running.firstLink()));
  await page.getByLabel('Full name').fill('Robin Admin');
  await page.getByLabel('Email address').fill(email);
  await page.getByLabel('New password').fill(password);
  await page.getByRole('button', { name: 'Continue' }).click();
  await atNow(page);
}

const atNow = (page: Page) => page.getByRole('heading', { level: 1, name: 'Now' }).waitFor();

async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor();
}

async function signInWithPassword(page: Page, base: string): Promise<void> {
  await page.goto(`${base}/console/sign-in`);
  await page.getByLabel('Email address').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

describeWithBrowser('sign-in', (browser) => {
  let running: RunningConsole;
  let base: string;
  let context: BrowserContext;
  let page: Page;

  const open = async (javaScriptEnabled = true): Promise<void> => {
    context = await (browser() as Browser).newContext({
      viewport: { width: 1280, height: 900 },
      javaScriptEnabled,
    });
    page = await context.newPage();
  };

  describe('with passkeys', () => {
    let authenticator: VirtualAuthenticator;
    beforeEach(async () => {
      running = await startConsole();
      base = named(running.app.address);
      await open();
      authenticator = await withAuthenticator(context, page);
      await becomeAdministrator(page, running);
      await page.goto(`${base}/console/account`);
      await page.getByLabel('Name of the passkey').fill('Blue phone');
      await page.getByRole('button', { name: 'Add a passkey' }).click();
      await page.getByRole('heading', { name: 'Keep your recovery codes' }).waitFor();
    });
    afterEach(async () => {
      await context.close();
      await running.stop();
    });

    it('is done by a passkey alone, or by one after the password; they are named and removed', {
      timeout: patience,
    }, async () => {
      await look(page, 'recovery-codes');
      await page.goto(`${base}/console/account`);
      await page.getByText('Blue phone', { exact: true }).click();
      await look(page, 'account-passkeys');
      await page.getByLabel('Name', { exact: true }).fill('Green phone');
      await page.getByRole('button', { name: 'Change its name' }).click();
      await page.getByText('Green phone', { exact: true }).waitFor();
      await signOut(page);

      await look(page, 'page');
      await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
      await atNow(page);
      await signOut(page);

      await signInWithPassword(page, base);
      await page.getByRole('heading', { name: 'Use your passkey or a recovery code' }).waitFor();
      await look(page, 'second-step');
      await page.getByRole('button', { name: 'Use a passkey' }).click();
      await atNow(page);

      await page.goto(`${base}/console/account`);
      await page.getByText('Green phone', { exact: true }).click();
      await page.getByRole('button', { name: 'Remove Green phone' }).click();
      await page.getByText('Your change was saved').waitFor();
      expect(await page.getByText('Green phone', { exact: true }).count()).toBe(0);
      await signOut(page);
      await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
      await page.getByText('That passkey could not be checked').waitFor();
    });

    it('is refused to a passkey that was copied', { timeout: patience }, async () => {
      await page.goto(`${base}/console`);
      await signOut(page);
      await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
      await atNow(page);
      await signOut(page);
      const of = { authenticatorId: authenticator.id };
      const { credentials } = await authenticator.cdp.send('WebAuthn.getCredentials', of);
      const [credential] = credentials;
      if (!credential) throw new Error('The authenticator holds no passkey.');
      await authenticator.cdp.send('WebAuthn.removeCredential', {
        ...of,
        credentialId: credential.credentialId,
      });
      await authenticator.cdp.send('WebAuthn.addCredential', {
        ...of,
        credential: { ...credential, signCount: 0 },
      });
      await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
      await page.getByText('may have been copied').waitFor();
      await look(page, 'copied');
    });

    it('says in words what went wrong with the passkey, on the same page', {
      timeout: patience,
    }, async () => {
      await page.goto(`${base}/console`);
      await signOut(page);
      await authenticator.cdp.send('WebAuthn.setUserVerified', {
        authenticatorId: authenticator.id,
        isUserVerified: false,
      });
      await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
      await page.getByText('Nothing was done').waitFor();
      expect(new URL(page.url()).pathname).toBe('/console/sign-in');
      await look(page, 'passkey-problem');
    });

    it('asks a browser that runs no JavaScript for another way, and says so', {
      timeout: patience,
    }, async () => {
      await page.goto(`${base}/console/account`);
      await open(false);
      await page.goto(`${base}/console/sign-in`);
      expect(await page.getByRole('button', { name: 'Sign in with a passkey' }).isVisible()).toBe(false);
      await page.getByText('Passkeys need JavaScript').waitFor();
      await look(page, 'page-without-javascript');
      await signInWithPassword(page, base);
      await page.getByText('Your passkey needs JavaScript').waitFor();
      await look(page, 'second-step-without-javascript');
    });
  });

  it('without JavaScript takes a recovery code, and loses nothing that was written in a session that ended', {
    timeout: patience,
  }, async () => {
    running = await startConsole();
    base = named(running.app.address);
    await open();
    await withAuthenticator(context, page);
    await becomeAdministrator(page, running);
    await page.goto(`${base}/console/account`);
    await page.getByRole('button', { name: 'Add a passkey' }).click();
    await page.getByRole('heading', { name: 'Keep your recovery codes' }).waitFor();
    const [first = '', second = ''] = await page.locator('main code').allInnerTexts();
    await context.close();

    await open(false);
    const recover = async (code: string): Promise<void> => {
      await page.getByLabel('Email address').fill(email);
      await page.getByLabel('Password').fill(password);
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
      await page.getByLabel('Code').fill(code);
      await page.getByRole('button', { name: 'Continue' }).click();
    };
    await page.goto(`${base}/console/sign-in`);
    await recover(first);
    await atNow(page);
    await page.goto(`${base}/console/do/staff.invite`);
    await page.getByLabel('Name').fill('Somebody New');
    await page.getByLabel('Email').fill('new@example.org');
    await page.getByLabel('viewer', { exact: true }).check();
    running.clock.advanceTo(new Date(running.clock.now().getTime() + 31 * 60_000));
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('It is kept: sign in to go on').waitFor();
    await look(page, 'kept-sign-in');
    await recover(second);
    await page.getByRole('heading', { name: 'What you wrote is kept' }).waitFor();
    await look(page, 'kept');
    await page.getByRole('button', { name: 'Send it now' }).click();
    expect(await page.locator('#link').innerText()).toContain('/console/welcome/');
    await context.close();
    await running.stop();
  });

  describe('through an identity provider', () => {
    let identity: IdentityProvider;
    beforeAll(async () => {
      const port = await freePort();
      identity = await startIdentityProvider(`http://localhost:${port}`);
      running = await startConsole('stepped', {
        port,
        env: {
          ALLCLEAR_OIDC_ISSUER: identity.settings.issuer,
          ALLCLEAR_OIDC_CLIENT_ID: identity.settings.clientId,
          ALLCLEAR_OIDC_CLIENT_SECRET: identity.settings.clientSecret,
          ALLCLEAR_OIDC_NAME: 'Example ID',
          ALLCLEAR_OIDC_GROUP_ROLES: 'leads=incident lead,desk',
        },
      });
      base = `http://localhost:${port}`;
    });
    afterAll(async () => {
      await identity.stop();
      await running.stop();
    });

    it.each([
      ['with JavaScript', true],
      ['without JavaScript', false],
    ])(
      'goes there and back under the strict policy, and out again, %s',
      { timeout: patience },
      async (how, javaScript) => {
        identity.person = {
          sub: how,
          name: `Lee ${how}`,
          email: `${javaScript}@example.org`,
          email_verified: true,
          groups: ['leads'],
        };
        await open(javaScript);
        await page.goto(`${base}/console/calls`);
        await look(page, 'page-provider');
        await page.getByRole('button', { name: 'Sign in with Example ID' }).click();
        await page.getByRole('heading', { level: 1, name: 'Calls' }).waitFor();
        await page.getByText(`Lee ${how}`).first().waitFor();
        await page.goto(`${base}/console/account`);
        await look(page, 'account-provider');
        await page.getByRole('button', { name: 'Sign out', exact: true }).click();
        await page.getByRole('heading', { name: 'You are signed out' }).waitFor();
        await look(page, 'signed-out');
        await context.close();
      },
    );

    it('says when it is down, beside the other ways', { timeout: patience }, async () => {
      await identity.stop();
      await open();
      await page.goto(`${base}/console/sign-in`);
      await page.getByRole('button', { name: 'Sign in with Example ID' }).click();
      await page.getByText('does not work at the moment').first().waitFor();
      await look(page, 'provider-down');
      await context.close();
      await identity.start();
    });
  });

  it('by break-glass works on the server itself, past the https address and a provider that is down', {
    timeout: patience,
  }, async () => {
    running = await startConsole('stepped', {
      env: {
        ALLCLEAR_PUBLIC_URL: 'https://status.example.org',
        ALLCLEAR_OIDC_ISSUER: 'https://login.example.invalid',
        ALLCLEAR_OIDC_CLIENT_ID: 'allclear',
        ALLCLEAR_OIDC_CLIENT_SECRET: 'secret',
      },
    });
    await open();
    const { path } = await breakGlass(running.context, { reason: 'The network is down' });
    await page.goto(`${named(running.app.address)}${path}`);
    await look(page, 'break-glass');
    await page.getByRole('button', { name: 'Break the glass' }).click();
    await atNow(page);
    await page.getByRole('heading', { name: 'Break-glass access was used' }).waitFor();
    await takeScreenshot(page, 'sign-in-break-glass-now');
    await page.goto(`${named(running.app.address)}/console/staff`);
    await page.getByRole('button', { name: 'Invite a person' }).click();
    await page.getByLabel('Name').fill('Somebody New');
    await page.getByLabel('Email').fill('new@example.org');
    await page.getByLabel('viewer', { exact: true }).check();
    await page.getByRole('button', { name: 'Save' }).click();
    expect(await page.locator('#link').innerText()).toContain('/console/welcome/');
    await context.close();
    await running.stop();
  });
});
