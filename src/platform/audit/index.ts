export type { ChainFault, ChainPoint } from './core/seal.ts';
export { oldBeginning, removeBeginning } from './retention.ts';
export { type AuditEntry, type AuditQuery, searchAudit } from './search.ts';
export { auditHead, type ChainVerdict, verifyChain } from './verify.ts';
export { audit } from './write.ts';
