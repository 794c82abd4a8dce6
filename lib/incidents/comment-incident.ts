import { defineCommand } from '#lib/command/define-command.ts';
import { incidentComment } from '#lib/contracts/incidents.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { addStep, readIncident, readTimeline } from './incident-rows.ts';

export const commentIncident = defineCommand(incidentComment, async (ctx, { incident_id: id, note }) => {
  const found = await readIncident(ctx, id);
  await addStep(ctx, id, 'comment', note);
  const change = { resource: 'incident', id: toPublicId('incident', id), before: null, after: { comment: note } };
  return { result: { ...found, timeline: await readTimeline(ctx, id) }, changes: [change] };
});
