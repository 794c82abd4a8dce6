import type { Client } from '#db/client.ts';
import type { Gauge } from './gauge.ts';
import type { ShareAsk, ShareGrant, ShareReturn, ShareSource } from './share-source.ts';

const list = (values: readonly (string | number)[]): string => `{${values.join(',')}}`;
// Keys are ids, names of metrics and slashes: nothing that an array would have to escape.
const tenantsOf = (items: readonly { readonly gauge: Gauge }[]): string => list(items.map(({ gauge }) => gauge.tenantId));
const keysOf = (items: readonly { readonly gauge: Gauge }[]): string => list(items.map(({ gauge }) => `"${gauge.key}"`));

interface GrantRow {
  readonly ord: number;
  readonly granted: bigint;
  readonly used: bigint;
  readonly slot: bigint;
  readonly lasts_ms: number;
  readonly retry_ms: number;
  readonly reset_ms: number;
}

const nothing: ShareGrant = { granted: 0, used: 0, slot: 0, lastsMs: 0, retryMs: 0, resetMs: 0 };

/** Shares in PostgreSQL, as role ingest, through the functions of db/functions/rate-limits.sql; each call is one round trip and one transaction. */
export class PostgresShareSource implements ShareSource {
  readonly #ingest: Client;
  readonly #incarnation: string;

  /** `incarnation` is the id of this run of this process. */
  constructor(ingest: Client, incarnation: string) {
    this.#ingest = ingest;
    this.#incarnation = incarnation;
  }

  async grant(asks: readonly ShareAsk[]): Promise<readonly ShareGrant[]> {
    const numbers = (of: (ask: ShareAsk) => number): string => list(asks.map((ask) => Math.ceil(of(ask))));
    const rows = await this.#ingest<GrantRow[]>`
      SELECT * FROM grant_rate_shares(${tenantsOf(asks)}::text::uuid[], ${keysOf(asks)}::text::text[],
        ${numbers(({ gauge }) => gauge.windowMs)}::text::int8[], ${numbers(({ gauge }) => gauge.slotMs)}::text::int8[],
        ${numbers(({ gauge }) => gauge.limit)}::text::int8[], ${numbers(({ least }) => least)}::text::int8[],
        ${numbers(({ wanted }) => wanted)}::text::int8[], ${numbers(({ most }) => most)}::text::int8[],
        ${numbers(({ back }) => back.slot)}::text::int8[], ${numbers(({ back }) => back.amount)}::text::int8[], ${this.#incarnation}::uuid)`;
    const grants = asks.map(() => nothing);
    for (const row of rows) {
      grants[row.ord - 1] = {
        ...{ granted: Number(row.granted), used: Number(row.used), slot: Number(row.slot) },
        ...{ lastsMs: row.lasts_ms, retryMs: row.retry_ms, resetMs: row.reset_ms },
      };
    }
    return grants;
  }

  async giveBack(returns: readonly ShareReturn[]): Promise<void> {
    const numbers = (of: (one: ShareReturn) => number): string => list(returns.map(of));
    await this.#ingest`SELECT return_rate_shares(${tenantsOf(returns)}::text::uuid[], ${keysOf(returns)}::text::text[],
      ${numbers(({ slot }) => slot)}::text::int8[], ${numbers(({ amount }) => Math.trunc(amount))}::text::int8[])`;
  }

  async see(gauges: readonly Gauge[]): Promise<void> {
    const held = gauges.map((gauge) => ({ gauge }));
    await this.#ingest`SELECT see_rate_places(${tenantsOf(held)}::text::uuid[], ${keysOf(held)}::text::text[], ${this.#incarnation}::uuid)`;
  }

  async sweep(): Promise<void> {
    await this.#ingest`SELECT sweep_rate_gauges()`;
  }
}
