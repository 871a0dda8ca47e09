import { accessSync, constants, mkdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join, relative } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { z } from 'zod';

const howToInstall =
  'Install Chromium (Debian: apt-get install chromium), or set CHROMIUM_PATH to the executable of one you have.';

const wcagTags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa'];

/**
 * The executable of a Chromium on this machine, or undefined. CHROMIUM_PATH wins, and must then exist: a wrong path
 * is a mistake to report, not a reason to skip.
 */
export function findChromium(
  env: Readonly<Record<string, string | undefined>> = process.env,
): string | undefined {
  const chosen = env.CHROMIUM_PATH;
  if (chosen) {
    if (isExecutable(chosen)) return chosen;
    throw new Error(`CHROMIUM_PATH is ${chosen}, which is no executable file.`);
  }
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const named = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const onPath = folders.flatMap((folder) => named.map((name) => join(folder, name)));
  return ['/usr/bin/chromium', '/usr/bin/chromium-browser', ...onPath].find(isExecutable);
}

/** Starts a headless Chromium that calls nobody by itself; its profile is new, empty, and removed when it closes. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (!executablePath) throw new Error(`No Chromium was found. ${howToInstall}`);
  return chromium.launch({
    executablePath,
    headless: true,
    // Chromium refuses to sandbox its processes for root; everyone else keeps the sandbox.
    chromiumSandbox: process.getuid?.() !== 0,
    args: [
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/**
 * `describe` for tests that need a browser. `browser()` is one Chromium, shared by the suite. Without a Chromium on the
 * machine the suite is skipped, and says loudly which file did not run.
 */
export function describeWithBrowser(name: string, suite: (browser: () => Browser) => void): void {
  if (!findChromium()) {
    const file = relative(process.cwd(), expect.getState().testPath ?? 'a browser test');
    process.stderr.write(`\n*** SKIPPED: ${file} › ${name}: no Chromium was found.\n*** ${howToInstall}\n\n`);
    describe.skip(name, () => suite(() => unstarted()));
    return;
  }
  describe(name, () => {
    let browser: Browser | undefined;
    beforeAll(async () => {
      browser = await launchBrowser();
    });
    afterAll(() => browser?.close());
    suite(() => browser ?? unstarted());
  });
}

/**
 * Fails with a readable list when axe-core finds a fault against WCAG 2.0, 2.1 or 2.2, levels A and AA. Works on pages
 * whose content security policy allows no scripts, and where JavaScript is switched off. `colours` looks only at what a
 * theme can change, for a page that was looked at whole in another theme.
 */
export async function expectAxeClean(
  page: Page,
  what: 'everything' | 'colours' = 'everything',
): Promise<void> {
  const violations = await findViolations(page, what);
  if (violations.length > 0)
    expect.fail(`${page.url()} has accessibility faults:\n${describeViolations(violations)}`);
}

/** The same in the console's dark theme, for a page that was found clean in the light one; leaves it light again. */
export async function expectAxeCleanInDark(page: Page, screenshot?: string): Promise<void> {
  await page.emulateMedia({ colorScheme: 'dark' });
  const paper = await page.evaluate('getComputedStyle(document.documentElement).backgroundColor');
  expect(paper, 'the dark theme').toBe('rgb(43, 54, 62)');
  if (screenshot) await takeScreenshot(page, screenshot);
  await expectAxeClean(page, 'colours');
  await page.emulateMedia({ colorScheme: 'light' });
}

/** Writes `<name>.png` of the whole page to the folder ALLCLEAR_SCREENSHOTS; does nothing when that is not set. */
export async function takeScreenshot(page: Page, name: string): Promise<void> {
  const folder = process.env.ALLCLEAR_SCREENSHOTS;
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}

const violationSchema = z.object({
  id: z.string(),
  impact: z.string().nullable(),
  help: z.string(),
  helpUrl: z.string(),
  nodes: z.array(z.object({ html: z.string(), failureSummary: z.string().optional() })),
});

const axeSource = (): string =>
  readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

type AxeViolation = z.infer<typeof violationSchema>;

async function findViolations(page: Page, what: 'everything' | 'colours'): Promise<AxeViolation[]> {
  const options = {
    // target-size (WCAG 2.2) is off in axe-core unless asked for by name.
    ...(what === 'colours'
      ? { runOnly: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] } }
      : { runOnly: wcagTags, rules: { 'target-size': { enabled: true } } }),
    resultTypes: ['violations'],
  };
  const run = `axe.run(document, ${JSON.stringify(options)}).then(({ violations, passes }) => ({ violations, passed: passes.length }))`;
  const outcome = await withScripts(page, async (scripted) => {
    if (!(await scripted.evaluate('"axe" in window'))) await scripted.evaluate(axeSource());
    return scripted.evaluate(run);
  });
  const { violations, passed } = z
    .object({ violations: z.array(violationSchema), passed: z.number() })
    .parse(outcome);
  expect(passed + violations.length, 'axe-core applied no rule: the page is empty').toBeGreaterThan(0);
  return violations;
}

/**
 * axe-core waits on timers, which never fire while JavaScript is off. Such a page is checked as a copy: the same
 * document without its scripts, at the same address and size, in a context that has JavaScript.
 */
async function withScripts<T>(page: Page, work: (page: Page) => Promise<T>): Promise<T> {
  if (!(await page.evaluate('matchMedia("(scripting: none)").matches'))) return work(page);
  const browser = page.context().browser();
  if (!browser) throw new Error('The page belongs to no browser.');
  const opened = copies.get(browser) ?? browser.newContext().then((context) => context.newPage());
  copies.set(browser, opened);
  const copy = await opened;
  const body = (await page.content()).replace(/<script\b[\s\S]*?<\/script>/gi, '');
  const address = page.url();
  try {
    const size = page.viewportSize();
    if (size) await copy.setViewportSize(size);
    const dark = await page.evaluate('matchMedia("(prefers-color-scheme: dark)").matches');
    await copy.emulateMedia({ colorScheme: dark ? 'dark' : 'light' });
    await copy.route(address, (route) => route.fulfill({ contentType: 'text/html; charset=utf-8', body }));
    await copy.goto('about:blank');
    await copy.goto(address);
    return await work(copy);
  } finally {
    await copy.unrouteAll({ behavior: 'wait' });
  }
}

/** One page for the copies of each browser, one after the other: to open one takes longer than to look at it. */
const copies = new WeakMap<Browser, Promise<Page>>();

function describeViolations(violations: readonly AxeViolation[]): string {
  return violations
    .map(({ id, impact, help, helpUrl, nodes }) => {
      const places = nodes.map(
        (node) => `    ${node.html}\n      ${(node.failureSummary ?? '').replaceAll('\n', '\n      ')}`,
      );
      return `  ${id} (${impact ?? 'unrated'}): ${help}\n  ${helpUrl}\n${places.join('\n')}`;
    })
    .join('\n');
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function unstarted(): never {
  throw new Error('The browser starts with the first test: call browser() inside a test.');
}
