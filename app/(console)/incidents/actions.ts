'use server';
import { revalidatePath } from 'next/cache';
import { perform } from '#lib/http/page-invocation.ts';
import { acknowledgeIncident, resolveIncident } from '#lib/incidents/index.ts';

/** Server actions: thin adapters over the same commands that the API runs. */

export async function acknowledgeIncidentAction(incidentId: string) {
  const done = await perform(acknowledgeIncident, { incident_id: incidentId });
  revalidatePath('/incidents');
  return done;
}

export async function resolveIncidentAction(incidentId: string) {
  const done = await perform(resolveIncident, { incident_id: incidentId });
  revalidatePath('/incidents');
  return done;
}
