import { changeOf } from '#lib/command/change.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { Incident, incidentCreate } from '#lib/contracts/incidents.ts';
import { newUuid } from '#lib/core/ids.ts';
import { readIncident } from './incident-rows.ts';
import { raiseIncident } from './raise-incident.ts';

/** What people open is of the source `person`. Each is a fault of its own: nothing finds it again or says that it is gone. */
export const openIncident = defineCommand(incidentCreate, async (ctx, described) => {
  const { tx, tenantId, now, caller } = ctx;
  const finding = { source: 'person', fingerprint: newUuid(now.getTime()), ...described, detail: {}, openedBy: caller.userId };
  const { id } = await raiseIncident(tx, tenantId, finding, now);
  const result = await readIncident(ctx, id);
  return { result, changes: [changeOf('incident', 'incident', Incident, null, result)] };
});
