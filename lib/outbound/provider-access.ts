import type { ConnectionSettings } from '#lib/core/connection-form.ts';
import type { UpstreamRequest } from './upstream-exchange.ts';

/** What a connection is reached with, for questions that are no calls of a model. */
export interface ProviderAccess {
  /** The connection's own address, else its provider's. */
  readonly address: string;
  readonly credential: string | null;
  readonly settings: ConnectionSettings;
  /** What the credential was exchanged for, where the provider wants that. */
  readonly accessToken: string | null;
  /** Milliseconds since the epoch: signatures carry the time. */
  readonly now: number;
}

/** How a provider is asked for its models, where that differs from OpenAI's API (GET /models, Bearer). */
export interface ModelListing {
  request(access: ProviderAccess): UpstreamRequest;
  /** False where the list is of what could be had, and not of what the connection serves. */
  readonly isServed: boolean;
}

/** How a credential that no call carries itself is exchanged for a token that lives for a while (RFC 6749 section 5.1 is what it is answered with). */
export interface TokenExchange {
  /** Whether this credential is exchanged, for providers that also take others; all are where it is missing. */
  isFor?(credential: string): boolean;
  /** Asks for a token. Throws AppError('provider_credentials_rejected') where the credential is none of the provider's. */
  request(access: Pick<ProviderAccess, 'settings' | 'now'> & { readonly credential: string }): UpstreamRequest;
}
