import { type AddressList, addressListOf, readableRanges } from '#lib/core/address-range.ts';

/** What a key is limited to beside its models; absent at keys that are not. */
export interface KeyScopes {
  /** Names in the provider registry; null allows every one. */
  readonly providers: ReadonlySet<string> | null;
  /** Null allows every kind. */
  readonly endpoints: ReadonlySet<string> | null;
  /** Where it may be used from; null for everywhere. */
  readonly addresses: AddressList | null;
  /** Tags of every call of the key; null where it has none. */
  readonly tags: Readonly<Record<string, string>> | null;
}

/** The scopes as they are stored. */
export interface StoredScopes {
  readonly providers: readonly string[] | null;
  readonly endpoints: readonly string[] | null;
  readonly addresses: readonly string[] | null;
  readonly tags: Readonly<Record<string, string>>;
}

const setOf = (names: readonly string[] | null): ReadonlySet<string> | null => (names === null ? null : new Set(names));

/** What a key is limited to; undefined where it is limited to nothing. */
export function keyScopesOf({ providers, endpoints, addresses, tags }: StoredScopes): KeyScopes | undefined {
  const hasTags = Object.keys(tags).length > 0;
  if (providers === null && endpoints === null && addresses === null && !hasTags) return undefined;
  return {
    providers: setOf(providers),
    endpoints: setOf(endpoints),
    addresses: addresses === null ? null : addressListOf(readableRanges(addresses)),
    tags: hasTags ? tags : null,
  };
}
