import { listBudgets } from '#lib/budgets/index.ts';
import { holds } from '#lib/contracts/permissions.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { listRoutes } from '#lib/routes/index.ts';
import { loadReader } from '../../_shell/load-reader.ts';
import { scopeOptions } from '../../budgets/_components/scope-options.ts';
import { channelOptions } from './channel-options.ts';
import type { RuleChoices } from './rule-choices.ts';

/** Loads what the reader can name in a rule; the command has the last word. */
export async function loadRuleChoices(): Promise<RuleChoices> {
  const [{ me }, channels, scopes, budgets, routes] = await Promise.all([
    loadReader(),
    channelOptions(),
    scopeOptions(),
    perform(listBudgets, { limit: 200 }),
    perform(listRoutes, { limit: 200, status: 'published' }),
  ]);
  const may = (permission: Parameters<typeof holds>[1]): boolean => holds(me.permissions, permission);
  return {
    ...{ channels, departments: scopes.department, teams: scopes.team, people: scopes.user, keys: scopes.key, projects: scopes.project },
    ...{ providers: scopes.provider.map(({ value }) => value), models: scopes.models },
    budgets: (budgets.data?.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
    routes: (routes.data?.data ?? []).map(({ id, name, latest_version: latest, published_version: published }) => ({
      ...{ value: id, label: name, latestVersion: latest ?? 0, publishedVersion: published },
    })),
    actions: [
      ...(may('keys.write') ? (['disable_key'] as const) : []),
      ...(may('limits.write') ? (['throttle_key'] as const) : []),
      ...(may('routes.write') ? (['switch_route'] as const) : []),
    ],
  };
}
