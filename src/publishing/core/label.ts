import type { FourStates, ResponseState } from '#incidents';
import type { Label } from '../bulletin.ts';

const byResponse: Readonly<Record<ResponseState, Label>> = {
  candidate: { text: 'Being checked', tone: 'grey' },
  investigating: { text: 'Investigating', tone: 'red' },
  'cause identified': { text: 'Cause identified', tone: 'orange' },
  mitigating: { text: 'Being fixed', tone: 'orange' },
  monitoring: { text: 'Monitoring', tone: 'yellow' },
  restored: { text: 'Restored: practices recovering', tone: 'blue' },
  'stood down': { text: 'Closed', tone: 'grey' },
  declined: { text: 'Not an incident', tone: 'grey' },
  merged: { text: 'Joined with another incident', tone: 'grey' },
};

/** The public label of an incident: derived, never typed. The table is in docs/algorithms/words.md. */
export function labelOf(states: FourStates): Label {
  if (states.response === 'restored' && states.recovery === 'recovered')
    return { text: 'Restored', tone: 'green' };
  const reviewing = states.review !== 'not commissioned' && states.review !== 'closed';
  if (states.response === 'stood down' && reviewing)
    return { text: 'Closed: review under way', tone: 'grey' };
  return byResponse[states.response];
}
