import type { MatchClause } from './match-model.ts';

/** A price list in the form in which it is stored, whatever it was read from. */
export interface PriceList {
  /** Where it comes from, with its version. */
  readonly source: string;
  readonly models: readonly ListedModel[];
  readonly refused: readonly RefusedModel[];
}

export interface ListedModel {
  readonly provider: string;
  readonly model: string;
  /** Of several models of a provider that match a name, the one with the lowest position counts. */
  readonly position: number;
  readonly name: string;
  readonly contextWindowTokens: number | null;
  readonly match: MatchClause;
  /** Empty: the model is known, its price is not. */
  readonly prices: readonly ListedPrice[];
}

export interface ListedPrice {
  readonly meter: string;
  readonly tierFromTokens: number;
  readonly picoUsdPerUnit: bigint;
  readonly validFrom: Date;
  /** Minutes of the UTC day; 0 and 1440 for all day. */
  readonly windowFromMinute: number;
  readonly windowToMinute: number;
}

/** A model whose entry is not understood in full: it is listed without prices, because half a price is a wrong price. */
export interface RefusedModel {
  readonly provider: string;
  readonly model: string;
  readonly reason: string;
}
