import { Hono } from 'hono';
import { html, raw } from 'hono/html';
import type { Context } from '#platform/context';
import { mountConcentrators } from '../concentrators.tsx';
import type { ConsoleDeps, ConsoleEnvironment } from '../deps.ts';
import { mountSitesTime } from '../sites-time.tsx';

/**
 * The screens of sites and concentrators in a bare document, seen by the context's actor: no sign-in and no shell. What
 * a screen throws reaches the test.
 */
export function siteScreens(context: Context, css = ''): Hono<ConsoleEnvironment> {
  const app = new Hono<ConsoleEnvironment>();
  app.onError((error) => {
    throw error;
  });
  const deps: ConsoleDeps = {
    contextFor: () => context,
    page: (_request, page) => new Response(documentOf(page.title, String(page.content), css), { headers }),
  };
  mountSitesTime(app, deps);
  mountConcentrators(app, deps);
  return app;
}

const headers = { 'content-type': 'text/html; charset=utf-8' };

const documentOf = (title: string, content: string, css: string): string =>
  String(html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${title}</title>
    <style>${raw(css)}</style>
  </head>
  <body class="allclear-console allclear-console--wide">
    <div class="nhsuk-width-container"><main id="maincontent">${raw(content)}</main></div>
  </body>
</html>`);

/** The cells of every body row of the table whose caption has this id, as text. */
export function tableRows(page: string, captionId: string): string[][] {
  const table =
    [...page.matchAll(/<table[\s\S]*?<\/table>/g)].find(([text]) =>
      text.includes(`id="${captionId}"`),
    )?.[0] ?? '';
  const body = table.slice(table.indexOf('<tbody'));
  return [...body.matchAll(/<tr[\s\S]*?<\/tr>/g)].map(([row]) =>
    [...row.matchAll(/<t[hd][^>]*>([\s\S]*?)<\/t[hd]>/g)].map(([, cell = '']) =>
      cell.replace(/<[^>]+>/g, '').trim(),
    ),
  );
}
