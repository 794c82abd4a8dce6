import type { OptimizationLevel } from '#lib/contracts/routing-preferences.ts';
import type { Preference, Preferences } from './snapshot.ts';

/** What one scope prefers itself; what is empty or null is inherited. */
export interface PreferenceRow {
  readonly scopeKind: 'tenant' | 'department' | 'team';
  readonly scopeId: string;
  readonly connectionIds: readonly string[];
  readonly providers: readonly string[];
  readonly optimization: OptimizationLevel | null;
}

interface Placed {
  readonly id: string;
  readonly parentId: string | null;
}

/** As deep as the organization may be. */
const depthMax = 32;

/** Looks up what applies from the team outwards: its teams above, its department, the departments above, the tenant; each field by itself. */
export class InheritedPreferences implements Preferences {
  readonly #byScope: ReadonlyMap<string, PreferenceRow>;
  readonly #tenant: PreferenceRow | undefined;
  readonly #teams: ReadonlyMap<string, Placed & { readonly departmentId: string | null }>;
  readonly #departments: ReadonlyMap<string, Placed>;
  readonly #known = new Map<string, Preference | null>();

  constructor(
    rows: readonly PreferenceRow[],
    teams: readonly (Placed & { readonly departmentId: string | null })[],
    departments: readonly Placed[],
  ) {
    this.#byScope = new Map(rows.map((row) => [row.scopeId, row]));
    this.#tenant = rows.find(({ scopeKind }) => scopeKind === 'tenant');
    this.#teams = new Map(teams.map((team) => [team.id, team]));
    this.#departments = new Map(departments.map((department) => [department.id, department]));
  }

  of(teamId: string | null, departmentId: string | null): Preference | null {
    const key = teamId ?? departmentId ?? '';
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const preference = joined(this.#scopesOf(teamId, departmentId));
    this.#known.set(key, preference);
    return preference;
  }

  /** Rows from the nearest scope outwards. */
  #scopesOf(teamId: string | null, departmentId: string | null): readonly PreferenceRow[] {
    const ids: string[] = [];
    let nearest = departmentId;
    for (let id = teamId; id !== null && ids.length < depthMax; ) {
      ids.push(id);
      const team = this.#teams.get(id);
      nearest ??= team?.departmentId ?? null;
      id = team?.parentId ?? null;
    }
    for (let id = nearest, depth = 0; id !== null && depth < depthMax; depth += 1) {
      ids.push(id);
      id = this.#departments.get(id)?.parentId ?? null;
    }
    const rows = ids.flatMap((id) => this.#byScope.get(id) ?? []);
    return this.#tenant === undefined ? rows : [...rows, this.#tenant];
  }
}

/** Each field from the nearest scope that has it; null where no scope has any. */
function joined(rows: readonly PreferenceRow[]): Preference | null {
  const connectionIds = rows.find((row) => row.connectionIds.length > 0)?.connectionIds ?? [];
  const providers = rows.find((row) => row.providers.length > 0)?.providers ?? [];
  const optimization = rows.find((row) => row.optimization !== null)?.optimization ?? 'off';
  const isNothing = connectionIds.length === 0 && providers.length === 0 && optimization === 'off';
  return isNothing ? null : { connectionIds, providers, optimization };
}
