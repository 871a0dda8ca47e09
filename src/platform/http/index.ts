export { addressKey, callerAddress } from './caller.ts';
export {
  guardedFetch,
  isAllowedAddress,
  type OutboundRequest,
  type OutboundRules,
} from './outbound.ts';
export {
  createRateLimiter,
  type RateLimit,
  type RateLimiter,
  takeOrRefuse,
  tooMany,
} from './rate-limit.ts';
export type { BodyLimits } from './read-body.ts';
export { parseJson, readBody, readJson } from './read-body.ts';
export { sendError, sendJson } from './send.ts';
