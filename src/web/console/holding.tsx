import type { FC } from 'hono/jsx';
import { z } from 'zod';
import type { Incident } from '#incidents';
import { type ConsoleApp, consolePaths } from './deps.ts';
import { doneAt, performWith } from './do.tsx';
import { PostForm } from './forms/form-page.tsx';
import { typedText } from './forms/read.ts';
import type { ConsoleOptions } from './options.ts';

const pathOf = (slug: string): string => `${consolePaths.incident(slug)}/updates/holding`;

/** One press makes a holding statement from its template, and submits it: all that is left is the approval. */
export function mountHolding(app: ConsoleApp, options: ConsoleOptions): void {
  app.post('/console/incidents/:slug/updates/holding', async (request) => {
    const incident = request.req.param('slug');
    const template = typedText(request.get('typed'), 'template') || 'holding';
    const made = await performWith(request, options, 'update.from-template', { incident, template });
    const { number } = z.object({ number: z.number() }).parse(made);
    return request.redirect(doneAt(consolePaths.update(incident, number), 'update.from-template'), 303);
  });
}

export const HoldingForm: FC<{ incident: Incident; csrf: string; small?: boolean }> = ({
  incident,
  csrf,
  small,
}) => (
  <PostForm csrf={csrf} action={pathOf(incident.slug)} classes="allclear-inline-form">
    <input type="hidden" name="template" value="holding" />
    <button
      type="submit"
      class={`nhsuk-button nhsuk-button--secondary${small ? ' nhsuk-button--small' : ''}`}
    >
      Submit a holding statement<span class="nhsuk-u-visually-hidden"> about {incident.title}</span>
    </button>
  </PostForm>
);
