import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { statementSetting } from '#db/schema/index.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { lockTenant } from '#lib/command/lock-row.ts';
import {
  type SavedStatementSettings,
  StatementSettings,
  statementSettingsGet,
  statementSettingsSet,
} from '#lib/contracts/statement-settings.ts';
import { toPublicId } from '#lib/core/ids.ts';
import type { StatementReader } from './statement-scope.ts';

/** The settings of the organization; the defaults before the first change. */
export async function readStatementSettings({ tx, tenantId }: StatementReader): Promise<SavedStatementSettings> {
  const [row] = await tx.select().from(statementSetting).where(eq(statementSetting.tenantId, tenantId));
  return { ...StatementSettings.parse(row?.settings ?? {}), version: row?.version ?? 0 };
}

export const getStatementSettings = defineQuery(statementSettingsGet, readStatementSettings);

const wireOf = (settings: StatementSettings): Record<string, unknown> => ({ ...z.encode(StatementSettings, settings) });

export const setStatementSettings = defineCommand(statementSettingsSet, async (ctx, settings) => {
  const { tx, tenantId, now } = ctx;
  await lockTenant(tx, tenantId);
  const { version, ...before } = await readStatementSettings(ctx);
  ctx.expectVersion(version);
  const [was, will] = [wireOf(before), wireOf(settings)];
  if (version > 0 && JSON.stringify(was) === JSON.stringify(will)) return { result: { ...before, version }, changes: null };
  await tx
    .insert(statementSetting)
    .values({ tenantId, settings: will, createdAt: now, updatedAt: now })
    .onConflictDoUpdate({ target: statementSetting.tenantId, set: { settings: will, updatedAt: now, version: version + 1 } });
  const change = { resource: 'statement_settings', id: toPublicId('tenant', tenantId), before: version === 0 ? null : was, after: will };
  return { result: { ...settings, version: version + 1 }, changes: [change] };
});
