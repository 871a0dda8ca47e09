export type { Database, Db } from './connect.ts';
export { connect } from './connect.ts';
export type { Embedded, EmbeddedOptions } from './embedded.ts';
export { attachOrStart, startEmbedded } from './embedded.ts';
export { newId } from './ids.ts';
export { migrate } from './migrate.ts';
export { listen, notify } from './notify.ts';
export { maybeOne, one, rows } from './rows.ts';
export { inTransaction, lockForTransaction } from './transaction.ts';
