export { getAuditEntry } from './get-audit-entry.ts';
export { listAuditEntries } from './list-audit-entries.ts';
