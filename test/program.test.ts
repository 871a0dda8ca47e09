import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const checkout = join(import.meta.dirname, '..');
const run = promisify(execFile);

/** Builds a checkout in a process of its own, as a command does, and runs what was built. */
async function start(root: string, cache?: string): Promise<{ url: string; said: string; code: number }> {
  const script = `
    const { builtProgram } = await import(${JSON.stringify(join(root, 'bin/program.js'))});
    process.setSourceMapsEnabled(true);
    const url = await builtProgram(${JSON.stringify(root)}, ${JSON.stringify(cache)});
    console.log(url.href);
    await import(url.href);`;
  const child = run(process.execPath, ['--input-type=module', '-e', script]);
  const { stdout, stderr, code } = await child.then(
    (done) => ({ ...done, code: 0 }),
    (error: { stdout: string; stderr: string; code: number }) => error,
  );
  const [url = '', ...said] = stdout.split('\n');
  return { url, said: [...said, stderr].join('\n').trim(), code };
}

const main = (greeting: string) => `import { loadedFrom } from './platform/loading/index.ts';
import { thread } from './words/said.ts';
const { scenario } = await import(loadedFrom(new URL('../scenarios/small/index.ts', import.meta.url)).href);
console.log(${JSON.stringify(greeting)}, import.meta.url, scenario, await thread());
`;

describe('the program', () => {
  let root: string;
  const source = (path: string, text: string) => writeFile(join(root, path), text);
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'allclear-checkout-'));
    for (const folder of ['bin', 'src/words', 'src/platform/loading', 'scenarios/small', 'node_modules'])
      await mkdir(join(root, folder), { recursive: true });
    await cp(join(checkout, 'bin/program.js'), join(root, 'bin/program.js'));
    await cp(join(checkout, 'src/platform/loading'), join(root, 'src/platform/loading'), { recursive: true });
    await symlink(join(checkout, 'node_modules/esbuild'), join(root, 'node_modules/esbuild'));
    await source('package.json', '{ "type": "module" }');
    await source('package-lock.json', '{}');
    await source('tsconfig.json', '{}');
    await source('scenarios/small/index.ts', `export const scenario: string = 'small';`);
    await source('src/main.ts', main('good day'));
    await source(
      'src/words/a-thread.ts',
      `import { parentPort } from 'node:worker_threads';
parentPort?.postMessage('from a thread' as string);`,
    );
    await source(
      'src/words/said.ts',
      `import { once } from 'node:events';
import { startThread } from '../platform/loading/index.ts';
export const thread = async (): Promise<string> =>
  (await once(startThread(new URL('./a-thread.ts', import.meta.url)), 'message'))[0];`,
    );
  });
  afterAll(() => rm(root, { recursive: true, force: true }));

  it('is built once for each state of its sources, and knows where these lie', async () => {
    const first = await start(root);
    expect(first).toMatchObject({
      code: 0,
      said: `good day file://${root}/src/main.ts small from a thread`,
    });
    // What is there is not built again: it would say so if it were changed.
    await writeFile(fileURLToPath(first.url), `console.log('kept');`);
    expect(await start(root)).toMatchObject({ url: first.url, said: 'kept' });
    await source('src/main.ts', main('good evening'));
    const second = await start(root);
    expect(second.url).not.toBe(first.url);
    expect(second.said).toContain('good evening');
  });

  it('is forgotten when it was not started for a week, unless it is still running', async () => {
    const older = await start(root);
    const folder = join(fileURLToPath(older.url), '../..');
    const age = async (running: number) => {
      await writeFile(join(folder, `${running}.running`), '');
      const longAgo = new Date(Date.now() - 8 * 86_400_000);
      await utimes(folder, longAgo, longAgo);
    };
    await age(process.pid);
    await source('src/main.ts', main('good night'));
    await start(root);
    expect(existsSync(folder)).toBe(true);
    await rm(join(folder, `${process.pid}.running`));
    // Nobody has this number: its process was cut off.
    await age(2 ** 22 + 1);
    await source('src/main.ts', main('good morning'));
    const newer = await start(root);
    expect([existsSync(folder), existsSync(fileURLToPath(newer.url))]).toEqual([false, true]);
  });

  it('is built for one process where nothing can be written, and leaves nothing behind', async () => {
    const { url, said, code } = await start(root, join(root, 'package.json/cache'));
    expect({ code, said }).toMatchObject({ code: 0, said: expect.stringContaining('from a thread') });
    expect(url).toContain('allclear-program-');
    expect(existsSync(fileURLToPath(url))).toBe(false);
  });

  it('names the line of the source when it fails, and a source that cannot be built', async () => {
    await source(
      'src/words/said.ts',
      `export const thread = async () => {\n  throw new Error('broken');\n};`,
    );
    expect((await start(root)).said).toContain('src/words/said.ts:2:9');
    await source('src/words/said.ts', 'export const thread = ;');
    const refused = await start(root);
    expect(refused).toMatchObject({ code: 1 });
    expect(refused.said).toContain('src/words/said.ts:1:22');
  });
});
