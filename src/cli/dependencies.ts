import type { Context } from '#platform/context';
import type { Verb } from '#platform/verbs';

/** A session on the data directory for one command. */
export interface CliSession {
  context: Context;
  /** Settles what the command led to: detection, linking, claims. */
  settle(): Promise<void>;
  /** Builds the public page from the data as they are and writes it as static files. */
  publishTo(directory: string): Promise<void>;
  close(): Promise<void>;
}

export interface ServeOptions {
  port?: number;
  data?: string;
}

/** What `allclear doctor` found: each check with its result in words. */
export interface Finding {
  check: string;
  outcome: 'good' | 'warning' | 'bad';
  text: string;
}

/** What the commands need of the rest of the program; `app` provides it. */
export interface CliDependencies {
  verbs: readonly Verb[];
  openSession(options: { data?: string; as?: string }): Promise<CliSession>;
  serve(options: ServeOptions): Promise<void>;
  demo(options: {
    once: boolean;
    lateCall: boolean;
    toJune: boolean;
    port?: number;
    scenario?: string;
  }): Promise<void>;
  doctor(options: { data?: string }): Promise<Finding[]>;
  /** Calls `stop` at Ctrl-C, which then does not end the program; returns how to leave that. */
  onInterrupt(stop: () => void): () => void;
  write(text: string): void;
  writeError(text: string): void;
}
