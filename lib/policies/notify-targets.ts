import { and, eq, inArray } from 'drizzle-orm';

import { z } from 'zod';
import { policy, policyVersion, userAccount, virtualKey } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import { fromPublicId } from '#lib/core/ids.ts';
import type { EventTargets, UntoldEvent } from '#lib/notifications/index.ts';
import { fromStoredDefinition } from './stored-definition.ts';

const Payload = z.object({
  policy_id: z.string(),
  version: z.number(),
  key_id: z.string().nullable(),
  request_id: z.string(),
  outcome: z.enum(['allow', 'transform', 'require_approval', 'deny']),
});

const outcomes = { allow: 'Let pass', transform: 'Changed', require_approval: 'Waits for an approval', deny: 'Refused' } as const;

/** Whom the policy of a `policy.matched` tells, by the version that was in force for the call. */
async function targetsOf(tx: TenantTransaction, { tenantId, payload, createdAt, id }: UntoldEvent): Promise<EventTargets | undefined> {
  const said = Payload.safeParse(payload);
  const policyId = said.success ? fromPublicId('policy', said.data.policy_id) : undefined;
  if (!said.success || policyId === undefined) return undefined;
  const { version, key_id: key, outcome, request_id: request } = said.data;
  const [row] = await tx
    .select({ name: policy.name, definition: policyVersion.definition })
    .from(policyVersion)
    .innerJoin(policy, and(eq(policy.tenantId, policyVersion.tenantId), eq(policy.id, policyVersion.policyId)))
    .where(and(eq(policyVersion.tenantId, tenantId), eq(policyVersion.policyId, policyId), eq(policyVersion.number, version)));
  const actions = fromStoredDefinition(row?.definition)?.rules.actions ?? [];
  const wanted = actions.flatMap((action) => (action.type === 'notify' ? [action.parameters] : []));
  const channelIds = wanted.flatMap(({ channels = [] }) => channels.flatMap((one) => fromPublicId('channel', one) ?? []));
  const userIds = wanted.flatMap(({ users = [] }) => users.flatMap((one) => fromPublicId('user', one) ?? []));
  const people = await tx
    .selectDistinct({ email: userAccount.email })
    .from(userAccount)
    .where(and(eq(userAccount.tenantId, tenantId), eq(userAccount.status, 'active'), inArray(userAccount.id, userIds)));
  const keyId = key === null ? undefined : fromPublicId('key', key);
  const [named] =
    keyId === undefined
      ? []
      : await tx
          .select({ name: virtualKey.name })
          .from(virtualKey)
          .where(and(eq(virtualKey.tenantId, tenantId), eq(virtualKey.id, keyId)));
  const message = wanted.find((one) => one.message !== undefined)?.message;
  const title = `Policy ${row?.name ?? ''}: a call that it is about`;
  return {
    channelIds,
    recipients: people.map(({ email }) => email),
    message: {
      ...{ event: 'policy.matched', at: createdAt.toISOString(), title, severity: outcome === 'deny' ? 'warning' : 'info', phase: 'open' },
      summary: message ?? `The first call of this key in this hour that the policy is about. ${outcomes[outcome]}.`,
      subject: `event ${id}`,
      facts: [
        ['Call', request],
        ['Key', named?.name ?? 'None'],
        ['Outcome', outcomes[outcome]],
      ],
      ...{ path: `/usage?open=${encodeURIComponent(request)}`, data: { ...said.data } },
    },
  };
}

/** Channels and people that policies name, for events that policies made; by the events' ids. */
export async function notifyTargets(tx: TenantTransaction, events: readonly UntoldEvent[]): Promise<ReadonlyMap<string, EventTargets>> {
  const found = new Map<string, EventTargets>();
  for (const event of events) {
    const targets = event.name === 'policy.matched' ? await targetsOf(tx, event) : undefined;
    if (targets !== undefined) found.set(event.id, targets);
  }
  return found;
}
