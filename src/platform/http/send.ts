import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { AllclearError } from '../errors/index.ts';

const shownFaults = 100;

/** Answers with a JSON body that nobody may cache. */
export function sendJson(
  response: ServerResponse,
  status: number,
  value: unknown,
  headers: OutgoingHttpHeaders = {},
): void {
  const body = Buffer.from(JSON.stringify(value));
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'content-length': body.length,
    ...headers,
  });
  response.end(body);
}

/**
 * Answers with an error: code, message, remedy, the first 100 faults and how many there are. Anything that is not an
 * `AllclearError` is shown as `internal` and nothing more; the caller logs it. A response that has begun is cut off,
 * so that nobody takes half of it for the whole. Whoever was too quick is told when to try again (`Retry-After`).
 */
export function sendError(response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const shown = publicError(error);
  const { faults, ...rest } = shown.toJSON();
  const body = { ...rest, faults: faults.slice(0, shownFaults), faultCount: faults.length };
  const { retryAfterSeconds } = shown;
  sendJson(response, shown.httpStatus, body, {
    ...(shown.code === 'unauthenticated' ? { 'www-authenticate': 'Bearer' } : {}),
    ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
  });
}

/** Broken invariants carry `internal` with their details; those stay inside as well. */
const publicError = (error: unknown): AllclearError =>
  error instanceof AllclearError && error.code !== 'internal'
    ? error
    : new AllclearError('internal', 'Something went wrong inside Allclear. The fault has been logged.');
