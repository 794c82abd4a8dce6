import { z } from 'zod';

const count = z.tuple([z.number(), z.string(), z.string()]);
const stored = z.object({ models: z.record(z.string(), count), teams: z.record(z.string(), count) });

/** Former and new cost of some calls. */
export interface RerateShare {
  events: number;
  formerNanoUsd: bigint;
  newNanoUsd: bigint;
}

/** Kept apart at most, of models and of teams; the rest share one place. */
const placesMax = 1000;

/** What a re-rating comes to by model and by team, in the int4 ids of usage; survives being stored between slices. */
export class RerateBreakdown {
  /** By `provider model`. */
  readonly models: Map<string, RerateShare>;
  readonly teams: Map<string, RerateShare>;

  constructor(value: unknown = null) {
    const { data } = stored.safeParse(value);
    const read = (shares: Readonly<Record<string, z.output<typeof count>>> = {}) =>
      new Map(
        Object.entries(shares).map(([key, [events, former, next]]) => [
          key,
          { events, formerNanoUsd: BigInt(former), newNanoUsd: BigInt(next) },
        ]),
      );
    this.models = read(data?.models);
    this.teams = read(data?.teams);
  }

  add(event: { readonly providerDim: number; readonly modelDim: number; readonly teamDim: number }, former: bigint, next: bigint): void {
    addTo(this.models, `${event.providerDim} ${event.modelDim}`, former, next);
    addTo(this.teams, String(event.teamDim), former, next);
  }

  toJSON(): object {
    const write = (shares: ReadonlyMap<string, RerateShare>) =>
      Object.fromEntries([...shares].map(([key, one]) => [key, [one.events, one.formerNanoUsd.toString(), one.newNanoUsd.toString()]]));
    return { models: write(this.models), teams: write(this.teams) };
  }
}

function addTo(shares: Map<string, RerateShare>, wanted: string, former: bigint, next: bigint): void {
  const key = shares.has(wanted) || shares.size < placesMax ? wanted : '0 0';
  const known = shares.get(key) ?? { events: 0, formerNanoUsd: 0n, newNanoUsd: 0n };
  known.events += 1;
  known.formerNanoUsd += former;
  known.newNanoUsd += next;
  shares.set(key, known);
}
