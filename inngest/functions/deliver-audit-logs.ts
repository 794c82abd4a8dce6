import { deliverAuditLogs } from '#lib/audit/targets/deliver.ts';
import { anchorByMail } from '#lib/audit/targets/mail-anchor.ts';
import type { Job } from '#lib/process/job.ts';
import type { Runtime } from '#lib/runtime.ts';

/** Sends sealed entries to SIEMs and archives, and checkpoints to anchors. */
export const deliverAudit: Job<Runtime> = {
  id: 'deliver-audit-logs',
  everySeconds: 1,
  run: async ({ databases, keys, command, clock, logger }, signal) => {
    const { policy, transport } = command.outbound;
    const now = () => clock.now();
    const means = { policy, transport, now, mail: anchorByMail(databases.app, now) };
    await deliverAuditLogs({ databases, masters: keys.masterKeys, means, logger }, signal);
  },
};
