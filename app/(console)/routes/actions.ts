'use server';
import { type PerformOptions, perform, submit } from '#lib/http/page-invocation.ts';
import {
  archiveRoute,
  createRoute,
  publishRoute,
  rollbackRoute,
  setDepartmentPreference,
  setTeamPreference,
  setTenantPreference,
  simulateRoute,
  updateRoute,
} from '#lib/routes/index.ts';

/** Server actions: thin adapters over the same commands that the API runs. */

export async function createRouteAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(createRoute, values, options);
}

/** What the form edits beside the draft. */
export async function updateRouteAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(updateRoute, values, options);
}

/** `draft` is checked by the operation's own schema; null drops it. */
export async function saveDraftAction(routeId: string, draft: unknown, version: number) {
  return submit(updateRoute, { route_id: routeId, draft }, { ifMatch: version });
}

export async function publishRouteAction(routeId: string, note: string, version: number) {
  return perform(publishRoute, { route_id: routeId, note }, { ifMatch: version });
}

export async function rollbackRouteAction(routeId: string, number: number) {
  return perform(rollbackRoute, { route_id: routeId, number });
}

export async function archiveRouteAction(routeId: string) {
  return perform(archiveRoute, { route_id: routeId });
}

export async function simulateRouteAction(values: Record<string, unknown>) {
  return submit(simulateRoute, values);
}

/** What a scope prefers; the fields are checked by the operation. */
export async function setPreferenceAction(scope: { readonly kind: string; readonly id: string }, preferred: Record<string, unknown>) {
  if (scope.kind === 'team') return submit(setTeamPreference, { ...preferred, team_id: scope.id });
  if (scope.kind === 'department') return submit(setDepartmentPreference, { ...preferred, department_id: scope.id });
  return submit(setTenantPreference, preferred);
}
