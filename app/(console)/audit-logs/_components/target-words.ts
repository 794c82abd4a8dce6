import type { AuditTargetKind } from '#lib/contracts/audit-targets.ts';

/** Kinds of targets in words. */
export const targetWords: Readonly<Record<AuditTargetKind, string>> = {
  ocsf: 'SIEM: OCSF over HTTPS',
  ndjson: 'NDJSON over HTTPS',
  syslog: 'SIEM: CEF over syslog and TLS',
  archive: 'Archive in object storage',
  anchor_https: 'Anchor by webhook',
  anchor_s3: 'Anchor in object storage',
  anchor_email: 'Anchor by e-mail',
};
