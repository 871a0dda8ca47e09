import { readFile } from 'node:fs/promises';
import { brotliCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { bundleConsoleScript } from './bundle.ts';
import { compileConsoleStyles, compileStyles, readMarkupSources } from './compile.ts';
import { loadAssets, loadConsoleAssets } from './index.ts';
import { omittedClasses, omittedClassesIn } from './omitted.ts';
import { findUsedClasses } from './purge.ts';

const committed = () => readFile(new URL('dist/public.css', import.meta.url), 'utf8');

describe('public.css', () => {
  it('is what the sources give: if not, run `node --import tsx src/web/assets/build.ts`', async () => {
    const fresh = await compileStyles();
    const css = await committed();
    // A whole style sheet in a failure message helps nobody.
    expect(fresh === css, 'dist/public.css is stale').toBe(true);
  });

  it('is at most 8,000 bytes with brotli', async () => {
    expect(brotliCompressSync(await committed()).length).toBeLessThanOrEqual(8_000);
  });

  it('asks for no other file', async () => {
    expect(await committed()).not.toMatch(/url\(|@import|@font-face/);
  });

  it('says which letters to use', async () => {
    expect(await committed()).toContain('html{font-family:Arial,sans-serif}');
  });

  it.each([
    'a:focus{',
    '.nhsuk-button:focus',
    '.nhsuk-input:focus',
    '.nhsuk-details__summary:focus',
    '.nhsuk-scroll__content:focus-visible{',
  ])('shows the focus: %s', async (rule) => {
    expect(await committed()).toContain(rule);
  });

  it('leaves out no class that the public pages name', async () => {
    const { names } = findUsedClasses(await readMarkupSources(['src/web/public', 'src/platform/markdown']));
    const missing = [...names].filter((name) => omittedClasses.some((omitted) => omitted.test(name)));
    expect(missing).toEqual([]);
  });
});

describe('console.css', () => {
  const sheet = (): string => loadConsoleAssets().stylesheet.body.toString('utf8');

  it('is what the sources give: if not, run `node --import tsx src/web/assets/build.ts`', async () => {
    const fresh = await compileConsoleStyles();
    expect(fresh === sheet(), 'dist/console.css is stale').toBe(true);
  });

  it('asks for no other file', () => {
    expect(sheet()).not.toMatch(/url\(|@import|@font-face/);
  });

  it('has the forms, which the public sheet has not', () => {
    for (const name of ['.nhsuk-textarea', '.nhsuk-select', '.nhsuk-checkboxes__input'])
      expect(sheet()).toContain(name);
  });
});

describe('console.js', () => {
  const { script: asset, turbo } = loadConsoleAssets();
  const script = (): string => asset.body.toString('utf8');

  it('is what the sources give: if not, run `node --import tsx src/web/assets/build.ts`', async () => {
    const fresh = await bundleConsoleScript();
    expect(script() === `import "${turbo.path}";\n${fresh}`, 'dist/console.js is stale').toBe(true);
  });

  it('is at most 5,000 bytes with brotli, and makes no code from text', () => {
    expect(brotliCompressSync(script()).length).toBeLessThanOrEqual(5_000);
    expect(script()).not.toMatch(/\beval\(|new Function|innerHTML|insertAdjacentHTML|\.style\./);
  });
});

describe('omittedClassesIn', () => {
  it('names what a page uses and the sheet has not', () => {
    const html = '<a class="nhsuk-button nhsuk-button--warning"></a><p class="nhsuk-body">';
    expect(omittedClassesIn(html)).toEqual(['nhsuk-button--warning']);
  });
});

describe('loadAssets', () => {
  it('gives the style sheet a path that depends on its content', async () => {
    const [sheet] = loadAssets();
    expect(sheet.path).toMatch(/^\/assets\/public\.[0-9a-f]{12}\.css$/);
    expect(sheet.body.toString('utf8')).toBe(await committed());
    expect(sheet.contentType).toBe('text/css; charset=utf-8');
  });
});
