/** The teams and departments that a call belongs to, each with those around it, nearest first. */
export interface Chains {
  readonly teams: readonly string[];
  readonly departments: readonly string[];
}

interface Placed {
  readonly id: string;
  readonly parentId: string | null;
}

/** As deep as the organization may be. */
const depthMax = 32;

function chain(byId: ReadonlyMap<string, Placed>, first: string | null): string[] {
  const ids: string[] = [];
  for (let id = first; id !== null && ids.length < depthMax; id = byId.get(id)?.parentId ?? null) ids.push(id);
  return ids;
}

/** Finds the teams around a team and the departments around a department; each is worked out once. */
export class PlaceChains {
  readonly #teams: ReadonlyMap<string, Placed & { readonly departmentId: string | null }>;
  readonly #departments: ReadonlyMap<string, Placed>;
  readonly #known = new Map<string, Chains>();

  constructor(teams: readonly (Placed & { readonly departmentId: string | null })[], departments: readonly Placed[]) {
    this.#teams = new Map(teams.map((team) => [team.id, team]));
    this.#departments = new Map(departments.map((department) => [department.id, department]));
  }

  of(teamId: string | null, departmentId: string | null): Chains {
    const key = `${teamId ?? ''} ${departmentId ?? ''}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const teams = chain(this.#teams, teamId);
    const ofTeams = teams.map((id) => this.#teams.get(id)?.departmentId ?? null).find((id) => id !== null) ?? null;
    const chains = { teams, departments: chain(this.#departments, departmentId ?? ofTeams) };
    this.#known.set(key, chains);
    return chains;
  }
}
