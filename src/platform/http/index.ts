export type { BodyLimits } from './read-body.ts';
export { parseJson, readBody, readJson } from './read-body.ts';
export { sendError, sendJson } from './send.ts';
