/**
 * Takes a picture of every console and public screen of the April scenario, at 390 and 1280 px, the console's also in the dark,
 * into the folder `screenshots` (not kept in git), and refreshes docs/screenshot.png. Fails with a list when a screen is missing,
 * answers with an error, runs over its side, or its script fails.
 * `npm run screenshots [-- --only name] [--keep folder]`; `--keep` keeps the replayed scenario for the next time.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { signInAdministrator } from '../../bench/console/people.ts';
import { placeIn } from '../../bench/console/place.ts';
import { writeReview } from '../../bench/console/review.ts';
import { copyOfApril, openWorld } from '../../bench/console/world.ts';
import { scenario } from '../../scenarios/april-2026/index.ts';
import { launchBrowser } from '../browser/support.ts';
import { consoleScreens, type Onlooker } from '../support/console-screens.ts';
import { halfSignedIn } from './half-signed-in.ts';
import { publicScreens, recoveryForm } from './public-screens.ts';

const { values } = parseArgs({ options: { only: { type: 'string' }, keep: { type: 'string' } } });
const root = join(import.meta.dirname, '../..');
const out = join(root, 'screenshots');
const widths = { phone: 390, desk: 1280 } as const;
type Width = keyof typeof widths;

interface Shot {
  name: string;
  address: string;
  /** Besides 200. */
  mayAnswer?: number;
}

/** Takes one screen at one width; returns what is wrong with it. */
async function take(page: Page, shot: Shot, width: Width, scheme: 'light' | 'dark'): Promise<string[]> {
  const faults: string[] = [];
  const name = `${shot.name}-${widths[width]}${scheme === 'dark' ? '-dark' : ''}`;
  const onError = (error: Error): void => void faults.push(`${name}: a script failed: ${error.message}`);
  page.on('pageerror', onError);
  await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
  await page.setViewportSize({ width: widths[width], height: 900 });
  const answer = await page.goto(shot.address, { waitUntil: 'load' });
  const status = answer?.status() ?? 0;
  if (status !== 200 && status !== shot.mayAnswer) faults.push(`${name}: answered ${status}`);
  if (answer && new URL(page.url()).pathname !== new URL(shot.address).pathname)
    faults.push(`${name}: led to ${new URL(page.url()).pathname}`);
  const over = Number(
    await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth'),
  );
  if (over > 0) faults.push(`${name}: runs ${over} px over its side`);
  await page.screenshot({ path: join(out, `${name}.png`), fullPage: true });
  page.off('pageerror', onError);
  return faults;
}

async function takeAll(
  context: BrowserContext,
  shots: readonly Shot[],
  schemes: readonly ('light' | 'dark')[],
): Promise<string[]> {
  const page = await context.newPage();
  const faults: string[] = [];
  for (const shot of shots.filter(({ name }) => values.only === undefined || name.startsWith(values.only)))
    for (const scheme of schemes)
      for (const width of Object.keys(widths) as Width[])
        faults.push(...(await take(page, shot, width, scheme)));
  await page.close();
  return faults;
}

/** The picture of the README: the top of the incident's page. */
async function refreshReadme(context: BrowserContext, address: string): Promise<void> {
  const page = await context.newPage();
  await page.setViewportSize({ width: 1000, height: 1500 });
  await page.goto(`${address}/incidents/${scenario.incident}`);
  await page.screenshot({ path: join(root, 'docs/screenshot.png') });
  await page.close();
}

async function run(browser: Browser, folder: string): Promise<string[]> {
  const dataDir = await copyOfApril(values.keep ?? folder, join(folder, 'world'));
  const { app, clock } = await openWorld(dataDir);
  try {
    await app.publisher.publish(app.contextFor({ kind: 'system', name: 'Screenshots', roles: [] }));
    const open = (cookie?: string): Promise<BrowserContext> =>
      browser.newContext(cookie ? { extraHTTPHeaders: { cookie } } : {});
    const visitor = await open();
    if (values.only === undefined) await refreshReadme(visitor, app.address);
    const faults = await takeAll(visitor, await publicScreens(app), ['light']);
    await writeReview(app);
    faults.push(...(await takeAll(visitor, [await recoveryForm(app)], ['light'])));
    const cookie = await signInAdministrator(app);
    const lookers: Record<Onlooker, BrowserContext> = {
      visitor,
      staff: await open(cookie),
      'half signed in': await halfSignedIn(await open(), app, clock),
    };
    const screens = consoleScreens(await placeIn(app)).filter(({ isFile }) => !isFile);
    for (const [onlooker, context] of Object.entries(lookers))
      faults.push(
        ...(await takeAll(
          context,
          screens
            .filter((screen) => screen.onlooker === onlooker)
            .map(({ name, path }) => ({ name: `console-${name}`, address: `${app.address}${path}` })),
          ['light', 'dark'],
        )),
      );
    return faults;
  } finally {
    await app.stop();
  }
}

const folder = await mkdtemp(join(tmpdir(), 'allclear-screenshots-'));
await mkdir(out, { recursive: true });
const browser = await launchBrowser();
try {
  const faults = await run(browser, folder);
  if (faults.length > 0) {
    process.stderr.write(`${faults.join('\n')}\n${faults.length} faults.\n`);
    process.exitCode = 1;
  } else process.stdout.write(`Every screen is in ${out}.\n`);
} finally {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
}
