import type { Bulletin } from '#publishing';
import { faviconDataUri } from '../../components/page/favicon.ts';
import type { View } from '../layout.tsx';
import { when } from '../words.ts';
import type { EmbedStatus } from './status.ts';

const headings: Readonly<Record<EmbedStatus['state'], string>> = {
  fine: 'No current IT issues',
  issue: 'Current IT issue',
  unknown: 'IT status not known',
};

/** A page that may stand in a frame on any site: one sentence and a link, without scripts. */
export function bannerPage(view: View, name: string, status: EmbedStatus): string {
  const { asOf }: Bulletin = view.bulletin;
  return `<!DOCTYPE html>${(
    (
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <title>{`${name}: ${status.label}`}</title>
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="robots" content="noindex" />
          <link rel="stylesheet" href={view.stylesheet} />
          <link rel="icon" href={faviconDataUri} type="image/svg+xml" />
        </head>
        <body>
          <main class={`allclear-banner allclear-banner--${status.state}`}>
            <h1 class="nhsuk-heading-s">{headings[status.state]}</h1>
            <p>
              {status.text} This was so at {when(asOf, asOf)}.
            </p>
            <p>
              <a href={status.url} target="_top">
                Read more about {name}
              </a>
            </p>
          </main>
        </body>
      </html>
    )
  ).toString()}`;
}
