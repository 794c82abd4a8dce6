'use server';
import { revalidatePath } from 'next/cache';
import { type PerformOptions, perform, submit } from '#lib/http/page-invocation.ts';
import { acknowledgeIncident, commentIncident, openIncident, resolveIncident } from '#lib/incidents/index.ts';

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

export async function openIncidentAction(values: Record<string, unknown>, options: PerformOptions) {
  const done = await submit(openIncident, values, options);
  revalidatePath('/incidents');
  return done;
}

export async function commentIncidentAction(values: Record<string, unknown>, options: PerformOptions) {
  const done = await submit(commentIncident, values, options);
  revalidatePath('/incidents');
  return done;
}
