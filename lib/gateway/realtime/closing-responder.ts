import type { AppError, ErrorCode } from '#lib/core/errors.ts';
import type { FrameSocket } from '#lib/outbound/index.ts';
import type { GatewayResponder } from '../gateway-request.ts';

/** Close codes (RFC 6455 §7.4.1 and IANA's registry) of what the caller himself is refused, and of what passes. */
const policyViolation: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'budget_exceeded',
  'unpriced_model',
  'invalid_key',
  'key_disabled',
  'key_expired',
  'model_not_allowed',
  'invalid_request',
]);
const tryAgainLater: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'budget_store_unavailable',
  'journal_unavailable',
  'database_unavailable',
  'snapshot_stale',
  'too_many_in_flight',
]);

/** The close code by which a session ends that failed with this error. */
export function closeCodeOf({ code }: AppError): number {
  if (code === 'draining' || code === 'deadline_exceeded') return 1001;
  if (code === 'body_too_large') return 1009;
  if (policyViolation.has(code)) return 1008;
  return tryAgainLater.has(code) ? 1013 : 1011;
}

/** The way back to a caller whose session failed: one event that says why, and the close frame. */
export class ClosingResponder implements GatewayResponder {
  readonly #socket: FrameSocket;
  readonly #code: number;
  readonly #reason: string;

  constructor(socket: FrameSocket, error: AppError) {
    this.#socket = socket;
    this.#code = closeCodeOf(error);
    this.#reason = `${error.code}: ${error.detail}`;
  }

  start(): void {}

  write(): boolean {
    return true;
  }

  end(bytes?: Buffer): void {
    if (bytes !== undefined) this.#socket.send(bytes, false);
    this.#socket.close(this.#code, this.#reason);
  }

  breakOff(): void {
    this.#socket.terminate();
  }

  onDrain(): void {}

  onClose(): void {}
}
