import { AllclearError } from '#platform/errors';
import { startThread } from '#platform/loading';
import type { PlanAnswer, PlanProgress, PlanQuestion } from './core/waves/site-plan.ts';

export type PlannerReply =
  | { kind: 'progress'; progress: PlanProgress }
  | { kind: 'answer'; answer: PlanAnswer }
  | { kind: 'error'; text: string };

export interface PlannerOptions {
  /** Ends the thread; the promise is refused with `state.refused`. */
  signal?: AbortSignal;
  onProgress?: (progress: PlanProgress) => void;
}

/**
 * Plans in a thread of its own: the optimiser does not give way, and pages may not wait for it. `internal` when the thread
 * dies.
 */
export function planApart(
  question: PlanQuestion,
  { signal, onProgress }: PlannerOptions = {},
): Promise<PlanAnswer> {
  const worker = startThread(new URL('./planner-thread.ts', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: 2048 },
  });
  return new Promise<PlanAnswer>((resolve, reject) => {
    const end = (): void => void worker.terminate();
    const cancel = (): void => {
      reject(new AllclearError('state.refused', 'The planning was called off. Nothing was changed.'));
      end();
    };
    if (signal?.aborted) return cancel();
    signal?.addEventListener('abort', cancel, { once: true });
    worker.on('message', (reply: PlannerReply) => {
      if (reply.kind === 'progress') return onProgress?.(reply.progress);
      signal?.removeEventListener('abort', cancel);
      if (reply.kind === 'answer') resolve(reply.answer);
      else reject(new AllclearError('internal', `The planning failed: ${reply.text}`));
      end();
    });
    worker.once('error', (error) => reject(new AllclearError('internal', `The planning failed: ${error}`)));
    worker.once('exit', () => reject(new AllclearError('internal', 'The planning was cut short.')));
    worker.postMessage(question);
  });
}
