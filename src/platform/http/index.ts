export { addressKey, callerAddress } from './caller.ts';
export { isPublicAddress } from './outbound/addresses.ts';
export { type GuardedFetch, guardedFetch, type OutboundRules } from './outbound/fetch.ts';
export { isRefusal, type Refusal, type RefusalReason } from './outbound/refusal.ts';
export {
  createOutbound,
  type Outbound,
  type OutboundAnswer,
  type OutboundOptions,
  type OutboundRequest,
} from './outbound/request.ts';
export { parseTarget, type Resolver } from './outbound/target.ts';
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
