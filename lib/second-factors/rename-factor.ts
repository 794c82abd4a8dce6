import { secondFactor } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { factorRename, SecondFactor } from '#lib/contracts/second-factors.ts';
import { factorRow, ownerOf, readFactor } from './factor-rows.ts';

export const renameFactor = defineCommand(factorRename, async (ctx, { factor_id: id, name }) => {
  const { tx, tenantId } = ctx;
  const before = await readFactor(tx, ownerOf(ctx), id);
  if (before.name === name) return { result: before, changes: null };
  await tx.update(secondFactor).set({ name }).where(factorRow(tenantId, id));
  const after = { ...before, name };
  return { result: after, changes: [changeOf('second_factor', 'secondFactor', SecondFactor, before, after)] };
});
