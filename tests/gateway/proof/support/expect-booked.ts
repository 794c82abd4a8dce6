import { expect, vi } from 'vitest';
import { fromPublicId } from '#lib/core/ids.ts';
import type { TestDatabase } from '../../../support/database.ts';
import { findUsageFaults } from '../../../support/usage-tenants.ts';
import type { SeenCall } from './call-load.ts';

interface Booked {
  readonly id: string;
  readonly mark: string;
  readonly status: string;
  readonly source: string;
}

const bookedOf = (database: TestDatabase, tenantId: string) =>
  database.superuser<Booked[]>`
    SELECT id, tags ->> 'mark' AS mark, status, usage_source AS source FROM usage_event WHERE tenant_id = ${tenantId}`;

export interface Expectations {
  /** When the server was killed. Absent when it never was: then nobody whose call was booked is left without an answer. */
  readonly killedAtMs?: number;
}

/** A call that was sent this long before the kill must have been read and held; later ones may never have arrived. */
const surelyHeldMs = 1_000;
const anyStatus = ['succeeded', 'failed', 'refused', 'interrupted'];

/** How a call may be booked, by what its caller saw of it, and whether it has to be. */
function bookingOf(call: SeenCall, killedAtMs: number | undefined): { readonly isRequired: boolean; readonly statuses: readonly string[] } {
  if (call.end === 'whole') return { isRequired: true, statuses: ['succeeded'] };
  if (call.end === 'told') return { isRequired: true, statuses: ['interrupted'] };
  if (call.end === 'refused') return { isRequired: false, statuses: anyStatus };
  // A connection that closed before a request on it was read: the caller has no answer, and nothing was done.
  if (killedAtMs === undefined) return { isRequired: false, statuses: [] };
  return { isRequired: call.requestId !== null || call.sentAtMs < killedAtMs - surelyHeldMs, statuses: ['interrupted', 'succeeded'] };
}

/**
 * Waits until all calls that have to be there are, and compares: each exactly once, under its request id, with the status
 * that its caller would expect; none that nobody made; events, hourly sums and ledger agree; no reservation is left held.
 * Answers how many there are of each status.
 */
export async function expectBooked(
  database: TestDatabase,
  tenantId: string,
  calls: readonly SeenCall[],
  { killedAtMs }: Expectations = {},
): Promise<Readonly<Record<string, number>>> {
  const required = calls.filter((call) => bookingOf(call, killedAtMs).isRequired);
  await vi.waitFor(
    async () => {
      const marks = new Set((await bookedOf(database, tenantId)).map(({ mark }) => mark));
      expect(required.filter(({ mark }) => !marks.has(mark))).toEqual([]);
    },
    { timeout: 30_000, interval: 200 },
  );
  const rows = await bookedOf(database, tenantId);
  const byMark = new Map(rows.map((row) => [row.mark, row]));
  expect(byMark.size, 'calls booked more than once').toBe(rows.length);
  const made = new Map(calls.map((call) => [call.mark, call]));
  expect(rows.filter(({ mark }) => !made.has(mark))).toEqual([]);
  const counts: Record<string, number> = {};
  for (const row of rows) {
    const call = made.get(row.mark);
    if (call === undefined) continue;
    if (call.requestId !== null) expect(row.id).toBe(fromPublicId('request', call.requestId));
    if (!bookingOf(call, killedAtMs).statuses.includes(row.status)) {
      expect.fail(`The call ${JSON.stringify(call)} is booked as ${row.status} (${row.source})`);
    }
    counts[row.status] = (counts[row.status] ?? 0) + 1;
  }
  expect(await findUsageFaults(database, [tenantId])).toEqual([]);
  expect(await database.superuser`SELECT id FROM reservation WHERE tenant_id = ${tenantId} AND state = 'held'`).toEqual([]);
  return counts;
}
