export { addressFault, hasControl, withoutAddresses } from './core/address.ts';
export { addressIsGone, messageName } from './core/bounce.ts';
export { measureSms, smsText, toGsm } from './core/gsm.ts';
export { exerciseMark, exerciseWords } from './core/present.ts';
export { type Courier, type CourierOptions, createCourier, type Delivered } from './courier.ts';
export { setMode } from './mode.ts';
export {
  type Channel,
  type ChannelName,
  type Channels,
  channels as channelNames,
  messageParameters,
  type NoticeText,
  type Occasion,
  type Outcome,
  type Parcel,
  type Recipient,
  type RecipientsOf,
} from './model.ts';
export { messageChannel, messageRequest, type Queued, queueNotice, requestMessage } from './queue.ts';
export { forgetAddress, forgetRecipient, resumeRecipient, stopRecipient } from './stop.ts';
export { keepWebhook, keptWebhook, readMode as isExercise } from './store.ts';
export type { NoticeCount, UndeliveredMessage } from './store-read.ts';
export { countOldAddresses, removeOldAddresses } from './store-retention.ts';
export { messageVerbs } from './verbs.ts';
