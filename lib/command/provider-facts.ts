import type { UpstreamRequest, UpstreamTransport } from '#lib/outbound/index.ts';

/** What rooms know of a provider of the gateway's registry; `lib/runtime.ts` brings them, because the gateway stands above. */
export interface ProviderFacts {
  /** Stored with connections and usage events. */
  readonly name: string;
  /** For people. */
  readonly label: string;
  /** The one address of a provider that has one; null where each connection brings its own. */
  readonly baseUrl: string | null;
  readonly needsCredential: boolean;
  /** The provider's name in the price catalogue where it differs from its own; null for none. */
  readonly catalogue: string | null;
  /** Model names of connections that list none: the provider's own, or those of the price catalogue. */
  readonly models: readonly string[] | 'catalogue';
  /** Asks for the models at an address, for providers that do not list them as OpenAI's API does (GET /models, Bearer). */
  readonly listing?: (address: string, credential: string | null) => UpstreamRequest;
  /** For providers that answer inside this process; null for those behind HTTP. */
  readonly transport: UpstreamTransport | null;
}
