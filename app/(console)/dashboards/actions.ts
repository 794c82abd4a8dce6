'use server';
import { createDashboard, deleteDashboard, updateDashboard } from '#lib/dashboards/index.ts';
import { createEmbed, revokeEmbed, signLink } from '#lib/embeds/index.ts';
import { type PerformOptions, perform, submit } from '#lib/http/page-invocation.ts';

/** Server actions: thin adapters over the same commands that the API runs. */

export async function createDashboardAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(createDashboard, values, options);
}

export async function updateDashboardAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(updateDashboard, values, options);
}

export async function deleteDashboardAction(dashboardId: string) {
  return perform(deleteDashboard, { dashboard_id: dashboardId });
}

export async function createEmbedAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(createEmbed, values, options);
}

/** An address for as long as addresses live unless said otherwise. */
export async function signEmbedAction(embedId: string) {
  return perform(signLink, { embed_id: embedId });
}

export async function revokeEmbedAction(embedId: string) {
  return perform(revokeEmbed, { embed_id: embedId });
}
