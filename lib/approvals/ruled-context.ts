import { Access } from '#lib/command/access.ts';
import type { OperationContext } from '#lib/command/context.ts';

/**
 * The context in which what was approved is carried out: by the authority of the rule whose levels have approved it, in the
 * name of the person who acts. If-Match spoke about the approval, so it is not asked again.
 */
export function ruledContext(ctx: OperationContext): OperationContext {
  const rule = { roleName: 'approval', permissions: ['*'], level: 90, scopeKind: 'tenant', scopeId: null } as const;
  return {
    ...ctx,
    access: new Access(ctx.caller, [rule], { seenAt: ctx.access.sessionSeenAt, verifiedAt: ctx.access.verifiedAt }),
    expectVersion: () => {},
  };
}
