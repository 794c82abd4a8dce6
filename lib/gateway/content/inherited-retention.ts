import type { PlaceRetention } from '#lib/content-log/content-rules.ts';
import type { PlaceChains } from '#lib/organization/place-chains.ts';

/** What one place says itself; the organization's own has no id. */
export interface RetentionRow {
  readonly placeId: string | null;
  readonly days: number;
}

/** The retention of the nearest place that says one: the team, the teams it is nested in, their department, those above, the organization. */
export class InheritedRetention implements PlaceRetention {
  readonly #days: ReadonlyMap<string, number>;
  readonly #otherwise: number | null;
  readonly #chains: PlaceChains;

  constructor(rows: readonly RetentionRow[], chains: PlaceChains) {
    this.#days = new Map(rows.flatMap(({ placeId, days }) => (placeId === null ? [] : [[placeId, days] as const])));
    this.#otherwise = rows.find(({ placeId }) => placeId === null)?.days ?? null;
    this.#chains = chains;
  }

  daysMaxOf(teamId: string | null, departmentId: string | null): number | null {
    const { teams, departments } = this.#chains.of(teamId, departmentId);
    for (const id of teams) {
      const days = this.#days.get(id);
      if (days !== undefined) return days;
    }
    for (const id of departments) {
      const days = this.#days.get(id);
      if (days !== undefined) return days;
    }
    return this.#otherwise;
  }
}
