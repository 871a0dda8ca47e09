import type { App } from '#app';

/** Every page that is published, and one of each that is made when it is asked for. */
export async function publicScreens(
  app: App,
): Promise<{ name: string; address: string; mayAnswer?: number }[]> {
  const publication = app.publisher.current();
  if (!publication) throw new Error('Nothing was published.');
  const published = [...publication.snapshot.files.values()]
    .filter(({ contentType }) => contentType.startsWith('text/html'))
    .map(({ path }) => path);
  const practice = publication.bulletin.practices[0]?.odsCode ?? '';
  const asked = [`/practices/${practice}`, '/practices?q=surgery', '/nothing/here'];
  const expected = ['/', '/practices', '/accessibility'];
  const missing = expected.filter((path) => !published.includes(path));
  if (missing.length > 0) throw new Error(`Not published: ${missing.join(', ')}.`);
  return [...published, ...asked].map((path) => ({
    name: `public${path.replaceAll(/[^a-z0-9]+/gi, '-').replace(/-$/, '') || '-hub'}`,
    address: `${app.address}${path}`,
    ...(path === '/nothing/here' || path === '/404' ? { mayAnswer: 404 } : {}),
  }));
}
