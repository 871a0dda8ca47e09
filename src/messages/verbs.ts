import { defineVerb, type Verb } from '#platform/verbs';
import {
  listMessages,
  listMessagesInput,
  retryInput,
  retryMessages,
  stopInput,
  stopMessages,
  undelivered,
  undeliveredInput,
} from './manage.ts';
import { bounceInput, receiptInput, takeBounce, takeReceipt } from './receipts.ts';

/** Everything that can be done about messages; they are written by what they tell of. */
export const messageVerbs: Verb[] = [
  defineVerb({
    name: 'message.list',
    summary: 'List what was sent, with how many messages wait, were handed over, arrived and failed',
    changes: false,
    input: listMessagesInput,
    run: listMessages,
  }),
  defineVerb({
    name: 'message.undelivered',
    summary: 'Show whom something did not reach, and why',
    changes: false,
    input: undeliveredInput,
    run: undelivered,
  }),
  defineVerb({
    name: 'message.retry',
    summary: 'Send again what failed',
    input: retryInput,
    run: retryMessages,
  }),
  defineVerb({
    name: 'message.stop',
    summary: 'Do not send what still waits of something',
    input: stopInput,
    run: stopMessages,
  }),
  defineVerb({
    name: 'message.receipt',
    summary: 'Take what GOV.UK Notify reports about a message; its callbacks post here',
    input: receiptInput,
    run: takeReceipt,
  }),
  defineVerb({
    name: 'message.bounce',
    summary: 'Take a delivery report that came back by mail',
    input: bounceInput,
    run: takeBounce,
  }),
];
