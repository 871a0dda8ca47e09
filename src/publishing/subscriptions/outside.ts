import { systemActor } from '#platform/auth';
import type { Context } from '#platform/context';
import { AllclearError, type Fault } from '#platform/errors';
import { type Choices, isOffered, type Wants } from './core/wants.ts';

/** The public site that links lead to, and whose messages they are. */
export interface SubscriptionSite {
  publicUrl: string;
  serviceName: string;
  organisation: string;
}

export type Base = Omit<Context, 'actor'>;

const dayMs = 86_400_000;
export const daysFrom = (now: Date, days: number): Date => new Date(now.getTime() + days * dayMs);

/** The people outside act as the program itself does; the audit says over which link. */
export const asOutside = (base: Base): Context => ({ ...base, actor: systemActor });

export const invalid = (faults: readonly Fault[]): AllclearError =>
  new AllclearError('input.invalid', 'There is a problem with what you entered. Nothing was changed.', {
    faults,
  });

export function assertSomething({ updates, plannedWork }: Wants): void {
  if (!updates && !plannedWork)
    throw invalid([{ field: 'what', reason: 'Choose updates, planned work, or both' }]);
}

export function assertOffered(choices: Choices, { scopes }: Wants): void {
  const unknown = scopes.find((scope) => !isOffered(choices, scope));
  if (unknown) throw invalid([{ field: unknown.kind, reason: 'Choose one from the list' }]);
}
