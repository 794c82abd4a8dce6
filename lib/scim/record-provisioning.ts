import { and, eq } from 'drizzle-orm';
import { apiToken, oauthClient, oauthToken, scimEvent } from '#db/schema/index.ts';
import { inTenant, type TenantTransaction } from '#db/tenant.ts';
import type { Authentication, CommandRuntime } from '#lib/command/context.ts';
import { newUuid } from '#lib/core/ids.ts';

/** One request as the log keeps it. */
export interface ProvisioningRequest {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly resourceId: string | null;
  readonly detail: string | null;
  readonly durationMs: number;
  readonly requestId: string;
}

const lengthMax = 1000;

async function actorNameOf(tx: TenantTransaction, { tenantId, sessionId, via }: Authentication): Promise<string> {
  if (via === 'api_token') {
    const [row] = await tx
      .select({ name: apiToken.name })
      .from(apiToken)
      .where(and(eq(apiToken.tenantId, tenantId), eq(apiToken.id, sessionId)));
    return row?.name ?? '';
  }
  const [row] = await tx
    .select({ name: oauthClient.name })
    .from(oauthToken)
    .innerJoin(oauthClient, and(eq(oauthClient.tenantId, oauthToken.tenantId), eq(oauthClient.id, oauthToken.clientId)))
    .where(and(eq(oauthToken.tenantId, tenantId), eq(oauthToken.id, sessionId)));
  return row?.name ?? 'A person in a browser';
}

/**
 * Notes a request in the log of provisioning, in a transaction of its own, because that of a failed one was rolled back.
 * Never fails the request it comes after: the audit trail has every change in any case.
 */
export async function recordProvisioning(
  runtime: CommandRuntime,
  authentication: Authentication,
  request: ProvisioningRequest,
): Promise<void> {
  const { tenantId } = authentication;
  const now = new Date(runtime.clock.now());
  const { path, detail, ...rest } = request;
  const texts = { path: path.slice(0, lengthMax).replaceAll('\0', ''), detail: detail?.slice(0, lengthMax).replaceAll('\0', '') ?? null };
  await inTenant(runtime.databases.app, tenantId, async (tx) => {
    const actorName = await actorNameOf(tx, authentication);
    await tx.insert(scimEvent).values({ tenantId, id: newUuid(now.getTime()), occurredAt: now, actorName, ...rest, ...texts });
  }).catch((err: unknown) => runtime.logger.warn({ err, requestId: request.requestId }, 'A request of a directory was not noted'));
}
