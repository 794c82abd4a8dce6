import { virtualKey } from '#db/schema/index.ts';
import type { Change } from '#lib/command/audit-writer.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { VirtualKey } from '#lib/contracts/keys.ts';
import { newUuid } from '#lib/core/ids.ts';
import { readKey } from './key-rows.ts';
import type { KeyPlace } from './require-key-place.ts';
import { hashVirtualKey, newVirtualKey } from './virtual-key.ts';

/** A key as it is to be; everything about it was checked. */
export interface KeyToMake {
  readonly name: string;
  readonly kind: VirtualKey['kind'];
  readonly place: KeyPlace;
  readonly allowedModels: readonly string[] | null;
  readonly expiresAt: Date | null;
}

/** Inserts a new key; `secret` is the key itself, which nothing else ever has. */
export async function makeKey(
  ctx: OperationContext,
  { name, kind, place, allowedModels, expiresAt }: KeyToMake,
): Promise<{ readonly key: VirtualKey; readonly secret: string; readonly change: Change }> {
  const { tx, tenantId, now, runtime, caller } = ctx;
  const { key: secret, display } = newVirtualKey();
  const id = newUuid(now.getTime());
  await tx.insert(virtualKey).values({
    ...{ tenantId, id, name, kind, ...place, display, expiresAt },
    allowedModels: allowedModels === null ? null : [...allowedModels],
    keyHash: hashVirtualKey(runtime.keyPepper, secret),
    createdBy: caller.userId,
    createdAt: now,
    updatedAt: now,
  });
  const key = await readKey(ctx, id);
  return { key, secret, change: changeOf('key', 'key', VirtualKey, null, key) };
}
