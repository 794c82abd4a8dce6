import type { z } from 'zod';
import { inTenant, type TenantTransaction } from '#db/tenant.ts';
import { isRecordedRead, type Operation } from '#lib/contracts/operation.ts';
import { AppError, type FieldError } from '#lib/core/errors.ts';
import { type Access, loadAccess, noReach, reachOf, visibilityCondition } from './access.ts';
import { authorise, holdsOwn } from './authorise.ts';
import type { Authentication, Invocation, OperationContext } from './context.ts';
import { type Attempted, recordFailure, recordRead, recordReadApart, recordRefusal } from './record-attempt.ts';
import { RecordedFailure } from './recorded-failure.ts';
import { requireRecentProof } from './require-recent-proof.ts';
import { loadTokenAccess } from './token-access.ts';
import { touchSession } from './touch-session.ts';

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

/** One invocation of an operation past the steps that need no database. */
export interface Call<Input extends z.ZodType> {
  readonly operation: Operation<Input>;
  readonly authentication: Authentication;
  readonly input: z.output<Input>;
  /** The input as it came. */
  readonly raw: unknown;
}

/** Authenticates and parses, in this order: nobody learns what the input should be without being signed in. */
export function admit<Input extends z.ZodType>(invocation: Invocation, operation: Operation<Input>, raw: unknown): Call<Input> {
  const authentication = requireAuthentication(invocation);
  return { operation, authentication, input: parseInput(operation.input, raw), raw };
}

/** A read of what one does not have anyway; a stream is what its page has read already. */
const isAdministrativeRead = ({ http, permission }: Operation): boolean =>
  http.method === 'GET' && http.kind !== 'sse' && permission !== null;

/**
 * Opens the tenant's transaction with the access of the caller loaded and checked for the operation. A change that was
 * refused is noted in the audit trail, as is a read that the operation declares as recorded, or every one where the organization wants that.
 */
export async function withAuthorisedContext<Input extends z.ZodType, Result>(
  invocation: Invocation,
  call: Call<Input>,
  options: { readonly readOnly: boolean },
  work: (ctx: OperationContext) => Promise<Result>,
): Promise<Result> {
  const { runtime } = invocation;
  const { operation, authentication, raw } = call;
  const now = new Date(runtime.clock.now());
  const recorded = isRecordedRead(operation, call.input);
  let access: Access | undefined;
  try {
    const result = await inTenant(
      runtime.databases.app,
      authentication.tenantId,
      async (tx) => {
        const load = authentication.via === undefined ? loadAccess : loadTokenAccess;
        access = await load(tx, authentication, now, { ip: invocation.ip, country: invocation.country ?? null });
        await authorise(tx, access, operation, call.input);
        requireRecentProof(access, operation, now);
        const done = await work(await contextOf(invocation, tx, access, operation, now));
        if (recorded) await recordRead(invocation, tx, { access, operation, raw, now });
        return done;
      },
      // Several queries make one answer, so that they see one picture: sums of a day must not move between two of them.
      options.readOnly ? { readOnly: !recorded, isolation: 'repeatable read' } : {},
    );
    // Nobody gets to see what could not be noted.
    if (!recorded && access?.recordsAllReads === true && isAdministrativeRead(operation))
      await recordReadApart(invocation, { access, operation, raw, now });
    return result;
  } catch (error) {
    if (access !== undefined) await recordThrown(invocation, { access, operation, raw, now }, error);
    throw error instanceof RecordedFailure ? error.error : error;
  } finally {
    // A stream that stays open is no sign that anybody is there.
    if (access !== undefined && operation.http.kind !== 'sse') await touchSession(runtime, access, now);
  }
}

/** Puts into the audit trail what belongs there of what was thrown, in a transaction of its own. */
async function recordThrown(invocation: Invocation, attempt: Attempted, thrown: unknown): Promise<void> {
  if (thrown instanceof RecordedFailure) await recordFailure(invocation, attempt, thrown.changes);
  const isRefusal = thrown instanceof AppError && thrown.code === 'forbidden';
  if (isRefusal && attempt.operation.http.method !== 'GET') await recordRefusal(invocation, attempt);
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
  const reach = operation.scope === 'list' && operation.permission !== null ? await reachOf(tx, access, operation.permission) : noReach;
  const own = holdsOwn(access, operation);
  return {
    runtime,
    tx,
    tenantId: caller.tenantId,
    caller,
    access,
    requestId,
    ip: invocation.ip,
    country: invocation.country ?? null,
    site: invocation.site ?? null,
    now,
    logger: runtime.logger.child({ requestId, operation: operation.name }),
    reach,
    ownUserId: own ? caller.userId : null,
    visible: (columns) => visibilityCondition(caller, reach, own, columns),
    expectVersion: (version) => {
      if (ifMatch !== undefined && ifMatch !== version)
        throw new AppError('precondition_failed', { detail: `The current version is ${version}, If-Match said ${ifMatch}.` });
    },
  };
}
