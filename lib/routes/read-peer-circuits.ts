import type { Client } from '#db/client.ts';
import type { ReportingProcess } from './write-target-status.ts';

/** A circuit that is not closed at another process of the same machine. */
export interface PeerCircuitRow {
  readonly connectionId: string;
  readonly model: string;
  readonly state: 'open' | 'half_open';
  readonly isAhead: boolean;
}

/**
 * The troubled circuits of the other processes of this machine, of all tenants. Who has not reported for ten seconds is taken
 * for ended. Rejects with what postgres.js threw.
 */
export async function readPeerCircuits(ingest: Client, { id, host }: ReportingProcess): Promise<readonly PeerCircuitRow[]> {
  return await ingest<PeerCircuitRow[]>`
    SELECT connection_id AS "connectionId", model, circuit AS state, process_id < ${id}::uuid AS "isAhead" FROM target_status
    WHERE host = ${host} AND circuit <> 'closed' AND process_id <> ${id}::uuid AND seen_at > now() - interval '10 seconds'
    LIMIT 10000`;
}
