import { type ContentKeeping, type ContentRule, keepNothing } from '#lib/contracts/content-log.ts';
import type { HandlingRequirements } from '#lib/contracts/data-classes.ts';
import type { DataClass } from '#lib/contracts/route-names.ts';

/** The longest that departments, teams and the organization let data of their calls be kept. */
export interface PlaceRetention {
  /** Days that hold at a team, or at a department where there is no team; null where nobody around it says any. */
  daysMaxOf(teamId: string | null, departmentId: string | null): number | null;
}

/** Where calls come from in the organization; UUIDs. */
export interface CallPlace {
  readonly teamId: string | null;
  readonly departmentId: string | null;
}

const limited = (keeping: ContentKeeping, daysMax: number | null): ContentKeeping =>
  daysMax === null || keeping.retention_days <= daysMax ? keeping : { ...keeping, retention_days: daysMax };

const key = (teamId: string | null, level: DataClass | null): string => `${teamId ?? ''} ${level ?? ''}`;

/** How much of which calls is kept, and for how long. */
export class ContentRules {
  readonly #otherwise: ContentKeeping;
  readonly #rules: ReadonlyMap<string, ContentKeeping>;
  readonly #retention: PlaceRetention | null;

  constructor(otherwise: ContentKeeping = keepNothing, rules: readonly ContentRule[] = [], retention: PlaceRetention | null = null) {
    this.#retention = retention;
    this.#otherwise = otherwise;
    this.#rules = new Map(rules.map(({ team_id: teamId, data_class: level, ...keeping }) => [key(teamId, level), keeping]));
  }

  /** Whether any call could be kept by these alone. */
  get isEmpty(): boolean {
    return this.#otherwise.level === 'none' && [...this.#rules.values()].every(({ level }) => level === 'none');
  }

  /**
   * What holds for a call of a place and a class; `handling` is what its class wants, which goes before what was set here. Of
   * the rule, the class and the place the shortest time counts.
   */
  of({ teamId, departmentId }: CallPlace, level: DataClass | null, handling: HandlingRequirements | null): ContentKeeping {
    const ruled =
      (teamId === null || level === null ? undefined : this.#rules.get(key(teamId, level))) ??
      (teamId === null ? undefined : this.#rules.get(key(teamId, null))) ??
      (level === null ? undefined : this.#rules.get(key(null, level))) ??
      this.#otherwise;
    const chosen = this.#retention === null ? ruled : limited(ruled, this.#retention.daysMaxOf(teamId, departmentId));
    if (handling === null) return chosen;
    const { access_logging: isLogged, retention_period_days: daysMax } = handling;
    const seen = isLogged && chosen.level === 'none' ? { ...chosen, level: 'metadata' as const, sample_percent: 100 } : chosen;
    // Of a class whose every access is to be seen no call is left to chance.
    const drawn = isLogged ? { ...seen, sample_percent: 100 } : seen;
    return limited(drawn, daysMax);
  }
}
