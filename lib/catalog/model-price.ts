/** What the gateway charges by: the meters whose counts providers report with each call, in the order in which people read them. */
export const priceMeters = [
  'input',
  'cache_read',
  'cache_write',
  'cache_write_1h',
  'output',
  'output_reasoning',
  'output_citation',
  'input_audio',
  'cache_read_audio',
  'output_audio',
  'input_image',
  'cache_read_image',
  'output_image',
  'audio_hour',
  'input_audio_hour',
  'web_search',
  'grounded_prompt',
  'map_search',
  'storage_search',
  'code_session',
  'search_unit',
  'picture',
  'character',
  'training',
  'request',
  'flex_input',
  'flex_cache_read',
  'flex_cache_write',
  'flex_cache_write_1h',
  'flex_output',
  'priority_input',
  'priority_cache_read',
  'priority_cache_write',
  'priority_cache_write_1h',
  'priority_output',
  'reserved_input',
  'reserved_cache_read',
  'reserved_cache_write',
  'reserved_cache_write_1h',
  'reserved_output',
] as const;

export type PriceMeter = (typeof priceMeters)[number];

/** Pico-USD a unit by meter, for calls whose whole input has at least `fromTokens` tokens. */
export interface PriceTier {
  readonly fromTokens: number;
  readonly picoUsdPerUnit: Readonly<Partial<Record<PriceMeter, bigint>>>;
}

/** Prices of one model: tiers by ascending `fromTokens`, the first at 0; the highest tier that fits applies to the whole call. */
export interface ModelPrice {
  /**
   * The version of the list, or where a tenant's own terms apply the id of both together (`pricePairId`). Null for a price that
   * is of no list.
   */
  readonly versionId: string | null;
  /** Provider and model as the catalogue names them, which may differ from what was asked for. */
  readonly provider: string;
  readonly model: string;
  readonly contextWindowTokens: number | null;
  readonly tiers: readonly PriceTier[];
  /** The tenant's own terms that are in it. */
  readonly overrideId?: string;
  /**
   * What is booked, marked as unpriced, for what this price has no rate for: a service tier, a tool. Absent where the tenant lets
   * that pass at no cost.
   */
  readonly ceiling?: PriceTier['picoUsdPerUnit'];
  /** No price is known: this is the dearest one there is, held and booked until somebody sets the real one. */
  readonly isCeiling?: true;
}
