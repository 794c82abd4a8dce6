import type { z } from 'zod';
import type { ErrorCode } from '#lib/core/errors.ts';
import type { Permission } from './permissions.ts';

/**
 * The declaration of one thing the product can do. Validation, permission, OpenAPI, the reference page, the audit
 * action and the tests that walk every operation come from it; the work itself is carried out by `defineCommand`,
 * `defineQuery`, `defineAction`, `defineUpload`, `defineDownload` or `defineStream` in a domain room.
 */

/** Kinds of resources that have a place in the organization, by which access to them is decided. */
export type PlacedKind =
  | 'department'
  | 'team'
  | 'membership'
  | 'user'
  | 'session'
  | 'key'
  | 'key_loan'
  | 'token'
  | 'connection'
  | 'budget'
  | 'report_export'
  | 'report_schedule'
  | 'statement'
  | 'role'
  | 'role_assignment'
  | 'group'
  | WorkKind;
type WorkKind = 'project' | 'environment' | 'release' | 'cost_center' | 'cost_allocation';

/**
 * What the permission must cover:
 * - `tenant`: the whole tenant;
 * - `list`: anything at all; the query narrows its rows with `ctx.visible`;
 * - `self`: the caller's own person, which needs no permission;
 * - `{of, from}`: the resource whose id is in the input field `from`; where the field is absent, `absent` says what.
 * - `public`: nobody needs to be signed in;
 * - `platform`: the platform, for people of its own tenant alone, whatever those of others hold.
 */
export type OperationScope = 'tenant' | 'list' | 'self' | 'public' | 'platform' | PlacedScope;

export interface PlacedScope {
  readonly of: PlacedKind;
  readonly from: string;
  /** Where the field is absent: the tenant unless said, the caller, or the place another field names. */
  readonly absent?: 'tenant' | 'self' | PlacedScope;
}

/** How an answer that is also a table can be written; the first unless asked for. */
export const tableFormats = ['json', 'csv', 'odata'] as const;

/** How the operation travels over HTTP; each kind has its own file in lib/http. */
export type RouteKind = 'json' | 'upload' | 'sse' | 'download';

export interface HttpBinding {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below /api/v1, with `{field}` for each input field that travels in the path. */
  readonly path: `/${string}`;
  /** Status of success; 200 unless said. 204 sends no body. */
  readonly status?: 200 | 201 | 204;
  readonly kind?: RouteKind;
  /** The answer can be had as a table as well: `format`, or Accept, says how. */
  readonly hasTable?: true;
  /** A POST that only asks, because its question is too long for an address: nothing changes, and only a refusal is audited. */
  readonly asks?: true;
  /** Content types an upload accepts, or the one that a download is of; without parameters. */
  readonly contentTypes?: readonly string[];
  /** Largest accepted body in bytes; 1 MiB unless said. */
  readonly bodyBytesMax?: number;
}

/** Parts of the configuration that processes hold in memory and reload when their version moves. */
export type ConfigSection =
  | 'keys'
  | 'connections'
  | 'organization'
  | 'access'
  | 'routes'
  | 'cache'
  | 'transformations'
  | 'policies'
  | 'budgets'
  | 'prices'
  | 'rate_limits'
  | 'approvals'
  | 'mcp'
  | 'projects'
  | 'cost_centers'
  | 'data_classes'
  | 'content_log';

export interface Operation<Input extends z.ZodType = z.ZodType, Output extends z.ZodType = z.ZodType> {
  /** `resource.verb`; for commands also the audit action. */
  readonly name: `${string}.${string}`;
  /** One sentence-case line for the reference. */
  readonly summary: string;
  /** Null only where the scope is `self` or `public`. */
  readonly permission: Permission | null;
  /** Suffices instead of `permission` where the resource is the caller's own; `none` asks for no permission then. */
  readonly ownPermission?: Permission | 'none';
  readonly scope: OperationScope;
  readonly input: Input;
  readonly output: Output;
  /** Codes beyond those every operation can give (401, 403, 404, 422, 503). */
  readonly errors?: readonly ErrorCode[];
  /** At least one input that succeeds on the demo tenant, in wire form; ids may be placeholders. */
  readonly examples: readonly z.input<Input>[];
  readonly http: HttpBinding;
  /** Configuration sections whose version the operation moves. */
  readonly touches?: readonly ConfigSection[];
  /** Dangerous: who asks must have proven who they are, by password or second factor, within the last ten minutes. */
  readonly stepUp?: boolean;
  /** Makes what opens the management API: a token may not do it, because what it made would outlive it, and its being revoked. */
  readonly inPerson?: boolean;
  /** Reads that the audit trail keeps (product row AUD-1), all or those with this value of a field; see `recordRead` for how often. */
  readonly recordsReads?: true | { readonly field: string; readonly value: string };
}

/** The operation's own error codes, with the one that comes of `stepUp`. */
export const ownErrorsOf = ({ errors = [], stepUp }: Pick<Operation, 'errors' | 'stepUp'>): readonly ErrorCode[] =>
  stepUp === true ? [...errors, 'step_up_required'] : errors;

/** Whether the audit trail keeps a read with this input, in wire form or parsed. */
export function isRecordedRead({ recordsReads: when }: Pick<Operation, 'recordsReads'>, input: unknown): boolean {
  if (when === undefined || when === true) return when === true;
  return typeof input === 'object' && input !== null && Reflect.get(input, when.field) === when.value;
}

/** Declares an operation; exists for the inference of its input and output. */
export function defineOperation<Input extends z.ZodType, Output extends z.ZodType>(
  operation: Operation<Input, Output>,
): Operation<Input, Output> {
  return operation;
}

/** What a caller writes. */
export type InputOf<Op> = Op extends Operation<infer Input, z.ZodType> ? z.output<Input> : never;
/** What the operation returns inside; on the wire it is `z.encode`d. */
export type OutputOf<Op> = Op extends Operation<z.ZodType, infer Output> ? z.output<Output> : never;
