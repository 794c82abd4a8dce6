/**
 * The error catalogue: every failure a caller can see has one entry here, one page under /docs/errors/<code>, and the
 * same meaning in both renderers (RFC 9457 problem+json for management, the caller protocol's own shape in the gateway).
 *
 * This file is long because the catalogue is one table.
 */

/** The `error.type` values of OpenAI's API, which its SDKs map to exception classes. */
type OpenAiErrorType =
  | 'invalid_request_error'
  | 'authentication_error'
  | 'permission_error'
  | 'not_found_error'
  | 'rate_limit_error'
  | 'insufficient_quota'
  | 'api_error'
  | 'overloaded_error';

interface CatalogueEntry {
  /** HTTP status code. */
  readonly status: number;
  /** One sentence-case phrase, the same for every occurrence of the code. */
  readonly title: string;
  /** Whether sending the same request again later can succeed; `false` also sends `x-should-retry: false`. */
  readonly retryable: boolean;
  readonly openAiType: OpenAiErrorType;
  /** What the reader of the error page should do. */
  readonly remedy: string;
}

const entry = (status: number, title: string, openAiType: OpenAiErrorType, retryable: boolean, remedy: string): CatalogueEntry => ({
  status,
  title,
  openAiType,
  retryable,
  remedy,
});

export const errorCatalogue = {
  // Request shape
  malformed_json: entry(
    400,
    'The body is not valid JSON',
    'invalid_request_error',
    false,
    'Send a JSON object. The detail names the position of the first fault.',
  ),
  unsupported_media_type: entry(
    415,
    'The content type is not supported here',
    'invalid_request_error',
    false,
    'Send the content type that the detail names.',
  ),
  body_too_large: entry(
    413,
    'The body is larger than this route accepts',
    'invalid_request_error',
    false,
    'Send a smaller body. The detail names the limit in bytes.',
  ),
  validation_failed: entry(
    422,
    'Some fields are not valid',
    'invalid_request_error',
    false,
    'Mend the fields listed in errors[]; each has a JSON pointer and a reason.',
  ),
  invalid_request: entry(
    400,
    'The request cannot be served as sent',
    'invalid_request_error',
    false,
    'Change the request as the detail says.',
  ),
  invalid_cursor: entry(
    400,
    'The cursor is not one of ours',
    'invalid_request_error',
    false,
    'Start again without a cursor, or use next_cursor exactly as it was returned.',
  ),
  method_not_allowed: entry(
    405,
    'The method is not allowed here',
    'invalid_request_error',
    false,
    'Use one of the methods in the Allow header.',
  ),
  upgrade_required: entry(
    426,
    'A WebSocket is needed here',
    'invalid_request_error',
    false,
    'Open this address as a WebSocket (wss://…), at a process that serves them: the fast lane does, a host that only runs Next does not.',
  ),
  // Identity
  unauthenticated: entry(
    401,
    'Sign in first',
    'authentication_error',
    false,
    'Send a valid session cookie or API token, or sign in again.',
  ),
  invalid_credentials: entry(
    401,
    'E-mail or password is not right',
    'authentication_error',
    false,
    'Check both, then try again. Ask an administrator to reset the password if it is lost.',
  ),
  organization_choice: entry(
    409,
    'The account exists in several organizations',
    'invalid_request_error',
    false,
    'Choose one of the organizations and sign in again.',
  ),
  single_sign_on_required: entry(
    403,
    'The organization asks for single sign-on',
    'permission_error',
    false,
    'Enter your e-mail address on the sign-in page and go on to your identity provider. Passwords are refused here.',
  ),
  password_change_required: entry(
    403,
    'The temporary password must be changed first',
    'permission_error',
    false,
    'Change the password with POST /api/v1/users/me/password; then everything else is open.',
  ),
  second_factor_required: entry(
    401,
    'The second factor is missing',
    'authentication_error',
    false,
    'The password was right. Prove the second factor within five minutes, as docs/sign-in-security.md shows.',
  ),
  factor_enrolment_required: entry(
    403,
    'A second factor must be set up first',
    'permission_error',
    false,
    'The organization asks for a second factor. Set one up under My account; then everything else is open.',
  ),
  step_up_required: entry(
    403,
    'Prove again who you are',
    'permission_error',
    false,
    'Prove a password or a second factor with POST /api/v1/users/me/step-up, then send the same request again within ten minutes.',
  ),
  missing_key: entry(401, 'No virtual key was sent', 'authentication_error', false, 'Send `Authorization: Bearer <virtual key>`.'),
  invalid_key: entry(
    401,
    'The virtual key is not valid',
    'authentication_error',
    false,
    'Check that the whole key was copied. Create a new key if it was lost; keys are shown once.',
  ),
  key_disabled: entry(
    401,
    'The virtual key is disabled',
    'authentication_error',
    false,
    'Ask the owner of the key to enable it, or create another.',
  ),
  key_expired: entry(401, 'The virtual key has expired', 'authentication_error', false, 'Create a new key or rotate this one.'),
  csrf_rejected: entry(
    403,
    'The request came from another site',
    'permission_error',
    false,
    'Send the request from the console itself; cross-site requests with a session are refused.',
  ),
  forbidden: entry(403, 'You may not do this', 'permission_error', false, 'Ask an administrator for the permission that the detail names.'),
  model_not_allowed: entry(
    403,
    'This key may not use that model',
    'permission_error',
    false,
    'Use one of the models in GET /api/v1/models, or ask the owner of the key to allow it.',
  ),
  provider_not_allowed: entry(
    403,
    'This key may not use that provider',
    'permission_error',
    false,
    'Use one of the models in GET /api/v1/models, or ask the owner of the key to allow the provider.',
  ),
  endpoint_not_allowed: entry(
    403,
    'This key may not use that endpoint',
    'permission_error',
    false,
    'Call one of the endpoints that the detail names, or ask the owner of the key to allow this one.',
  ),
  source_not_allowed: entry(
    403,
    'This key may not be used from that address',
    'permission_error',
    false,
    'Call from one of the networks that the key is for, or ask its owner to allow yours. The detail names the address that was seen.',
  ),
  tool_not_allowed: entry(
    403,
    'This key may not use that tool',
    'permission_error',
    false,
    'Use one of the tools, resources and prompts that the server lists for this key, or ask an administrator to allow it.',
  ),
  // Resources
  not_found: entry(
    404,
    'Nothing is here',
    'not_found_error',
    false,
    'Check the id and the path. What belongs to another tenant is reported exactly like what does not exist.',
  ),
  model_not_found: entry(404, 'The model does not exist', 'not_found_error', false, 'Use one of the models in GET /api/v1/models.'),
  protocol_not_served: entry(
    400,
    'The model does not answer calls of this kind',
    'invalid_request_error',
    false,
    'Use a model whose provider serves this endpoint, or call the endpoint that its provider serves.',
  ),
  conflict: entry(
    409,
    'This clashes with what is already there',
    'invalid_request_error',
    false,
    'Read the current state, then decide. The detail says what clashed.',
  ),
  idempotency_in_flight: entry(
    409,
    'The first call with this Idempotency-Key has not ended',
    'invalid_request_error',
    true,
    'Wait for Retry-After, then send the same request again: it is answered with the first answer, or runs if that call failed.',
  ),
  idempotency_answer_gone: entry(
    409,
    'The answer to this Idempotency-Key was too large to be kept',
    'invalid_request_error',
    false,
    'The first call was carried out and billed. Send the request under a new Idempotency-Key to run it again.',
  ),
  not_cached: entry(
    504,
    'No answer to this request is kept',
    'invalid_request_error',
    false,
    'The call asked for a kept answer only (x-tollgate-cache: only-if-cached). Send it without that to have it answered.',
  ),
  idempotency_mismatch: entry(
    422,
    'The Idempotency-Key was used for another request',
    'invalid_request_error',
    false,
    'Use a new key for a new request.',
  ),
  precondition_failed: entry(
    412,
    'Somebody else changed this in the meantime',
    'invalid_request_error',
    false,
    'Load it again, compare, and send the new version in If-Match.',
  ),
  limit_reached: entry(
    409,
    'A limit of the tenant is reached',
    'invalid_request_error',
    false,
    'Archive something, or ask for a higher limit. The detail names the limit.',
  ),
  // Refusals of the gateway
  budget_exceeded: entry(
    402,
    'The budget does not cover this call',
    'insufficient_quota',
    false,
    'Wait for the reset, or ask for a raise: in the console under Approvals, or by POST /api/v1/approvals.',
  ),
  approval_required: entry(
    403,
    'The call needs an approval',
    'permission_error',
    false,
    'Wait until the approval that the answer names is given, then send the same request with its id in the header x-tollgate-approval.',
  ),
  unpriced_model: entry(
    402,
    'The model has no price',
    'insufficient_quota',
    false,
    'Ask an administrator to add a price, or to allow calls without one.',
  ),
  policy_denied: entry(
    403,
    'A rule of the organization refuses this call',
    'permission_error',
    false,
    'Change the call as the detail says, or ask the person it names.',
  ),
  guardrail_blocked: entry(
    403,
    'A guardrail of the organization does not let this through',
    'permission_error',
    false,
    'Change what is asked as the detail says. Where an answer was held back, asking otherwise can help.',
  ),
  guardrail_unavailable: entry(
    503,
    'A guardrail that has to look at this call does not answer',
    'api_error',
    true,
    'Try again later. An administrator can see under Guardrails why it does not answer, and whether calls should pass then.',
  ),
  rate_limited: entry(429, 'Too many requests', 'rate_limit_error', true, 'Wait for Retry-After, then try again.'),
  too_many_in_flight: entry(
    429,
    'Too many calls at the same time',
    'rate_limit_error',
    true,
    'Wait for running calls to end; Retry-After says when to try again.',
  ),
  // Providers
  provider_error: entry(
    502,
    'The provider answered with an error',
    'api_error',
    true,
    'Read the detail for the provider’s own words. Trying again may help.',
  ),
  provider_rejected: entry(
    400,
    'The provider refused the request',
    'invalid_request_error',
    false,
    'Change the request as the provider’s own words in the detail say.',
  ),
  // These two keep the names that OpenAI's API has for them, because programs branch on those.
  context_length_exceeded: entry(
    400,
    'The request is longer than the model can read',
    'invalid_request_error',
    false,
    'Shorten the messages or the output limit, or use a model with a larger context window: a route that lists one goes on there by itself.',
  ),
  content_filter: entry(
    400,
    'The provider’s content filter refused the request',
    'invalid_request_error',
    false,
    'Change what the request says; the detail has the provider’s own words. The same request will be refused again.',
  ),
  provider_credentials_rejected: entry(
    502,
    'The provider refused our credentials',
    'api_error',
    false,
    'Ask an administrator to test and rotate the connection.',
  ),
  provider_rate_limited: entry(429, 'The provider limits the rate', 'rate_limit_error', true, 'Wait for Retry-After, then try again.'),
  provider_quota_exhausted: entry(
    502,
    'The account at the provider has no credit left',
    'api_error',
    false,
    'Ask an administrator to add credit at the provider, or to use another connection. Waiting does not help.',
  ),
  provider_overloaded: entry(
    503,
    'The provider is overloaded',
    'overloaded_error',
    true,
    'Try again after a pause, or use a model of another provider.',
  ),
  provider_unreachable: entry(
    502,
    'The provider cannot be reached',
    'api_error',
    true,
    'Test the connection in the console. Nothing was billed.',
  ),
  provider_timeout: entry(
    504,
    'The provider did not answer in time',
    'api_error',
    true,
    'Try again, or raise the deadline with x-tollgate-timeout.',
  ),
  stream_interrupted: entry(
    502,
    'The stream broke before it was complete',
    'api_error',
    true,
    'The answer is not complete. Send the request again.',
  ),
  address_not_allowed: entry(
    422,
    'This address is not allowed',
    'invalid_request_error',
    false,
    'Use a public HTTPS address. Private addresses need ALLOWED_PRIVATE_NETWORKS to be set by the operator.',
  ),
  no_connection: entry(
    422,
    'No connection serves this model',
    'invalid_request_error',
    false,
    'Add a connection for the provider, or use a model of an existing one.',
  ),
  // Ourselves
  draining: entry(503, 'This process is shutting down', 'overloaded_error', true, 'Try again at once; another process will answer.'),
  starting: entry(503, 'This part is still starting', 'overloaded_error', true, 'Try again after the seconds in Retry-After.'),
  database_unavailable: entry(503, 'The database cannot be reached', 'overloaded_error', true, 'Try again shortly. Nothing was changed.'),
  budget_store_unavailable: entry(
    503,
    'The budget cannot be asked',
    'overloaded_error',
    true,
    'Try again shortly. The database is out of reach and this process holds too little of the budget; nothing was sent to a provider.',
  ),
  rate_limit_store_unavailable: entry(
    503,
    'The rate limits cannot be counted',
    'overloaded_error',
    true,
    'Try again shortly. What counts the limits is out of reach, and this organization lets no call pass uncounted.',
  ),
  snapshot_stale: entry(
    503,
    'The configuration is too old to be trusted',
    'overloaded_error',
    true,
    'Try again shortly; the database has been out of reach for too long.',
  ),
  journal_unavailable: entry(
    503,
    'The call cannot be recorded',
    'overloaded_error',
    true,
    'Free disk space on the server. Nothing was sent to a provider.',
  ),
  deadline_exceeded: entry(
    504,
    'The deadline of the call has passed',
    'api_error',
    true,
    'Try again, or raise the deadline with x-tollgate-timeout.',
  ),
  not_implemented: entry(501, 'This is not available', 'invalid_request_error', false, 'Use one of the documented routes.'),
  internal: entry(500, 'Something failed on our side', 'api_error', true, 'Try again. If it happens again, report the request id.'),
} as const satisfies Record<string, CatalogueEntry>;

/** A stable error code; it never changes meaning once released. */
export type ErrorCode = keyof typeof errorCatalogue;

/** One invalid field: `pointer` is an RFC 6901 JSON pointer into the input. */
export interface FieldError {
  readonly pointer: string;
  readonly detail: string;
}

/** What a provider itself called an error. Texts of its own making, so they are for programs that know its API and for people. */
export interface ProviderErrorNames {
  readonly code: string | null;
  readonly type: string | null;
  /** Its HTTP status; null for an error within a stream, which has none. */
  readonly status: number | null;
}

export interface AppErrorOptions {
  /** For the caller: what happened here and what to do. Falls back to the catalogue's remedy. */
  readonly detail?: string;
  /** For logs only; may hold host names, SQL, provider bodies. Never rendered. */
  readonly internal?: string;
  readonly cause?: unknown;
  readonly errors?: readonly FieldError[];
  /** Extra response headers, such as Retry-After or Allow. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Further members of the error object for programs, such as the id of an approval (RFC 9457, section 3.2). */
  readonly members?: Readonly<Record<string, string>>;
  /** For errors that a provider told. */
  readonly provider?: ProviderErrorNames;
}

/** Marks our errors across copies of this module: Next bundles `lib/` more than once into one process. */
const brand = Symbol.for('tollgate.AppError');

/** The only error that reaches a renderer on purpose; everything else is rendered as `internal`. */
export class AppError extends Error {
  readonly [brand] = true;
  readonly code: ErrorCode;
  readonly detail: string;
  readonly internal: string | undefined;
  readonly errors: readonly FieldError[];
  readonly headers: Readonly<Record<string, string>>;
  readonly members: Readonly<Record<string, string>>;
  readonly provider: ProviderErrorNames | undefined;

  constructor(code: ErrorCode, options: AppErrorOptions = {}) {
    const detail = options.detail ?? errorCatalogue[code].remedy;
    super(`${code}: ${detail}`, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.detail = detail;
    this.internal = options.internal;
    this.errors = options.errors ?? [];
    this.headers = options.headers ?? {};
    this.members = options.members ?? {};
    this.provider = options.provider;
  }

  /** `instanceof AppError` holds for errors of every copy of this class; for a subclass it means what it always does. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    // biome-ignore lint/complexity/noThisInStatic: subclasses inherit this method, and `this` is the class asked about
    const isOwn = this === AppError;
    if (isOwn) return typeof value === 'object' && value !== null && brand in value;
    // biome-ignore lint/complexity/noThisInStatic: see above
    return Function.prototype[Symbol.hasInstance].call(this, value);
  }

  get status(): number {
    return errorCatalogue[this.code].status;
  }

  get title(): string {
    return errorCatalogue[this.code].title;
  }

  get retryable(): boolean {
    return errorCatalogue[this.code].retryable;
  }
}

/** PostgreSQL and socket errors that mean "the database is not there", as opposed to "the query is wrong". */
const unavailableCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
  'CONNECT_TIMEOUT',
  '57P01',
  '57P02',
  '57P03',
  '53300',
  '08000',
  '08001',
  '08003',
  '08004',
  '08006',
]);

const errorCodeOf = (error: unknown): string | undefined =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

/** Whether the error, or one of its causes, says that the database cannot be reached now. */
export function isDatabaseUnavailable(error: unknown): boolean {
  for (let current = error, depth = 0; current !== undefined && depth < 5; depth += 1) {
    const code = errorCodeOf(current);
    if (code !== undefined && unavailableCodes.has(code)) return true;
    current = current instanceof Error ? current.cause : undefined;
  }
  return false;
}

/**
 * Drizzle's error repeats the parameters of the query, which may be secrets and would end in the log; the driver's error
 * below it says what failed.
 */
function withoutParameters(error: unknown): unknown {
  return error instanceof Error && 'params' in error && error.cause instanceof Error ? error.cause : error;
}

/** Turns anything thrown into an AppError: database outages become 503, the unknown becomes 500 with the cause kept for logs. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  const error = withoutParameters(thrown);
  if (isDatabaseUnavailable(error)) return new AppError('database_unavailable', { cause: error });
  return new AppError('internal', { cause: error, internal: error instanceof Error ? error.message : String(error) });
}
