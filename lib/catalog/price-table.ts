import { setImmediate as nextTurn } from 'node:timers/promises';
import { dearestOf } from './dearest-price.ts';
import { compileMatch, type ModelMatcher, matchableName } from './match-model.ts';
import { type ModelPrice, type PriceMeter, type PriceTier, priceMeters } from './model-price.ts';

/** Rows of one version, models ordered by provider and position. */
export interface PriceTableRows {
  readonly versionId: string;
  readonly models: readonly ModelRow[];
  readonly prices: readonly PriceRow[];
}

export interface ModelRow {
  readonly provider: string;
  readonly model: string;
  readonly name: string;
  readonly contextWindowTokens: number | null;
  readonly match: unknown;
}

export interface PriceRow {
  readonly provider: string;
  readonly model: string;
  readonly meter: string;
  readonly tierFromTokens: number;
  readonly picoUsdPerUnit: bigint;
  readonly validFromAt: Date;
  readonly windowFromMinute: number;
  readonly windowToMinute: number;
}

/** A price and the times at which it holds. */
interface Phase {
  readonly validFromMs: number;
  readonly fromMinute: number;
  readonly toMinute: number;
  /** Undefined: what is published for this time is charged by meters that we do not count. */
  readonly price: ModelPrice | undefined;
}

/** One model of the catalogue. */
export interface CatalogueModel {
  readonly provider: string;
  readonly model: string;
  readonly name: string;
  readonly contextWindowTokens: number | null;
  readonly matches: ModelMatcher;
  /** In rising precedence: the last one that holds counts. Empty: no price is known. */
  readonly phases: readonly Phase[];
}

/** Meters that calls are charged by; the others of a list are kept for later and ignored here. */
const chargedMeters: ReadonlySet<string> = new Set(priceMeters);
const isCharged = (meter: string): meter is PriceMeter => chargedMeters.has(meter);

const minutesOfDay = 24 * 60;
/** Models built between two turns of the event loop, which keeps a slice below a few milliseconds. */
const modelsPerSlice = 200;
/** Names remembered by provider; callers invent names, so the memory has an end. */
const rememberedNamesMax = 2000;

function holdsAt(phase: Phase, atMs: number): boolean {
  if (atMs < phase.validFromMs) return false;
  if (phase.fromMinute === 0 && phase.toMinute === minutesOfDay) return true;
  const minute = Math.floor(atMs / 60_000) % minutesOfDay;
  return phase.fromMinute <= phase.toMinute
    ? minute >= phase.fromMinute && minute < phase.toMinute
    : minute >= phase.fromMinute || minute < phase.toMinute;
}

/** Tiers as whole price sheets: a meter without a step at a threshold keeps the price of the step before. */
function tiersOf(rows: readonly PriceRow[]): readonly PriceTier[] {
  const thresholds = [...new Set([0, ...rows.map((row) => row.tierFromTokens)])].sort((a, b) => a - b);
  const sorted = rows.toSorted((a, b) => a.tierFromTokens - b.tierFromTokens);
  return thresholds.map((fromTokens) => {
    const picoUsdPerUnit: Partial<Record<PriceMeter, bigint>> = {};
    for (const row of sorted) {
      if (row.tierFromTokens <= fromTokens && isCharged(row.meter)) picoUsdPerUnit[row.meter] = row.picoUsdPerUnit;
    }
    return { fromTokens, picoUsdPerUnit };
  });
}

const phaseKeyOf = (row: PriceRow): string => `${row.validFromAt.getTime()} ${row.windowFromMinute} ${row.windowToMinute}`;

function phasesOf(versionId: string, model: ModelRow, rows: readonly PriceRow[]): readonly Phase[] {
  const phases: Phase[] = [];
  for (const group of Map.groupBy(rows, phaseKeyOf).values()) {
    const [first] = group;
    if (first === undefined) continue;
    const { provider, contextWindowTokens } = model;
    const isPriced = group.some((row) => isCharged(row.meter));
    phases.push({
      validFromMs: first.validFromAt.getTime(),
      fromMinute: first.windowFromMinute,
      toMinute: first.windowToMinute,
      price: isPriced ? { versionId, provider, model: model.model, contextWindowTokens, tiers: tiersOf(group) } : undefined,
    });
  }
  const isWindow = (phase: Phase) => Number(phase.fromMinute !== 0 || phase.toMinute !== minutesOfDay);
  return phases.sort((a, b) => a.validFromMs - b.validFromMs || isWindow(a) - isWindow(b));
}

/** The price in force at an instant (milliseconds since the epoch); undefined before the first and for models without one. */
export function priceAt(model: CatalogueModel, atMs: number): ModelPrice | undefined {
  return model.phases.findLast((phase) => holdsAt(phase, atMs))?.price;
}

/** One version of the price list, compiled: immutable but for the names it remembers. */
export class PriceTable {
  readonly versionId: string;
  readonly #models: ReadonlyMap<string, readonly CatalogueModel[]>;
  readonly #names: ReadonlyMap<string, readonly string[]>;
  readonly #remembered = new Map<string, Map<string, CatalogueModel | null>>();
  readonly #dearest = new Map<string, ModelPrice | undefined>();

  private constructor(versionId: string, models: ReadonlyMap<string, readonly CatalogueModel[]>) {
    this.versionId = versionId;
    this.#models = models;
    this.#names = new Map([...models].map(([provider, list]) => [provider, list.map(({ model }) => model)]));
  }

  /** Compiles the rows in slices, so that a running gateway does not stand still. */
  static async build({ versionId, models, prices }: PriceTableRows): Promise<PriceTable> {
    const pricesByModel = Map.groupBy(prices, (row) => `${row.provider} ${row.model}`);
    const compiled: CatalogueModel[] = [];
    for (const row of models) {
      const phases = phasesOf(versionId, row, pricesByModel.get(`${row.provider} ${row.model}`) ?? []);
      const { provider, model, name, contextWindowTokens } = row;
      compiled.push({ provider, model, name, contextWindowTokens, matches: compileMatch(row.match), phases });
      if (compiled.length % modelsPerSlice === 0) await nextTurn();
    }
    return new PriceTable(
      versionId,
      Map.groupBy(compiled, ({ provider }) => provider),
    );
  }

  /** The catalogue's model behind a name that a provider uses; undefined when it lists none. */
  find(provider: string, name: string): CatalogueModel | undefined {
    let names = this.#remembered.get(provider);
    const known = names?.get(name);
    if (known !== undefined) return known ?? undefined;
    const models = this.#models.get(provider);
    const matchable = matchableName(name);
    if (models === undefined || matchable === undefined) return undefined;
    const found = models.find(({ matches }) => matches(matchable));
    if (names === undefined || names.size >= rememberedNamesMax) {
      names = new Map();
      this.#remembered.set(provider, names);
    }
    names.set(name, found ?? null);
    return found;
  }

  /** The price in force at an instant for a model as the provider names it. */
  price(provider: string, name: string, atMs: number): ModelPrice | undefined {
    const model = this.find(provider, name);
    return model === undefined ? undefined : priceAt(model, atMs);
  }

  /**
   * The dearest price of each meter among all that a provider's models have at any time; of the whole list where the provider
   * has none. What a model without a price is held and booked at, where the tenant wants that.
   */
  dearest(provider: string): ModelPrice | undefined {
    const own = this.#models.get(provider);
    const key = own === undefined ? '' : provider;
    if (this.#dearest.has(key)) return this.#dearest.get(key);
    const models = own ?? [...this.#models.values()].flat();
    const prices = models.flatMap(({ phases }) => phases.flatMap(({ price }) => price ?? []));
    const dearest = dearestOf(prices, this.versionId, provider) ?? (own === undefined ? undefined : this.dearest(''));
    this.#dearest.set(key, dearest);
    return dearest;
  }

  /** Every model of the list. */
  *all(): Generator<CatalogueModel> {
    for (const models of this.#models.values()) yield* models;
  }

  /** Model names of a provider in the list's order. */
  models(provider: string): readonly string[] {
    return this.#names.get(provider) ?? [];
  }
}
