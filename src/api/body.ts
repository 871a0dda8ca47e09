import type { IncomingMessage } from 'node:http';
import { AllclearError } from '#platform/errors';

/** Whether the request says that its body is CSV. Anything but CSV or JSON is refused. */
export function isCsv(request: IncomingMessage): boolean {
  const type = (request.headers['content-type'] ?? 'application/json').split(';')[0]?.trim().toLowerCase();
  if (type === 'text/csv') return true;
  if (type === 'application/json') return false;
  throw new AllclearError('input.media-type', `Send application/json or text/csv, not ${type}.`);
}
