export { type Actor, allRoles, type Role, staffRoles } from '../context/index.ts';
export { localOperator, systemActor } from './actor.ts';
export { auditVerbs, listAudit } from './audit-trail.ts';
export { mayUse, type Permission, type Permissions, permissionsOf } from './permissions.ts';
export { authorise, type Rule } from './policy.ts';
export { type Account, listAccounts } from './staff/accounts.ts';
export { isMaskedToken, maskedToken } from './staff/form-token.ts';
export {
  acceptLink,
  breakGlass,
  firstAdministratorLink,
  type OneTimeLink,
  showLink,
} from './staff/links.ts';
export { changeOwnPassword, inviteStaff, staffVerbs } from './staff/manage.ts';
export type { Caller, SignInRules, Staff, StaffLink, StaffSession } from './staff/model.ts';
export { passwordLength } from './staff/password.ts';
export {
  beginEnrolment,
  type Enrolment,
  finishEnrolment,
  verifySecondFactor,
} from './staff/second-factor.ts';
export {
  actorOf,
  currentSession,
  endOtherSessions,
  ownSessions,
  type Started,
  signOut,
} from './staff/sessions.ts';
export { signIn } from './staff/sign-in.ts';
export { lastBreakGlass, newSecret } from './staff/store.ts';
export { codeAtStep, stepAt } from './staff/totp.ts';
export { createToken, findTokenActor, listTokens, revokeToken } from './tokens.ts';
