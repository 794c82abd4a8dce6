import { plainArrayLiteral, textArrayLiteral } from '#lib/core/array-literal.ts';
import { toPublicId, uuidTimeMs } from '#lib/core/ids.ts';
import { namedUuid } from '#lib/core/named-uuid.ts';
import type { PostingTransaction } from './insert-events.ts';
import type { UsageEvent } from './usage-event.ts';

const hourMs = 3_600_000;

interface Posted {
  readonly event: UsageEvent;
}

interface PolicyEvent {
  readonly tenantId: string;
  /** Made of policy, key and hour, so that the outbox itself has each once. */
  readonly id: string;
  readonly payload: string;
}

/** What policies that want somebody told of their calls say of these, once for each policy, key and hour. */
function policyEventsOf(posted: readonly Posted[]): readonly PolicyEvent[] {
  const found = new Map<string, PolicyEvent>();
  for (const { event } of posted) {
    const { id: callId, attribution, policy } = event;
    if (policy === undefined) continue;
    for (const { id: policyId, version, mode, actions } of policy.policies) {
      if (mode !== 'active' || !actions.includes('notify')) continue;
      const { tenantId, keyId } = attribution;
      const hour = Math.floor(uuidTimeMs(callId) / hourMs) * hourMs;
      const id = namedUuid(`policy-matched ${tenantId} ${policyId} ${keyId ?? ''} ${hour}`, hour);
      if (found.has(id)) continue;
      const payload = {
        ...{ policy_id: toPublicId('policy', policyId), version, request_id: toPublicId('request', callId) },
        ...{ key_id: keyId === null ? null : toPublicId('key', keyId), outcome: policy.outcome },
      };
      found.set(id, { tenantId, id, payload: JSON.stringify(payload) });
    }
  }
  // In one order, so that postings at the same time wait for each other and none for both.
  return [...found.values()].sort((one, other) => (one.id < other.id ? -1 : 1));
}

/**
 * Writes `policy.matched` for the calls of a posting that a policy wants told, in its transaction: no call waits for it, and of
 * the many calls of a key in an hour the first is told. Without such a policy it asks nothing.
 */
export async function tellPolicies(tx: PostingTransaction, posted: readonly Posted[]): Promise<void> {
  const found = policyEventsOf(posted);
  if (found.length === 0) return;
  await tx`
    INSERT INTO outbox_event (tenant_id, id, name, payload)
    SELECT tenant_id, id, 'policy.matched', payload
    FROM unnest(${plainArrayLiteral(found.map(({ tenantId }) => tenantId))}::text::uuid[],
      ${plainArrayLiteral(found.map(({ id }) => id))}::text::uuid[],
      ${textArrayLiteral(found.map(({ payload }) => payload))}::text::jsonb[]) AS told (tenant_id, id, payload)
    ON CONFLICT DO NOTHING`;
}
