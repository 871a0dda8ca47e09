import type { Permissions, Provider, SignInRules } from '#platform/auth';
import type { Context } from '#platform/context';
import type { Verb } from '#platform/verbs';

/** What the console needs of the rest of the program. */
export interface ConsoleOptions {
  verbs: readonly Verb[];
  permissions: Permissions;
  rules: SignInRules;
  /** The identity provider, when one is set up. */
  provider?: Provider | undefined;
  /** The address people use, such as `https://status.example.nhs.uk`; https makes cookies secure. */
  publicUrl: string;
  organisation: string;
  serviceName: string;
  demonstration: boolean;
  /** Everything is an exercise. */
  rehearsal?: boolean;
  callFeedStaleMinutes: number;
  /** How many proxies in front add themselves to X-Forwarded-For. */
  proxyHops: number;
  maxBodyBytes: number;
  /** Undefined while the database cannot be reached. */
  base(): Omit<Context, 'actor'> | undefined;
  /** Carries what a verb changed to its consequences, so that the next screen shows them. */
  settle(): Promise<void>;
  /** Calls `listener` whenever something was announced; returns how to stop. */
  onChange(listener: () => void): () => void;
}
