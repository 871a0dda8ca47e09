import type { Child, FC, PropsWithChildren } from 'hono/jsx';
import type { FooterOptions } from '../footer/footer.tsx';
import { Footer } from '../footer/footer.tsx';
import type { HeaderOptions } from '../header/header.tsx';
import { Header } from '../header/header.tsx';
import { SkipLink } from '../skip-link/skip-link.tsx';
import { faviconDataUri } from './favicon.ts';

export type PageOptions = PropsWithChildren<{
  /** Joined as "Title – Service – Organisation"; empty parts are left out. */
  title: readonly (string | undefined)[];
  /** One sentence, for search results and link previews. */
  description: string;
  /** Path of the style sheet with its content hash, from `loadAssets()`. */
  stylesheet: string;
  canonical?: string | undefined;
  feed?: { href: string; title: string } | undefined;
  /** The page's model as data. */
  json?: string | undefined;
  header: HeaderOptions;
  footer: FooterOptions;
  /** Breadcrumb, back link or banner, above the main content. */
  beforeContent?: Child;
  /** Path of the one script of this page; pages work without it. */
  script?: string | undefined;
  /** Keeps search engines away, for demonstration data and drafts. */
  noIndex?: boolean | undefined;
}>;

/** Joins the parts of a document title, the page's own first. */
export function documentTitle(parts: readonly (string | undefined)[]): string {
  return parts.filter(Boolean).join(' – ');
}

const Head: FC<PageOptions> = ({
  title,
  description,
  stylesheet,
  canonical,
  feed,
  json,
  script,
  noIndex,
}) => (
  <head>
    <meta charset="utf-8" />
    <title>{documentTitle(title)}</title>
    <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
    <meta name="description" content={description} />
    <meta name="theme-color" content="#005eb8" />
    {noIndex ? <meta name="robots" content="noindex" /> : null}
    <link rel="stylesheet" href={stylesheet} />
    <link rel="icon" href={faviconDataUri} type="image/svg+xml" />
    {script === undefined ? null : <script src={script} defer />}
    {canonical === undefined ? null : <link rel="canonical" href={canonical} />}
    {feed ? <link rel="alternate" type="application/atom+xml" href={feed.href} title={feed.title} /> : null}
    {json === undefined ? null : <link rel="alternate" type="application/json" href={json} />}
  </head>
);

/** A whole document: two requests in all (page and style sheet), and no scripts but for pages that name one. */
export const Page: FC<PageOptions> = (options) => (
  <html lang="en">
    <Head {...options} />
    <body>
      <SkipLink />
      <Header {...options.header} />
      <div class="nhsuk-width-container">
        {options.beforeContent}
        <main class="nhsuk-main-wrapper" id="maincontent">
          {options.children}
        </main>
      </div>
      <Footer {...options.footer} />
    </body>
  </html>
);
