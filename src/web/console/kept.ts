import type { KeptFields } from '#platform/auth';
import type { ConsoleRequest } from './deps.ts';

/** The field that says which kept form is sent again. */
export const keptField = 'kept';

/** Never repeated on a page, and never kept. */
const secretFields = new Set(['csrf', 'password', 'current', 'code', 'back', 'response', keptField]);

/** What is written while signed in, as against what signs somebody in or changes how they do. */
export const isKeepable = (path: string): boolean =>
  path.startsWith('/console/') &&
  !/^\/console\/(sign-|second-factor|enrol|passkey|welcome|account|kept)/.test(path);

/** What a form sent, without what is secret or of the moment. */
export const fieldsOf = (request: ConsoleRequest): KeptFields =>
  Object.fromEntries(
    [...(request.get('typed') ?? [])]
      .filter(([name]) => !secretFields.has(name))
      .map(([name, values]) => [name, [...values]]),
  );
