/** Why nothing came of a request. Codes are stable: they are kept and shown. */
export type RefusalReason =
  | 'bad-address'
  | 'internal-address'
  | 'unknown-host'
  | 'not-reachable'
  | 'too-slow'
  | 'too-large'
  | 'bad-encoding'
  | 'too-many-redirects';

export interface Refusal {
  kind: 'refused';
  reason: RefusalReason;
  /** A sentence for people. */
  text: string;
}

export const refused = (reason: RefusalReason, text: string): Refusal => ({ kind: 'refused', reason, text });

export const isRefusal = (value: object): value is Refusal => 'kind' in value && value.kind === 'refused';
