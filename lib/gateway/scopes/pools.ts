/** A part of the organization and what it lies in. */
interface Placed {
  readonly id: string;
  readonly parentId: string | null;
}

/** What belongs to a part of the organization, and to whom it is lent. */
export interface PooledConnection {
  readonly connectionId: string;
  /** Departments and teams that may use it with all that lies below them: its owner, and whom it is lent to. */
  readonly places: readonly string[];
}

/** As deep as the organization may be. */
const depthMax = 32;

/** Who reaches the connections that belong to departments and teams. What belongs to nobody is everybody's. */
export class Pools {
  /** Connections that belong to somebody. */
  readonly owned: ReadonlySet<string>;
  readonly #byPlace = new Map<string, string[]>();
  readonly #teams: ReadonlyMap<string, Placed & { readonly departmentId: string | null }>;
  readonly #departments: ReadonlyMap<string, Placed>;
  readonly #known = new Map<string, ReadonlySet<string>>();

  constructor(
    connections: readonly PooledConnection[],
    teams: readonly (Placed & { readonly departmentId: string | null })[],
    departments: readonly Placed[],
  ) {
    this.owned = new Set(connections.map(({ connectionId }) => connectionId));
    for (const { connectionId, places } of connections) {
      for (const place of places) this.#byPlace.set(place, [...(this.#byPlace.get(place) ?? []), connectionId]);
    }
    this.#teams = new Map(teams.map((team) => [team.id, team]));
    this.#departments = new Map(departments.map((department) => [department.id, department]));
  }

  /** Those of the owned connections that calls of a team reach, or of a department where there is no team. */
  reachOf(teamId: string | null, departmentId: string | null): ReadonlySet<string> {
    const key = teamId ?? departmentId ?? '';
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const reach = new Set(this.#placesOf(teamId, departmentId).flatMap((place) => this.#byPlace.get(place) ?? []));
    this.#known.set(key, reach);
    return reach;
  }

  /** The team, the teams it is nested in, the nearest department and those above it. */
  #placesOf(teamId: string | null, departmentId: string | null): readonly string[] {
    const places: string[] = [];
    let nearest = teamId === null ? departmentId : null;
    for (let id = teamId; id !== null && places.length < depthMax; ) {
      places.push(id);
      const team = this.#teams.get(id);
      nearest ??= team?.departmentId ?? null;
      id = team?.parentId ?? null;
    }
    for (let id = nearest, depth = 0; id !== null && depth < depthMax; depth += 1) {
      places.push(id);
      id = this.#departments.get(id)?.parentId ?? null;
    }
    return places;
  }
}
