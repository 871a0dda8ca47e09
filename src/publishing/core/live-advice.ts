import type { AdviceCard } from '../bulletin.ts';
import type { Advice } from '../model.ts';

/** The advice that may be shown at an instant: approved by a clinical safety lead, not withdrawn, and not past its end. */
export const liveAdvice = (cards: readonly Advice[], now: Date): AdviceCard[] =>
  cards.flatMap(({ number, kind, audience, text, approvedBy, approvedAt, expiresAt, withdrawnAt }) =>
    approvedBy !== null &&
    approvedAt !== null &&
    expiresAt !== null &&
    withdrawnAt === null &&
    expiresAt.getTime() > now.getTime()
      ? [
          {
            number,
            kind,
            audience,
            text,
            approvedBy,
            approvedAt: approvedAt.toISOString(),
            expiresAt: expiresAt.toISOString(),
          },
        ]
      : [],
  );
