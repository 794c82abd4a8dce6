import type { AuditTargetKind } from '#lib/contracts/audit-targets.ts';
import { anchorHttpsTarget, ndjsonTarget, ocsfTarget } from './https-targets.ts';
import { anchorObjectTarget, archiveTarget } from './object-targets.ts';
import { syslogTarget } from './syslog-target.ts';
import type { TargetKind } from './target.ts';

/** Every kind of target, one line each. */
export const targetKinds: Readonly<Record<AuditTargetKind, TargetKind>> = {
  ocsf: ocsfTarget,
  ndjson: ndjsonTarget,
  syslog: syslogTarget,
  archive: archiveTarget,
  anchor_https: anchorHttpsTarget,
  anchor_s3: anchorObjectTarget,
  anchor_email: {
    carries: 'checkpoints',
    everyMinutes: 1440,
    send: (means, target, checkpoint) => means.mail(target.tenantId, target.settings.recipients ?? [], checkpoint),
  },
};
