import type { ErrorCode } from '#lib/core/errors.ts';
import type { ConnectionTarget } from '#lib/gateway/snapshot/snapshot.ts';
import type { TokenUsage } from '#lib/usage/usage-event.ts';
import type { SeenRequest } from '../support/scripted-provider.ts';

/** One call as a caller makes it, as the provider's documentation says that it has to arrive, and what comes back. */
export interface ContractCall {
  readonly name: string;
  /** Below the gateway's address, such as `/api/v1/chat/completions`. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
  readonly sent: {
    readonly path: string;
    /** Headers that have to be there; null for those that must not. */
    readonly headers: Readonly<Record<string, string | RegExp | null>>;
    /** To the byte. */
    readonly body: string;
  };
  /** A string is JSON; parts are a stream, of which each is cut anew at every size by the suite. */
  readonly answer: string | { readonly type: string; readonly parts: readonly Buffer[] };
  /** What the caller gets, where that is not the answer as it came; of a stream its data, comments aside. A function looks at its JSON. */
  readonly told?: string | readonly string[] | ((data: readonly unknown[]) => void);
  readonly usage: TokenUsage;
}

/** An answer that is no success, in the provider's own form. */
export interface ContractFault {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
  readonly code: ErrorCode;
  /** The wait that the caller is told. */
  readonly retryAfter?: string;
  /** A part of the provider's words that the caller has to get; null where he must not. */
  readonly words: string | null;
}

export type ContractConnection = Partial<Pick<ConnectionTarget, 'credential' | 'settings' | 'modelNames'>>;

/** What a provider's public documentation says, as far as the gateway relies on it. */
export interface ProviderContract {
  readonly provider: string;
  /** Where it is written. */
  readonly source: string;
  /** Its documented address, by the contract's settings where they decide; null where each connection brings its own. */
  readonly address: string | null;
  /** The path of that address. */
  readonly basePath: string;
  readonly connection?: ContractConnection | ((address: string) => ContractConnection);
  /** The token service, for providers that exchange the credential. */
  readonly exchange?: { readonly path: string; readonly answer: string; verify(seen: SeenRequest, address: string): void };
  /** Looks at every request to the provider as the provider would: signatures. */
  readonly verifyCall?: (seen: SeenRequest) => void;
  /** As callers name it. */
  readonly model: string;
  /** Whether the price catalogue prices the model. */
  readonly isPriced: boolean;
  readonly calls: readonly ContractCall[];
  readonly faults: readonly ContractFault[];
  /** How a test of the connection asks, and the list that it is answered with. */
  readonly listing: {
    readonly path: string;
    readonly headers: Readonly<Record<string, string | RegExp | null>>;
    readonly body: string;
    readonly models: readonly string[];
  };
}

export const usageOf = (input: number, output: number, more: Partial<TokenUsage> = {}): TokenUsage => ({
  input,
  cacheRead: null,
  cacheWrite: null,
  output,
  reasoning: null,
  ...more,
});

/** Events as server-sent events, the data of each in one line. */
export const sse = (...data: readonly string[]): Buffer => Buffer.from(data.map((one) => `data: ${one}\n\n`).join(''));
