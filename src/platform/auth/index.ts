export { type Actor, allRoles, type Role, staffRoles } from '../context/index.ts';
export { approverKeys, authorKeys, localOperator, personKey, systemActor } from './actor.ts';
export { auditVerbs, listAudit, type VerifiedChain, verifyAudit } from './audit-trail.ts';
export { createProvider, type Provider } from './oidc/client.ts';
export type { ProviderSettings } from './oidc/model.ts';
export {
  beginProviderSignIn,
  finishProviderSignIn,
  ownIdentities,
  unlinkIdentity,
} from './oidc/sign-in.ts';
export { mayUse, type Permission, type Permissions, permissionsOf } from './permissions.ts';
export { authorise, type Rule } from './policy.ts';
export { type Account, addressesOfName, addressesOfRole, listAccounts } from './staff/accounts.ts';
export { isMaskedToken, maskedToken } from './staff/form-token.ts';
export {
  dropKeptForm,
  endedSession,
  type KeptFields,
  keepForm,
  keptForms,
} from './staff/kept-forms.ts';
export {
  acceptLink,
  breakGlass,
  firstAdministratorLink,
  type OneTimeLink,
  showLink,
} from './staff/links.ts';
export { changeOwnPassword, inviteStaff, staffVerbs } from './staff/manage.ts';
export type {
  Caller,
  Passkey,
  PasskeySite,
  SignInRules,
  Staff,
  StaffLink,
  StaffSession,
} from './staff/model.ts';
export {
  beginPasskeyFactor,
  beginPasskeySignIn,
  finishPasskeyFactor,
  finishPasskeySignIn,
} from './staff/passkey-sign-in.ts';
export { beginPasskey, finishPasskey, namePasskey, ownPasskeys, removePasskey } from './staff/passkeys.ts';
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
export { countOldSignIns, deleteOldSignIns } from './staff/store-retention.ts';
export { codeAtStep, stepAt } from './staff/totp.ts';
export { createToken, findTokenActor, listTokens, revokeToken } from './tokens.ts';
