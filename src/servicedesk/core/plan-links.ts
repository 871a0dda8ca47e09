import type { Call, CallLink, LinkReason, LinkStatus, LinkSubject } from '../model.ts';
import { scoreCall } from './link-score.ts';

export interface PlannedLink {
  callId: number;
  status: Extract<LinkStatus, 'linked' | 'suggested' | 'left'>;
  score: number;
  reasons: LinkReason[];
}

const statusOf = { auto: 'linked', suggested: 'suggested', left: 'left' } as const;

/**
 * The links that the rule makes over these calls. Scored in the order in which they were opened, because an earlier
 * linked call of the same practice counts; the order they arrived in does not. A person's decision stands and is only
 * read: its call is not planned.
 */
export function planLinks(
  calls: readonly Call[],
  decided: ReadonlyMap<number, Pick<CallLink, 'status' | 'method'>>,
  subject: LinkSubject,
  componentsOf: (practiceId: number, at: Date) => readonly { key: string; value: string }[],
): PlannedLink[] {
  const inOrder = [...calls].sort((a, b) => a.openedAt.getTime() - b.openedAt.getTime() || a.id - b.id);
  const linkedByPractice = new Map<number, Call[]>();
  const planned: PlannedLink[] = [];
  for (const call of inOrder) {
    const earlier = call.practiceId === null ? [] : (linkedByPractice.get(call.practiceId) ?? []);
    const decision = decided.get(call.id);
    let status = decision?.method === 'person' ? decision.status : undefined;
    if (!status) {
      const { score, band, reasons } = scoreCall(call, subject, {
        components: call.practiceId === null ? [] : componentsOf(call.practiceId, call.openedAt),
        hasOpenLinkedCall: earlier.some((other) => wasOpenAt(other, call.openedAt)),
      });
      status = statusOf[band];
      planned.push({ callId: call.id, status: statusOf[band], score, reasons });
    }
    if (status === 'linked' && call.practiceId !== null)
      linkedByPractice.set(call.practiceId, [...earlier, call]);
  }
  return planned;
}

const wasOpenAt = (call: Call, at: Date): boolean => call.closedAt === null || call.closedAt > at;
