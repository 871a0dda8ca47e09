import { z } from 'zod';
import type { Clock } from '../../clock/index.ts';
import { allRoles, type Context, type Role } from '../../context/index.ts';

/** Who may sign in to the console. */
export interface Staff {
  id: number;
  name: string;
  /** Null for a break-glass administrator, who has no password. */
  email: string | null;
  roles: Role[];
  hasSecondFactor: boolean;
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

export interface StaffSession {
  id: number;
  stage: SessionStage;
  staff: Staff;
  createdAt: Date;
  lastSeenAt: Date;
  expiresAt: Date;
  address: string;
  agent: string;
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
  /** Failures of one account from one address, of one account, and from one address (a whole practice), within the window. */
  failures: { accountAndAddress: 5, account: 30, address: 100, windowMinutes: 15 },
  /** To finish signing in. */
  pendingMinutes: 10,
  breakGlassSessionMinutes: 60,
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
