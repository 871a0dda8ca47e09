export { type Actor, allRoles, type Role } from '../context/index.ts';
export { localOperator, systemActor } from './actor.ts';
export { authorise, type Rule } from './policy.ts';
export { createToken, findTokenActor, listTokens, revokeToken } from './tokens.ts';
