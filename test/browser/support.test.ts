import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { describeWithBrowser, expectAxeClean, findChromium, takeScreenshot } from './support.ts';

const goodPage = `<!doctype html><html lang="en"><head><title>Network</title></head>
<body><main><h1>Network</h1><p>All is well.</p><noscript><p>Nothing more is needed.</p></noscript></main></body></html>`;

const badPage = `<!doctype html><html><head><title></title></head><body style="background:#fff">
<p style="color:#ddd">Pale</p><img src="data:,">
<button style="width:9px;height:9px;padding:0" aria-label="a"></button><button style="width:9px;height:9px;padding:0" aria-label="b"></button>
</body></html>`;

describe('finding Chromium', () => {
  it('takes CHROMIUM_PATH first, and refuses a wrong one', () => {
    expect(findChromium({ CHROMIUM_PATH: process.execPath })).toBe(process.execPath);
    expect(() => findChromium({ CHROMIUM_PATH: '/nowhere/chromium' })).toThrow('/nowhere/chromium');
  });
});

describeWithBrowser('browser support', (browser) => {
  const pages: Record<string, string> = { '/good': goodPage, '/bad': badPage };
  let server: Server;
  let origin: string;

  beforeAll(async () => {
    server = createServer((request, response) => {
      response.setHeader('content-type', 'text/html; charset=utf-8');
      response.setHeader(
        'content-security-policy',
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:",
      );
      response.end(pages[request.url ?? ''] ?? '');
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const address = server.address();
    origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  });
  afterAll(() => server.close());

  it.each([{ javaScriptEnabled: true }, { javaScriptEnabled: false }])(
    'finds no fault in a good page: %j',
    async (options) => {
      const page = await browser().newPage(options);
      await page.goto(`${origin}/good`);
      await expectAxeClean(page);
      await page.close();
    },
  );

  it('lists the faults of a bad page, those new in WCAG 2.2 included', async () => {
    const page = await browser().newPage({ javaScriptEnabled: false });
    await page.goto(`${origin}/bad`);
    const failure: unknown = await expectAxeClean(page).catch((error: unknown) => error);
    await page.close();
    expect(failure).toBeInstanceOf(Error);
    for (const rule of ['color-contrast', 'html-has-lang', 'document-title', 'image-alt', 'target-size']) {
      expect(String(failure)).toContain(rule);
    }
    expect(String(failure)).toContain('<p style="color:#ddd">Pale</p>');
  });

  it('writes screenshots only where it was told to', async () => {
    const folder = join(mkdtempSync(join(tmpdir(), 'allclear-')), 'shots');
    onTestFinished(() => {
      vi.unstubAllEnvs();
      rmSync(join(folder, '..'), { recursive: true, force: true });
    });
    const page = await browser().newPage();
    await page.goto(`${origin}/good`);
    vi.stubEnv('ALLCLEAR_SCREENSHOTS', '');
    await takeScreenshot(page, 'good');
    expect(existsSync(folder)).toBe(false);
    vi.stubEnv('ALLCLEAR_SCREENSHOTS', folder);
    await takeScreenshot(page, 'good');
    expect(existsSync(join(folder, 'good.png'))).toBe(true);
    await page.close();
  });
});
