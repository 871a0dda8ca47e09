import type { Role } from '../../context/index.ts';

/** How sign-in through an identity provider (Entra ID or any other that speaks OpenID Connect) is set up. */
export interface ProviderSettings {
  /** As the sign-in page calls it. */
  name: string;
  issuer: string;
  clientId: string;
  clientSecret: string;
  scopes: string;
  /** The claim that holds the groups of a person. */
  groupClaim: string;
  /** What each group may do; empty when roles are given here by hand alone. */
  groupRoles: ReadonlyMap<string, readonly Role[]>;
  /** A claim whose address is taken as it is; otherwise only `email` that the provider says it verified. */
  trustedEmailClaim: string | undefined;
  /** Whether the provider has asked for a second factor, or ours is asked for. */
  secondFactor: 'provider' | 'here';
}

/** Who the provider says somebody is. */
export interface ProviderIdentity {
  issuer: string;
  /** Theirs for ever, unlike an address or a name. */
  subject: string;
  name: string | undefined;
  /** Only when it is verified, or the operator trusts the claim. */
  email: string | undefined;
  groups: string[];
  /** In more groups than the provider puts into a token. */
  groupsLeftOut: boolean;
}

export const visitPurposes = ['sign in', 'link', 'invitation'] as const;
export type VisitPurpose = (typeof visitPurposes)[number];

/** What is kept here of a sign-in while it is at the provider. */
export interface ProviderVisit {
  purpose: VisitPurpose;
  nonce: string;
  verifier: string;
  staffId: number | null;
  linkDigest: Buffer | null;
  back: string;
}

/** To sign in at the provider and come back. */
export const visitMinutes = 15;
