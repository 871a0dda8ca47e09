import { z } from 'zod';
import { type App, allVerbs } from '#app';
import { runVerb } from '#platform/verbs';
import { scenario } from '../../scenarios/april-2026/index.ts';

interface PublicScreen {
  name: string;
  address: string;
  mayAnswer?: number;
}

/** Every page that is published, and one of each that is made when it is asked for. */
export async function publicScreens(app: App): Promise<PublicScreen[]> {
  const publication = app.publisher.current();
  if (!publication) throw new Error('Nothing was published.');
  const published = [...publication.snapshot.files.values()]
    .filter(({ contentType }) => contentType.startsWith('text/html'))
    .map(({ path }) => path);
  const practice = publication.bulletin.practices[0]?.odsCode ?? '';
  const asked = [`/practices/${practice}`, '/practices?q=surgery', '/nothing/here', '/subscribe'];
  const expected = ['/', '/practices', '/accessibility'];
  const missing = expected.filter((path) => !published.includes(path));
  if (missing.length > 0) throw new Error(`Not published: ${missing.join(', ')}.`);
  return [...published, ...asked].map(
    (path): PublicScreen => ({
      name: `public${path.replaceAll(/[^a-z0-9]+/gi, '-').replace(/-$/, '') || '-hub'}`,
      address: `${app.address}${path}`,
      ...(path === '/nothing/here' || path === '/404' ? { mayAnswer: 404 } : {}),
    }),
  );
}

const asks = z.looseObject({
  practices: z.array(z.looseObject({ asked: z.unknown(), report: z.looseObject({ odsCode: z.string() }) })),
});
const linksMade = z.object({ links: z.array(z.object({ path: z.string() })).min(1) });

/**
 * The form that a practice fills in about its recovery, once practices were asked. Its address is a secret, so a new one is made.
 */
export async function recoveryForm(app: App): Promise<PublicScreen> {
  const desk = app.contextFor({ kind: 'person', name: 'Robin Admin', roles: ['desk'] });
  const detail = await runVerb(allVerbs, desk, 'recovery.detail', { incident: scenario.incident });
  const practice = asks.parse(detail).practices.find(({ asked }) => asked)?.report.odsCode;
  const made = await runVerb(allVerbs, desk, 'recovery.link', { incident: scenario.incident, practice });
  const path = linksMade.parse(made).links[0]?.path ?? '';
  return { name: 'public-recovery', address: `${app.address}${path}` };
}
