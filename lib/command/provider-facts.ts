import type { ConnectionSetting, ConnectionSettings, CredentialForm } from '#lib/core/connection-form.ts';
import type { ModelListing, TokenExchange, UpstreamTransport } from '#lib/outbound/index.ts';

/** What rooms know of a provider of the gateway's registry; `lib/runtime.ts` brings them, because the gateway stands above. */
export interface ProviderFacts {
  /** Stored with connections and usage events. */
  readonly name: string;
  /** For people. */
  readonly label: string;
  /** The one address of a provider that has one; null where each connection brings its own. */
  readonly baseUrl: string | null;
  /** Its address by a connection's settings, for connections without one of their own. */
  readonly addressOf?: (settings: ConnectionSettings) => string;
  /** What it wants to be told of a connection beside address and credential. */
  readonly settings?: readonly ConnectionSetting[];
  readonly needsCredential: boolean;
  /** The form of its credential, where that is no API key. */
  readonly credentialForm?: CredentialForm;
  /** For providers whose calls carry a token that the credential is exchanged for. */
  readonly exchange?: TokenExchange;
  /** Tenants give models names of their own there, such as Azure's deployments. */
  readonly namesModels?: boolean;
  /** The provider's name in the price catalogue where it differs from its own; null for none. */
  readonly catalogue: string | null;
  /** Model names of connections that list none: the provider's own, or those of the price catalogue. */
  readonly models: readonly string[] | 'catalogue';
  /** What it speaks with one model, where not every model is spoken to in the same way; with what its catalogue lists and it does not serve, nothing. */
  readonly speaksWith?: (model: string) => ReadonlyMap<string, unknown>;
  /** Asks for the models, for providers that do not list them as OpenAI's API does (GET /models, Bearer). */
  readonly listing?: ModelListing;
  /** A cheap model to test with, where the provider may have no list of models. */
  readonly probeModel?: string;
  /** What of batches it takes, and what a call costs there in percent of the price one by one; absent where it takes none. */
  readonly keeps?: { readonly kinds: readonly string[]; readonly batchPricePercent?: number };
  /** For providers that answer inside this process; null for those behind HTTP. */
  readonly transport: UpstreamTransport | null;
}
