import { parentPort } from 'node:worker_threads';
import { systemClock } from '#platform/clock';
import { required } from '#platform/errors';
import { createRandom } from '#platform/numbers';
import { loadOptimiser } from './core/assignment/optimiser.ts';
import { type PlanQuestion, planSites } from './core/waves/site-plan.ts';
import type { PlannerReply } from './planner.ts';

// What runs in the thread that `planApart` starts: one question, and then it is let go.

const port = required(parentPort ?? undefined, 'a parent thread');
const tell = (reply: PlannerReply): void => port.postMessage(reply);

port.once('message', async (question: PlanQuestion) => {
  try {
    const highs = await loadOptimiser();
    const clock = systemClock();
    const now = (): number => clock.now().getTime();
    const answer = planSites(question, {
      highs,
      random: createRandom(1),
      budget: { now, until: now() + 1000 * question.seconds },
      onProgress: (progress) => tell({ kind: 'progress', progress }),
    });
    tell({ kind: 'answer', answer });
  } catch (error) {
    tell({ kind: 'error', text: String(error) });
  }
});
