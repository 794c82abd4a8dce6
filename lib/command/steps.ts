import type { z } from 'zod';
import { inTenant, type TenantTransaction } from '#db/tenant.ts';
import type { Operation } from '#lib/contracts/operation.ts';
import { AppError, type FieldError } from '#lib/core/errors.ts';
import { type Access, loadAccess, reachOf, visibilityCondition } from './access.ts';
import type { AuditOrigin } from './audit-writer.ts';
import { authorise } from './authorise.ts';
import type { Authentication, Invocation, OperationContext } from './context.ts';

/** The steps every wrapper is composed of, each small enough to be tested alone. */

export function requireAuthentication(invocation: Invocation): Authentication {
  if (invocation.authentication === null) throw new AppError('unauthenticated');
  return invocation.authentication;
}

/** RFC 6901: `~` and `/` inside a name are escaped. */
const pointerOf = (path: readonly PropertyKey[]): string =>
  path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/** Every fault with its JSON pointer; an unknown field gets a pointer of its own. */
export function fieldErrorsOf(error: z.ZodError): readonly FieldError[] {
  return error.issues.flatMap((issue): FieldError[] =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({ pointer: pointerOf([...issue.path, key]), detail: 'Unknown field' }))
      : [{ pointer: pointerOf(issue.path), detail: issue.message }],
  );
}

/** Wire input to the inside form; throws `validation_failed` with all faults at once. */
export function parseInput<Input extends z.ZodType>(schema: Input, raw: unknown): z.output<Input> {
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;
  throw new AppError('validation_failed', { errors: fieldErrorsOf(parsed.error) });
}

/** Inside result to wire form; a result that does not fit its declaration is our fault, not the caller's. */
export function encodeOutput(operation: Operation, result: unknown): unknown {
  const encoded = operation.output.safeEncode(result as never);
  if (encoded.success) return encoded.data;
  throw new AppError('internal', { internal: `${operation.name} returned what its output schema refuses: ${encoded.error.message}` });
}

/** Opens the tenant's transaction with the access of the caller loaded and checked for the operation. */
export function withAuthorisedContext<Result>(
  invocation: Invocation,
  authentication: Authentication,
  operation: Operation,
  input: unknown,
  options: { readonly readOnly: boolean },
  work: (ctx: OperationContext) => Promise<Result>,
): Promise<Result> {
  const { runtime } = invocation;
  const now = new Date(runtime.clock.now());
  return inTenant(
    runtime.databases.app,
    authentication.tenantId,
    async (tx) => {
      const access = await loadAccess(tx, authentication, now);
      await authorise(tx, access, operation, input);
      return work(await contextOf(invocation, tx, access, operation, now));
    },
    options,
  );
}

async function contextOf(
  invocation: Invocation,
  tx: TenantTransaction,
  access: Access,
  operation: Operation,
  now: Date,
): Promise<OperationContext> {
  const { runtime, requestId, ifMatch } = invocation;
  const { caller } = access;
  // Only lists pay for the query that expands subtrees.
  const reach =
    operation.scope === 'list' && operation.permission !== null
      ? await reachOf(tx, access, operation.permission)
      : { everything: false, departmentIds: [], teamIds: [] };
  const own = operation.ownPermission !== undefined && access.holdsSomewhere(operation.ownPermission) ? caller.userId : null;
  return {
    tx,
    tenantId: caller.tenantId,
    caller,
    access,
    requestId,
    now,
    logger: runtime.logger.child({ requestId, operation: operation.name }),
    visible: (columns) => visibilityCondition(reach, own, columns),
    expectVersion: (version) => {
      if (ifMatch !== undefined && ifMatch !== version)
        throw new AppError('precondition_failed', { detail: `The current version is ${version}, If-Match said ${ifMatch}.` });
    },
  };
}

export const auditOriginOf = (invocation: Invocation, ctx: OperationContext): AuditOrigin => ({
  tenantId: ctx.tenantId,
  actorKind: 'user',
  actorId: ctx.caller.userId,
  actorName: ctx.caller.email,
  ip: invocation.ip,
  userAgent: invocation.userAgent,
  requestId: invocation.requestId,
});
