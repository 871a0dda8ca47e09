/** Below `/subscribe` of the public site: what a link in a message leads to. */
export type SubscriptionPage = 'confirm' | 'manage' | 'stop' | 'one-click' | 'undo';

/** The whole address of a link; `publicUrl` may or may not end with a slash. */
export const subscriptionPath = (publicUrl: string, page: SubscriptionPage, token: string): string =>
  `${publicUrl.replace(/\/+$/, '')}/subscribe/${page}/${token}`;

/** The same page as `stop`, at an address that is short enough for a text message. */
export const shortStopPath = (publicUrl: string, token: string): string =>
  `${publicUrl.replace(/\/+$/, '')}/stop/${token}`;
