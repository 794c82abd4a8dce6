import type { Client } from '#db/client.ts';
import type { NanoUsd } from '#lib/core/money.ts';
import type { FenceAnswer, GrantAnswer, LeaseName, LeaseStore, ReturnAnswer, SeenLease } from './lease-store.ts';

const time = (ms: number): string => new Date(ms).toISOString();
const uuids = (ids: readonly string[]): string => `{${ids.join(',')}}`;

/** A function that answers rows answered none: it is not the function this version knows. */
function only<Row>(rows: readonly Row[]): Row {
  const [row] = rows;
  if (row === undefined) throw new Error('A function of the database answered nothing');
  return row;
}

/** Leases in PostgreSQL, as role ingest, through the functions of db/functions/leases.sql; each call is one round trip and one transaction. */
export class PostgresLeaseStore implements LeaseStore {
  readonly #ingest: Client;
  readonly #incarnation: string;

  /** `incarnation` is the id of this run of this process. */
  constructor(ingest: Client, incarnation: string) {
    this.#ingest = ingest;
    this.#incarnation = incarnation;
  }

  async grant(lease: LeaseName, seq: bigint, least: NanoUsd, most: NanoUsd): Promise<GrantAnswer> {
    return only(
      await this.#ingest<GrantAnswer[]>`
        SELECT outcome, coalesce(granted, 0) AS "grantedNanoUsd", coalesce(seq, 0) AS seq, state, spent AS "spentNanoUsd",
          leased AS "leasedNanoUsd", in_force AS "limitNanoUsd", at_ms AS "atMs"
        FROM grant_lease(${lease.tenantId}::uuid, ${lease.budgetId}::uuid, ${time(lease.periodStartMs)}::text::timestamptz,
          ${time(lease.periodEndMs)}::text::timestamptz, ${lease.leaseId}::uuid, ${this.#incarnation}::uuid,
          ${seq.toString()}::text::int8, ${least.toString()}::text::int8, ${most.toString()}::text::int8)`,
    );
  }

  async giveBack(lease: LeaseName, seq: bigint, amount: NanoUsd, closing: boolean): Promise<ReturnAnswer> {
    return only(
      await this.#ingest<ReturnAnswer[]>`
        SELECT outcome, coalesce(granted, 0) AS "grantedNanoUsd", coalesce(seq, 0) AS seq, state
        FROM return_lease(${lease.tenantId}::uuid, ${lease.leaseId}::uuid, ${seq.toString()}::text::int8, ${amount.toString()}::text::int8, ${closing})`,
    );
  }

  async fence(lease: LeaseName, seq: bigint): Promise<FenceAnswer> {
    return only(
      await this.#ingest<FenceAnswer[]>`
        SELECT outcome, coalesce(granted, 0) AS "grantedNanoUsd", coalesce(seq, 0) AS seq, state
        FROM fence_lease(${lease.tenantId}::uuid, ${lease.budgetId}::uuid, ${time(lease.periodStartMs)}::text::timestamptz,
          ${time(lease.periodEndMs)}::text::timestamptz, ${lease.leaseId}::uuid, ${this.#incarnation}::uuid, ${seq.toString()}::text::int8)`,
    );
  }

  async reassert(lease: LeaseName, granted: NanoUsd, seq: bigint): Promise<void> {
    await this
      .#ingest`SELECT reassert_lease(${lease.tenantId}::uuid, ${lease.budgetId}::uuid, ${time(lease.periodStartMs)}::text::timestamptz,
      ${time(lease.periodEndMs)}::text::timestamptz, ${lease.leaseId}::uuid, ${this.#incarnation}::uuid,
      ${granted.toString()}::text::int8, ${seq.toString()}::text::int8)`;
  }

  async reopen(lease: LeaseName): Promise<void> {
    await this.#ingest`SELECT reopen_lease(${lease.tenantId}::uuid, ${lease.leaseId}::uuid)`;
  }

  async see(leases: readonly LeaseName[]): Promise<readonly SeenLease[]> {
    return await this.#ingest<SeenLease[]>`
      SELECT lease AS "leaseId", granted AS "grantedNanoUsd", seq, state, at_ms AS "atMs"
      FROM see_leases(${uuids(leases.map(({ tenantId }) => tenantId))}::text::uuid[], ${uuids(leases.map(({ leaseId }) => leaseId))}::text::uuid[])`;
  }

  async recalled(): Promise<readonly string[]> {
    const rows = await this.#ingest<{ readonly id: string }[]>`
      SELECT id FROM lease WHERE recall_at IS NOT NULL AND incarnation = ${this.#incarnation}::uuid AND state <> 'closed'`;
    return rows.map(({ id }) => id);
  }
}
