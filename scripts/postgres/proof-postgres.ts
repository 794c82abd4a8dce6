import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import { type EmbeddedPostgres, embeddedPostgres } from './embedded-postgres.ts';

/** For tables of tens of millions of rows on two cores: checkpoints are rare, and no standby reads the write-ahead log. */
const settings = {
  ...{ max_connections: '50', shared_buffers: '2GB', effective_cache_size: '8GB', max_wal_size: '4GB', checkpoint_timeout: '30min' },
  ...{ wal_level: 'minimal', max_wal_senders: '0' },
};

export interface ProofPostgresOptions {
  /** Whether the data outlives `stop`. */
  readonly isKept: boolean;
  /** Off where rows are written once and vacuumed by hand; a queue that is filled and emptied needs it. */
  readonly autovacuum: boolean;
}

/**
 * A cluster in a folder of its own that outlives a run which is killed, for data that takes long to make: started again on the same folder
 * it has what was committed. It is not safe against a power cut. `stop` removes it unless it is to be kept.
 */
export async function proofPostgres(folder: string, { isKept, autovacuum }: ProofPostgresOptions): Promise<EmbeddedPostgres> {
  mkdirSync(folder, { recursive: true });
  // PostgreSQL's account has to pass through; what is inside has its own modes.
  chmodSync(folder, 0o755);
  const server = await embeddedPostgres({
    folder,
    settings: { ...settings, autovacuum: autovacuum ? 'on' : 'off' },
    durable: false,
    report: () => {},
  });
  return {
    ...server,
    async stop() {
      const outcome = await server.stop('fast');
      if (!isKept && outcome === 'stopped') rmSync(folder, { recursive: true, force: true });
      return outcome;
    },
  };
}
