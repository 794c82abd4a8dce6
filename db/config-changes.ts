import type { Database, Databases } from './client.ts';

/** NOTIFY on this channel says "poll now". It is a hint that may get lost; the poll each second is what counts. */
export const configChannel = 'tollgate_config';

/** A part of a tenant's configuration that moved. */
export interface ConfigChange {
  readonly tenantId: string;
  readonly section: string;
  readonly version: bigint;
}

interface ChangeRow {
  readonly next: string;
  readonly tenantId: string | null;
  readonly section: string | null;
  readonly version: bigint | null;
}

const keyOf = (change: ConfigChange): string => `${change.tenantId} ${change.section} ${change.version}`;

/**
 * Polls `config_version` for changes of all tenants. Neither sequences nor timestamps tell what is new, because
 * transactions commit in another order than they begin; `config_changes` (db/functions/config-version.sql) goes by the
 * oldest transaction still running and may answer a change twice, which is filtered here.
 */
export class ConfigPoller {
  readonly #lookup: Database;
  #since: string | null = null;
  #answered: ReadonlySet<string> = new Set();

  constructor(lookup: Database) {
    this.#lookup = lookup;
  }

  /**
   * Changes committed since the last poll that succeeded; each is answered once. The first poll answers none and marks the
   * start: load configuration after it. Not to be called again before the promise has settled.
   */
  async poll(): Promise<readonly ConfigChange[]> {
    const rows = await this.#lookup.$client<ChangeRow[]>`
      SELECT next_since::text AS next, tenant_id AS "tenantId", section, version FROM config_changes(${this.#since}::xid8)`;
    const changes = rows.flatMap(({ tenantId, section, version }) =>
      tenantId === null || section === null || version === null ? [] : [{ tenantId, section, version }],
    );
    const fresh = this.#since === null ? [] : changes.filter((change) => !this.#answered.has(keyOf(change)));
    this.#since = rows[0]?.next ?? this.#since;
    this.#answered = new Set(changes.map(keyOf));
    return fresh;
  }
}

/** Sends the hint; after the commit, and never inside a hot transaction, where NOTIFY serialises commits. */
export async function hintConfigChange(databases: Pick<Databases, 'app'>): Promise<void> {
  await databases.app.$client`SELECT pg_notify(${configChannel}, '')`;
}
