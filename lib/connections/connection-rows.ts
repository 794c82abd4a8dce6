import { and, eq, type SQL, sql } from 'drizzle-orm';
import { connection } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { Connection } from '#lib/contracts/connections.ts';
import { AppError } from '#lib/core/errors.ts';

/** Connections as callers see them: an allow-list of columns without the credential. */
export async function readConnections(
  ctx: OperationContext,
  options: { readonly where: SQL | undefined; readonly orderBy: SQL; readonly limit: number },
): Promise<Connection[]> {
  const rows = await ctx.tx
    .select({
      id: connection.id,
      name: connection.name,
      provider: connection.provider,
      base_url: connection.baseUrl,
      has_credential: sql<boolean>`${connection.credential} is not null`,
      last_four: connection.credentialHint,
      rotated_at: connection.credentialRotatedAt,
      models: connection.models,
      settings: connection.settings,
      model_names: connection.modelNames,
      region: sql<Connection['region']>`${connection.region}`,
      status: sql<Connection['status']>`case when ${connection.archivedAt} is null then ${connection.status} else 'archived' end`,
      tested_at: connection.testedAt,
      test_result: connection.testResult,
      created_at: connection.createdAt,
      updated_at: connection.updatedAt,
      version: connection.version,
    })
    .from(connection)
    .where(and(eq(connection.tenantId, ctx.tenantId), options.where))
    .orderBy(options.orderBy)
    .limit(options.limit);
  const labelOf = (name: string) => ctx.runtime.providers.find((provider) => provider.name === name)?.label ?? name;
  return rows.map(({ provider, ...row }) => ({ ...row, provider, provider_label: labelOf(provider) }));
}

export async function readConnection(ctx: OperationContext, id: string): Promise<Connection> {
  const [found] = await readConnections(ctx, { where: eq(connection.id, id), orderBy: sql`1`, limit: 1 });
  if (found === undefined) throw new AppError('not_found');
  return found;
}
