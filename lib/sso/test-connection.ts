import { and, eq } from 'drizzle-orm';
import { ssoConnection } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import { defineAction } from '#lib/command/define-action.ts';
import { lockRow } from '#lib/command/lock-row.ts';
import { ssoConnectionTest } from '#lib/contracts/sso.ts';
import { SsoConnection } from '#lib/contracts/sso-resource.ts';
import { AppError } from '#lib/core/errors.ts';
import { readConnectionRow, toResource } from './connection-rows.ts';
import { openSecret } from './open-secret.ts';
import { probeProvider } from './probe.ts';

export const testConnection = defineAction(ssoConnectionTest, {
  async prepare({ tx, tenantId, runtime, now }, input) {
    const row = await readConnectionRow(tx, tenantId, input.sso_connection_id);
    if (row.archivedAt !== null) throw new AppError('conflict', { detail: `${row.name} is archived.` });
    return { row, secret: await openSecret(tx, runtime, row), outbound: runtime.outbound, now };
  },
  effect: ({ row, secret, outbound, now }) => probeProvider(outbound, row, secret, now),
  async record({ tx, tenantId, now }, input, testResult) {
    await lockRow(tx, ssoConnection, tenantId, input.sso_connection_id);
    const before = toResource(await readConnectionRow(tx, tenantId, input.sso_connection_id));
    await tx
      .update(ssoConnection)
      // A test is no change of the connection: whoever edits it meanwhile is not disturbed.
      .set({ testedAt: now, testResult })
      .where(and(eq(ssoConnection.tenantId, tenantId), eq(ssoConnection.id, before.id)));
    const after = toResource(await readConnectionRow(tx, tenantId, before.id));
    return { result: after, changes: [changeOf('sso_connection', 'ssoConnection', SsoConnection, before, after)] as const };
  },
});
