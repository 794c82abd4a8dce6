import { type CostShare, sortShares, wholeShare } from './split-amount.ts';

/** A rule that splits what its source uses, from one time to another. */
export interface AllocationRule {
  readonly sourceKind: 'team' | 'project' | 'key';
  readonly sourceId: string;
  readonly shares: readonly CostShare[];
  readonly validFromMs: number;
  /** Exclusive; null for no end. */
  readonly validUntilMs: number | null;
}

/** A team or department with what lies around it. */
export interface CostPlace {
  readonly id: string;
  readonly parentId: string | null;
  /** Of a team; null for departments, and where it has none. */
  readonly departmentId: string | null;
}

/** Everything that decides who bears a call. */
export interface CostChart {
  readonly rules: readonly AllocationRule[];
  readonly teams: readonly CostPlace[];
  readonly departments: readonly CostPlace[];
  /** The cost center of a project, of a team or department, or of the tenant itself, by the id of that place. */
  readonly centers: ReadonlyMap<string, string>;
  /** The cost center that a group gives a person, by the id of the person; absent where no group gives one. */
  readonly people?: ReadonlyMap<string, string>;
}

/** What of a call decides who bears it. */
export interface CostSource {
  readonly tenantId: string;
  readonly keyId: string | null;
  readonly projectId: string | null;
  readonly teamId: string | null;
  readonly departmentId: string | null;
  /** Whose own key called; absent or null where it is nobody's. */
  readonly userId?: string | null;
}

/** As deep as the organization may be. */
const depthMax = 32;

/**
 * Finds who bears calls. The nearest answer counts, the key before the project, the project before the group of the person,
 * that before the team, from a team outwards to those around it, the department and those above, and the tenant; at each, its
 * rule before its cost center.
 */
export class SharesChooser {
  readonly #chart: CostChart;
  readonly #teams: ReadonlyMap<string, CostPlace>;
  readonly #departments: ReadonlyMap<string, CostPlace>;
  readonly #rules: ReadonlyMap<string, readonly AllocationRule[]>;

  constructor(chart: CostChart) {
    this.#chart = chart;
    this.#teams = new Map(chart.teams.map((team) => [team.id, team]));
    this.#departments = new Map(chart.departments.map((department) => [department.id, department]));
    this.#rules = Map.groupBy(chart.rules, ({ sourceKind, sourceId }) => `${sourceKind} ${sourceId}`);
  }

  /** The shares of a call at a time, in the order of `sortShares`; null where nobody bears it. */
  of(source: CostSource, atMs: number): readonly CostShare[] | null {
    const { keyId, projectId } = source;
    const own =
      (keyId === null ? null : this.#at('key', keyId, atMs)) ?? (projectId === null ? null : this.#at('project', projectId, atMs));
    return own ?? this.#ofPerson(source) ?? this.#ofPlaces(source, atMs);
  }

  /** When the answer may be another one next, although nothing was changed: a rule begins or ends. Infinite for never. */
  changesAfter(atMs: number): number {
    const edges = this.#chart.rules.flatMap(({ validFromMs, validUntilMs }) => [validFromMs, validUntilMs ?? Number.POSITIVE_INFINITY]);
    return edges.reduce((next, edge) => (edge > atMs && edge < next ? edge : next), Number.POSITIVE_INFINITY);
  }

  #ofPlaces({ tenantId, teamId, departmentId }: CostSource, atMs: number): readonly CostShare[] | null {
    let nearest = departmentId;
    for (let id = teamId, depth = 0; id !== null && depth < depthMax; depth += 1) {
      const shares = this.#at('team', id, atMs);
      if (shares !== null) return shares;
      const team = this.#teams.get(id);
      nearest ??= team?.departmentId ?? null;
      id = team?.parentId ?? null;
    }
    for (let id = nearest, depth = 0; id !== null && depth < depthMax; depth += 1) {
      const shares = this.#whole(id);
      if (shares !== null) return shares;
      id = this.#departments.get(id)?.parentId ?? null;
    }
    return this.#whole(tenantId);
  }

  #at(kind: AllocationRule['sourceKind'], id: string, atMs: number): readonly CostShare[] | null {
    const rule = this.#rules
      .get(`${kind} ${id}`)
      ?.find((one) => one.validFromMs <= atMs && atMs < (one.validUntilMs ?? Number.POSITIVE_INFINITY));
    return rule === undefined ? this.#whole(id) : sortShares(rule.shares);
  }

  #ofPerson({ userId = null }: CostSource): readonly CostShare[] | null {
    return userId === null ? null : allOf(this.#chart.people?.get(userId));
  }

  /** All of it to the cost center of a place. */
  #whole(id: string): readonly CostShare[] | null {
    return allOf(this.#chart.centers.get(id));
  }
}

const allOf = (costCenterId: string | undefined): readonly CostShare[] | null =>
  costCenterId === undefined ? null : [{ costCenterId, partsPerMillion: wholeShare }];
