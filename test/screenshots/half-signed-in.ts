import type { BrowserContext } from 'playwright-core';
import type { App } from '#app';
import { codeAtStep, stepAt } from '#platform/auth';
import type { SimulatedClock } from '#platform/clock';
import { inviteSomebody, password } from '../../bench/console/people.ts';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The bytes of a key as an authenticator app takes it: base32. */
function bytesOf(key: string): Uint8Array {
  const bits = [...key].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('');
  return Uint8Array.from(bits.match(/.{8}/g) ?? [], (byte) => Number.parseInt(byte, 2));
}

/** A browser of somebody with an authenticator app who has given their password and not yet a code. */
export async function halfSignedIn(
  context: BrowserContext,
  app: App,
  clock: SimulatedClock,
): Promise<BrowserContext> {
  const page = await context.newPage();
  await page.goto(`${app.address}${await inviteSomebody(app, 'Alex Half')}`);
  await page.getByLabel('New password').fill(password);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.goto(`${app.address}/console/enrol`);
  const key = await page.locator('.allclear-token').first().innerText();
  await page.getByLabel(/code/i).fill(codeAtStep(bytesOf(key.replaceAll(/\s/g, '')), stepAt(clock.now())));
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.goto(`${app.address}/console`);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.goto(`${app.address}/console/sign-in`);
  await page.getByLabel('Email address').fill('alex.half@demonstration.example');
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.close();
  return context;
}
