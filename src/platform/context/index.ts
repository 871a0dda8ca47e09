import type { Kysely } from 'kysely';
import type { Clock } from '../clock/index.ts';
import type { Log } from '../log/index.ts';

/** The roles of the product; what each may do is written in the domains' policies. */
export const allRoles = [
  'viewer',
  'desk',
  'engineer',
  'communications author',
  'approver',
  'incident lead',
  'clinical safety lead',
  'reviewer',
  'administrator',
  'intake',
] as const;

export type Role = (typeof allRoles)[number];

/** Everybody who works on incidents: every role but that of a data feed. */
export const staffRoles: readonly Role[] = allRoles.filter((role) => role !== 'intake');

/** Who acts. `name` is what the audit and the timeline show. */
export interface Actor {
  kind: 'person' | 'token' | 'system';
  name: string;
  roles: readonly Role[];
  /** What else tells which person it is, whatever the name: see `authorKeys` of platform/auth. */
  people?: readonly string[];
  /** Of a token: the keys of whoever made it. */
  madeBy?: readonly string[];
}

/**
 * What every verb is handed: who acts, the time, the database (a pool, or the open transaction of a calling verb)
 * and the log. Nothing reaches for any of these by itself.
 */
export interface Context {
  actor: Actor;
  clock: Clock;
  db: Kysely<unknown>;
  log: Log;
  /** Of whoever waits for long work: it is told how it goes on, and may call it off. */
  long?: { onProgress(text: string): void; signal: AbortSignal };
}
