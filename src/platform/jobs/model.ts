import type { z } from 'zod';
import type { Context } from '../context/index.ts';
import type { Database } from '../db/index.ts';

export interface JobOptions {
  /** How often a failed job is tried again; default 5. */
  retries?: number;
  /** Wait before the first retry, doubled for each later one; default 5. With 0 retries follow at once. */
  retryDelaySeconds?: number;
  /** Longest that one run may take before it counts as failed; default 300. */
  expireSeconds?: number;
  /** How often a serving process looks for new jobs; default 1. */
  pollSeconds?: number;
  /** One waiting job of a key is enough: `enqueue` adds none while one waits. Right for "bring X up to date". */
  coalesce?: boolean;
}

export interface EnqueueOptions {
  /** Not before this time of the context's clock. */
  startAfter?: Date;
  /** For `coalesce`: what the job is about. */
  key?: string;
}

export interface JobFailure {
  id: string;
  name: string;
  data: unknown;
  /** What the last attempt said. */
  error: string;
  attempts: number;
}

export interface Jobs {
  /**
   * Names a kind of job and what does it, before `start`. A job may run more than once, after a crash for instance:
   * its handler must bear that.
   */
  register<S extends z.ZodType>(
    name: string,
    schema: S,
    handler: (context: Context, data: z.output<S>) => Promise<void>,
    options?: JobOptions,
  ): void;
  /** Runs a job at the times of a cron expression, London time; only a serving process does it. Before `start`. */
  schedule(name: string, cron: string, data?: Record<string, unknown>): void;
  start(): Promise<void>;
  /** Adds a job in the open transaction: it runs only when that commits. */
  enqueue(tx: Context, name: string, data: Record<string, unknown>, options?: EnqueueOptions): Promise<void>;
  /** Whether a job of a key waits: then `enqueue` would add none. For callers that have to work out when it is due. */
  isWaiting(tx: Context, name: string, key: string): Promise<boolean>;
  /** Does everything that is due, and what that leads to, one job at a time. Returns how many were done. */
  drain(): Promise<number>;
  /** Jobs that failed for good, newest first. */
  failures(): Promise<JobFailure[]>;
  stop(): Promise<void>;
}

export interface JobsSetup {
  database: Database;
  context: Context;
  /**
   * `serve` works on jobs as they come; `enqueue` only adds them, for commands; `simulate` does them in `drain` alone,
   * by the context's simulated clock. Retries wait in real time in every mode.
   */
  mode: 'serve' | 'enqueue' | 'simulate';
}
