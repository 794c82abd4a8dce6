import { and, count, eq, gt, isNull, or } from 'drizzle-orm';
import { apiToken } from '#db/schema/index.ts';
import { tenantPlacement } from '#lib/command/access.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import type { InputOf } from '#lib/contracts/operation.ts';
import { allPermissions } from '#lib/contracts/permissions.ts';
import { ApiToken, personalTokenDaysDefault, personalTokenDaysMax, tokenCreate } from '#lib/contracts/tokens.ts';
import { AppError } from '#lib/core/errors.ts';
import { newUuid } from '#lib/core/ids.ts';
import { hashBearer, newBearer } from './bearer.ts';
import { createServiceAccount } from './create-service-account.ts';
import { readToken } from './token-rows.ts';

/** Tokens in force of one person, and of one organization. */
const personalTokensMax = 50;
const tenantTokensMax = 500;

const dayMs = 86_400_000;

type Input = InputOf<typeof tokenCreate>;

const fault = (pointer: string, detail: string): AppError => new AppError('validation_failed', { errors: [{ pointer, detail }] });

/** Nobody gives a token what they do not hold; one of the organization needs it on the whole organization. */
function requireHeld({ access }: OperationContext, { owner, permissions }: Input): void {
  const missing = allPermissions
    .filter((name) => permissions.includes(name))
    .find((name) => (owner === 'tenant' ? !access.allows(name, tenantPlacement) : !access.holdsSomewhere(name)));
  if (missing === undefined) return;
  const where = owner === 'tenant' ? 'on the whole organization' : '';
  throw new AppError('forbidden', { detail: `A token cannot have ${missing}, because you do not hold it ${where}`.trimEnd().concat('.') });
}

function requireMayMake({ access }: OperationContext, { owner }: Input): void {
  if (owner === 'tenant') {
    if (access.allows('tokens.write', tenantPlacement)) return;
    throw new AppError('forbidden', { detail: 'A token of the organization needs the permission tokens.write on all of it.' });
  }
  if (!access.holdsSomewhere('tokens.own') && !access.allows('tokens.write', tenantPlacement))
    throw new AppError('forbidden', { detail: 'This needs the permission tokens.own.' });
}

/** Null for a token that never ends. */
function endOf({ now }: OperationContext, { owner, expires_at: asked }: Input): Date | null {
  if (asked !== undefined && asked !== null && asked <= now) throw fault('/expires_at', 'Must lie in the future');
  if (owner === 'tenant') return asked ?? null;
  if (asked === null || (asked !== undefined && asked.getTime() > now.getTime() + personalTokenDaysMax * dayMs))
    throw fault('/expires_at', `A personal token lives ${personalTokenDaysMax} days at most`);
  return asked ?? new Date(now.getTime() + personalTokenDaysDefault * dayMs);
}

async function requireRoomForToken({ tx, tenantId, now, caller }: OperationContext, { owner }: Input): Promise<void> {
  const inForce = and(isNull(apiToken.revokedAt), or(isNull(apiToken.expiresAt), gt(apiToken.expiresAt, now)));
  const whose = owner === 'person' ? eq(apiToken.userId, caller.userId) : eq(apiToken.owner, 'tenant');
  const [row] = await tx
    .select({ tokens: count() })
    .from(apiToken)
    .where(and(eq(apiToken.tenantId, tenantId), whose, inForce));
  const max = owner === 'person' ? personalTokensMax : tenantTokensMax;
  if ((row?.tokens ?? 0) >= max)
    throw new AppError('limit_reached', { detail: `There are ${max} such tokens in force, which is the most.` });
}

export const createToken = defineCommand(tokenCreate, async (ctx, input) => {
  const { tx, tenantId, now, runtime, access, caller } = ctx;
  requireMayMake(ctx, input);
  requireHeld(ctx, input);
  const expiresAt = endOf(ctx, input);
  await requireRoomForToken(ctx, input);
  const { name, owner, permissions } = input;
  const { secret, display } = newBearer('api_token');
  const id = newUuid(now.getTime());
  await tx.insert(apiToken).values({
    ...{ tenantId, id, name, owner, permissions, display, expiresAt },
    userId: owner === 'person' ? caller.userId : await createServiceAccount(ctx, name),
    level: owner === 'person' ? 0 : access.levelOn(tenantPlacement),
    tokenHash: hashBearer(runtime.keyPepper, secret),
    createdBy: caller.userId,
    createdAt: now,
  });
  const token = await readToken(ctx, id);
  return {
    result: { ...token, secret },
    changes: [changeOf('token', 'apiToken', ApiToken, null, token)],
  };
});
