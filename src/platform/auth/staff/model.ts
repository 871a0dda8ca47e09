import { z } from 'zod';
import type { Clock } from '../../clock/index.ts';
import { allRoles, type Context, type Role } from '../../context/index.ts';

/** Who may sign in to the console. */
export interface Staff {
  id: number;
  name: string;
  /** Null for a break-glass administrator, who has no password. */
  email: string | null;
  /** In a session that began at the identity provider, with those that the groups there give. */
  roles: Role[];
  /** What the groups at the identity provider gave at the last sign-in there. */
  groupRoles: Role[];
  hasPassword: boolean;
  /** An authenticator app. */
  hasApp: boolean;
  /** How many passkeys can be used. */
  passkeys: number;
  hasSecondFactor: boolean;
  /** At the identity provider: issuer and subject. */
  identities: string[];
  /** Addresses that the identity provider verified. */
  otherAddresses: string[];
  createdAt: Date;
  disabledAt: Date | null;
}

export const linkPurposes = ['first administrator', 'invitation', 'new password', 'break-glass'] as const;
export type LinkPurpose = (typeof linkPurposes)[number];

/** A one-time link that has not been used and has not expired. */
export interface StaffLink {
  id: number;
  purpose: LinkPurpose;
  name: string;
  email: string | null;
  roles: Role[];
  createdBy: string;
  expiresAt: Date;
}

/** How far a sign-in has come. Only `full` may do anything but finish signing in. */
export const sessionStages = ['second factor', 'enrol', 'full'] as const;
export type SessionStage = (typeof sessionStages)[number];

/** How a session began. */
export const sessionVias = ['password', 'passkey', 'provider', 'link', 'break-glass'] as const;
export type SessionVia = (typeof sessionVias)[number];

export interface StaffSession {
  id: number;
  stage: SessionStage;
  via: SessionVia;
  staff: Staff;
  /** Something this person wrote came after a session had ended, and is kept. */
  hasKeptForm: boolean;
  createdAt: Date;
  lastSeenAt: Date;
  expiresAt: Date;
  address: string;
  agent: string;
}

/** A passkey as its owner sees it. */
export interface Passkey {
  id: number;
  name: string;
  createdAt: Date;
  lastUsedAt: Date | null;
  /** When it was found to have been copied, perhaps; it is not taken any more. */
  suspendedAt: Date | null;
}

export const challengePurposes = ['register', 'second factor', 'passwordless'] as const;
export type ChallengePurpose = (typeof challengePurposes)[number];

/** Where a passkey is for: browsers bind it to the host name. */
export interface PasskeySite {
  /** The host name. */
  id: string;
  /** Scheme, host and port, as browsers write them. */
  origin: string;
  /** Shown when one is made. */
  name: string;
}

/** How sign-in is set up. */
export interface SignInRules {
  idleMinutes: number;
  sessionHours: number;
  /** Whether everybody needs an authenticator app. */
  secondFactor: 'required' | 'optional';
  /** Shown in authenticator apps. */
  issuer: string;
}

/** Where a request came from, as far as can be told. */
export interface Caller {
  address: string;
  agent: string;
}

/** What sign-in needs: there is no actor before it. */
export type Base = Omit<Context, 'actor'>;

export const parameters = {
  /** Failed sign-ins: see `attempts.ts`. */
  failures: {
    accountAndAddress: { free: 5 },
    account: { free: 30 },
    address: { most: 300, windowMinutes: 15 },
    wait: { firstSeconds: 30, longestSeconds: 900 },
    rememberMinutes: 60,
  },
  /** To finish signing in. */
  pendingMinutes: 10,
  /** To answer what a passkey is asked. */
  challengeMinutes: 5,
  /** How long after signing in the keys of an account may be changed. */
  freshMinutes: 15,
  breakGlassSessionMinutes: 60,
  /** Forms that came after their session had ended: for how long, how many a person, and of how old a session. */
  keptForms: { hours: 24, most: 10, sessionDays: 7 },
  linkHours: { 'first administrator': 24, invitation: 72, 'new password': 24, 'break-glass': 0.25 },
  recoveryCodes: 10,
} as const;

export const inMinutes = (clock: Clock, minutes: number): Date =>
  new Date(clock.now().getTime() + minutes * 60_000);

export const roleNames = z.array(z.enum(allRoles)).min(1);
export const emailText = z.string().trim().toLowerCase().pipe(z.email('is not an email address').max(254));
export const nameText = z
  .string()
  .trim()
  .min(1)
  .max(100)
  // A name stands in logs and files of the audit, one line each.
  .regex(/^[^\p{Cc}\p{Cf}]*$/u, 'holds a character that cannot be shown');
