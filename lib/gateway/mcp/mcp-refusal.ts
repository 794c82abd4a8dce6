import { AppError, type AppErrorOptions, type ErrorCode } from '#lib/core/errors.ts';

/** Codes of JSON-RPC 2.0 (section 5.1) and of the Model Context Protocol (2026-07-28, basic/index, error codes). */
export const rpcCodes = {
  parseError: -32_700,
  invalidRequest: -32_600,
  methodNotFound: -32_601,
  invalidParams: -32_602,
  headerMismatch: -32_020,
  unsupportedVersion: -32_022,
  /** Ours: what has no code of its own; `data.code` says which of ours it is. */
  refused: -32_000,
} as const;

interface RefusalOptions extends AppErrorOptions {
  readonly rpcCode: number;
  /** Status of HTTP, where the specification wants another one than our catalogue. */
  readonly sentStatus?: number;
  readonly data?: Readonly<Record<string, unknown>>;
}

/** A refusal for which the Model Context Protocol has a code of its own. */
export class McpRefusal extends AppError {
  readonly rpcCode: number;
  readonly sentStatus: number;
  readonly data: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, options: RefusalOptions) {
    super(code, options);
    this.rpcCode = options.rpcCode;
    this.sentStatus = options.sentStatus ?? this.status;
    this.data = options.data ?? {};
  }
}

/** The code by which an error of ours is told. */
export function rpcCodeOf(error: AppError): number {
  if (error instanceof McpRefusal) return error.rpcCode;
  if (error.code === 'malformed_json') return rpcCodes.parseError;
  return error.code === 'invalid_request' || error.code === 'unsupported_media_type' ? rpcCodes.invalidRequest : rpcCodes.refused;
}
