import type { Verb } from '#platform/verbs';
import { clientTypes } from './client/client-text.ts';
import { openApiDocument } from './openapi/document.ts';

/**
 * The files that describe the API, made from the program: the OpenAPI document, the types of the client, and what the
 * compiler says that each verb answers. The compiler is a tool of development, so it is loaded only here.
 * @param root the checkout.
 */
export async function apiFiles(
  root: string,
  verbs: readonly Verb[],
): Promise<{ path: string; text: string }[]> {
  const { readResults } = await import('./openapi/read-results.ts');
  const known = readResults(root);
  return [
    { path: 'src/api/openapi/results.json', text: `${JSON.stringify(known, null, 1)}\n` },
    { path: 'src/api/client/types.ts', text: clientTypes(verbs, known) },
    {
      path: 'docs/reference/openapi.json',
      text: `${JSON.stringify(openApiDocument(verbs, known), null, 1)}\n`,
    },
  ];
}
