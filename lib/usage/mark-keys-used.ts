import type { Client } from '#db/client.ts';
import { plainArrayLiteral } from '#lib/core/array-literal.ts';
import { uuidTimeMs } from '#lib/core/ids.ts';
import type { UsageEvent } from './usage-event.ts';

const minute = 60_000;
/** Keys remembered at most; then all are forgotten, which costs one more statement each. */
const keysMax = 100_000;

/**
 * Notes when keys were last used, at most once a minute and key, in a statement of its own behind a posting: the posting
 * never waits for a lock on a key, and a lost note costs a minute of freshness.
 */
export class KeyUseMarker {
  private readonly database: Client;
  /** When a key was last used, as far as the database was told. */
  private readonly marked = new Map<string, number>();

  constructor(ingest: Client) {
    this.database = ingest;
  }

  /** Rejects with what postgres.js threw; the keys are then due again. */
  async mark(events: readonly UsageEvent[]): Promise<void> {
    const due = new Map<string, { readonly tenantId: string; readonly usedMs: number }>();
    for (const event of events) {
      const { tenantId, keyId } = event.attribution;
      if (keyId === null) continue;
      const usedMs = uuidTimeMs(event.id);
      if (usedMs >= (this.marked.get(keyId) ?? 0) + minute && usedMs > (due.get(keyId)?.usedMs ?? 0)) due.set(keyId, { tenantId, usedMs });
    }
    if (due.size === 0) return;
    const keys = [...due];
    const tenantIds = plainArrayLiteral(keys.map(([, { tenantId }]) => tenantId));
    const keyIds = plainArrayLiteral(keys.map(([keyId]) => keyId));
    const usedAts = plainArrayLiteral(keys.map(([, { usedMs }]) => new Date(usedMs).toISOString()));
    await this.database`
      SELECT mark_keys_used(${tenantIds}::text::uuid[], ${keyIds}::text::uuid[], ${usedAts}::text::timestamptz[])`;
    if (this.marked.size > keysMax) this.marked.clear();
    for (const [keyId, { usedMs }] of keys) this.marked.set(keyId, usedMs);
  }
}
