/** What the gateway charges by: the meters whose counts providers report with each call. */
export type PriceMeter =
  | 'input'
  | 'cache_read'
  | 'cache_write'
  | 'output'
  | 'input_audio'
  | 'output_audio'
  | 'cache_read_audio'
  | 'cache_read_image'
  | 'input_image'
  | 'output_image'
  | 'audio_hour'
  | 'input_audio_hour'
  | 'request';

/** Pico-USD a unit by meter, for calls whose whole input has at least `fromTokens` tokens. */
export interface PriceTier {
  readonly fromTokens: number;
  readonly picoUsdPerUnit: Readonly<Partial<Record<PriceMeter, bigint>>>;
}

/** Prices of one model: tiers by ascending `fromTokens`, the first at 0; the highest tier that fits applies to the whole call. */
export interface ModelPrice {
  /** Null for a price that is of no list. */
  readonly versionId: string | null;
  /** Provider and model as the catalogue names them, which may differ from what was asked for. */
  readonly provider: string;
  readonly model: string;
  readonly contextWindowTokens: number | null;
  readonly tiers: readonly PriceTier[];
}
