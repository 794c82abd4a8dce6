import { defineQuery } from '#lib/command/define-query.ts';
import { incidentGet } from '#lib/contracts/incidents.ts';
import { readIncident, readTimeline } from './incident-rows.ts';

export const getIncident = defineQuery(incidentGet, async (ctx, { incident_id: id }) => ({
  ...(await readIncident(ctx, id)),
  timeline: await readTimeline(ctx, id),
}));
