import { virtualKey } from '#db/schema/index.ts';
import type { Change } from '#lib/command/audit-writer.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { VirtualKey } from '#lib/contracts/keys.ts';
import { newUuid } from '#lib/core/ids.ts';
import { readKey } from './key-rows.ts';
import type { KeyPlace } from './require-key-place.ts';
import type { KeyWork } from './require-key-work.ts';
import type { KeyScopeColumns } from './require-scopes.ts';
import { secureEnd } from './secure-end.ts';
import { hashVirtualKey, newVirtualKey } from './virtual-key.ts';

/** A key as it is to be; everything about it was checked. */
export interface KeyToMake {
  readonly name: string;
  readonly kind: VirtualKey['kind'];
  readonly place: KeyPlace;
  /** What all its calls are for; absent where callers may name a project. */
  readonly work?: KeyWork;
  readonly allowedModels: readonly string[] | null;
  /** What else it is limited to; nothing where absent. */
  readonly scopes?: KeyScopeColumns;
  /** Sooner where the security level of the place says so. */
  readonly expiresAt: Date | null;
  /** The key that it replaces; absent where it replaces none. */
  readonly rotatedFromId?: string;
}

/** Inserts a new key; `secret` is the key itself, which nothing else ever has. */
export async function makeKey(
  ctx: OperationContext,
  { name, kind, place, work, allowedModels, scopes, expiresAt: wanted, rotatedFromId }: KeyToMake,
): Promise<{ readonly key: VirtualKey; readonly secret: string; readonly change: Change }> {
  const { tx, tenantId, now, runtime, caller } = ctx;
  const { key: secret, display } = newVirtualKey();
  const id = newUuid(now.getTime());
  const expiresAt = await secureEnd(ctx, place, wanted);
  await tx.insert(virtualKey).values({
    ...{ tenantId, id, name, kind, ...place, ...work, ...scopes, display, expiresAt },
    allowedModels: allowedModels === null ? null : [...allowedModels],
    keyHash: hashVirtualKey(runtime.keyPepper, secret),
    ...(rotatedFromId === undefined ? {} : { rotatedFromId }),
    createdBy: caller.userId,
    createdAt: now,
    updatedAt: now,
  });
  const key = await readKey(ctx, id);
  return { key, secret, change: changeOf('key', 'key', VirtualKey, null, key) };
}
