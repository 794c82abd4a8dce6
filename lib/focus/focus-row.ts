import type { PriceMeter } from '#lib/catalog/model-price.ts';
import { csvLine } from '#lib/core/csv-lines.ts';
import type { BookedChange } from './booked-changes.ts';
import type { ChargeLine, ChargeOrigin, UnmeteredCost } from './charge-lines.ts';

/** What the rows of a file have in common. */
export interface FocusAccount {
  readonly id: string;
  readonly name: string;
}

/** A day in UTC and the month it is billed in, as FOCUS writes instants. */
export interface FocusPeriod {
  readonly chargeStart: string;
  readonly chargeEnd: string;
  readonly billingStart: string;
  readonly billingEnd: string;
}

/** The names behind a charge's origin; null where nothing stands behind it. */
export interface FocusOrigin {
  readonly providerName: string;
  readonly teamId: string | null;
  readonly teamName: string | null;
  readonly keyId: string | null;
  readonly keyName: string | null;
  readonly connectionName: string | null;
  readonly project: string | null;
  readonly environment: string | null;
  /** The code, or codes with their percentages. */
  readonly costCenter: string | null;
}

/**
 * `usage`: the provider is who issues the bill, and its charges are billed. `showback`: Tollgate tells what is billed
 * elsewhere, so nothing of it is billed again.
 */
export type FocusPerspective = 'usage' | 'showback';

/** Columns of FOCUS 1.2 that Tollgate has something to say in, alphabetically, and its own after them (FOCUS 1.2, ColumnHandling). */
export const focusColumns = [
  ...['BilledCost', 'BillingAccountId', 'BillingAccountName', 'BillingAccountType', 'BillingCurrency', 'BillingPeriodEnd'],
  ...['BillingPeriodStart', 'ChargeCategory', 'ChargeClass', 'ChargeDescription', 'ChargeFrequency', 'ChargePeriodEnd'],
  ...['ChargePeriodStart', 'ConsumedQuantity', 'ConsumedUnit', 'ContractedCost', 'ContractedUnitPrice', 'EffectiveCost'],
  ...['InvoiceIssuerName', 'ListCost', 'ListUnitPrice', 'PricingCategory', 'PricingQuantity', 'PricingUnit'],
  ...['ProviderName', 'PublisherName', 'ServiceCategory', 'ServiceName', 'ServiceSubcategory', 'SkuId', 'SkuMeter'],
  ...['SkuPriceDetails', 'SkuPriceId', 'SubAccountId', 'SubAccountName', 'SubAccountType', 'Tags'],
  ...['x_Calls', 'x_Connection', 'x_ModelId', 'x_PriceVersion', 'x_TokenType', 'x_VirtualKeyId'],
] as const;

/** Versions of FOCUS that a file can be written in. */
export type FocusVersion = '1.2' | '1.4';

/** Since 1.3 who sells a service and whose machines it runs on are told apart; 1.4 has no ProviderName and PublisherName any more. */
const renamed = { ProviderName: 'ServiceProviderName', PublisherName: 'HostProviderName' } as const;
type RenamedColumn = keyof typeof renamed;

const isRenamed = (name: string): name is RenamedColumn => name in renamed;
const isOwn = (name: string): boolean => name.startsWith('x_');

/** The columns of a version in its order: FOCUS's own alphabetically, then ours. */
export function columnsOf(version: FocusVersion): readonly { readonly header: string; readonly from: (typeof focusColumns)[number] }[] {
  const columns = focusColumns.map((from) => ({ header: version === '1.4' && isRenamed(from) ? renamed[from] : from, from }));
  if (version === '1.2') return columns;
  const byHeader = (one: { header: string }, other: { header: string }) => (one.header < other.header ? -1 : 1);
  return [...columns.filter(({ header }) => !isOwn(header)).sort(byHeader), ...columns.filter(({ header }) => isOwn(header))];
}

/** A row by its columns; those that are not there are null in FOCUS. */
export type FocusRow = Readonly<Partial<Record<(typeof focusColumns)[number], string | null>>>;

interface MeterWords {
  readonly meter: string;
  /** Capitalised plural, as UnitFormat wants it. */
  readonly unit: string;
  /** Units that one price is for. */
  readonly block: bigint;
}

const tokens = (meter: string): MeterWords => ({ meter, unit: 'Tokens', block: 1_000_000n });
const words: Readonly<Record<PriceMeter, MeterWords>> = {
  input: tokens('Input Tokens'),
  cache_read: tokens('Input Cache Read Tokens'),
  cache_write: tokens('Input Cache Write Tokens'),
  cache_write_1h: tokens('Input Cache Write Tokens for an Hour'),
  output: tokens('Output Tokens'),
  output_reasoning: tokens('Output Reasoning Tokens'),
  output_citation: tokens('Output Citation Tokens'),
  input_audio: tokens('Input Audio Tokens'),
  output_audio: tokens('Output Audio Tokens'),
  cache_read_audio: tokens('Input Cache Read Audio Tokens'),
  cache_read_image: tokens('Input Cache Read Image Tokens'),
  input_image: tokens('Input Image Tokens'),
  output_image: tokens('Output Image Tokens'),
  audio_hour: { meter: 'Audio Hours', unit: 'Hours', block: 1n },
  input_audio_hour: { meter: 'Input Audio Hours', unit: 'Hours', block: 1n },
  web_search: { meter: 'Web Searches', unit: 'Searches', block: 1000n },
  grounded_prompt: { meter: 'Grounded Prompts', unit: 'Prompts', block: 1000n },
  map_search: { meter: 'Map Searches', unit: 'Searches', block: 1000n },
  storage_search: { meter: 'File Searches', unit: 'Searches', block: 1000n },
  code_session: { meter: 'Code Sessions', unit: 'Sessions', block: 1n },
  search_unit: { meter: 'Ranking Searches', unit: 'Searches', block: 1000n },
  picture: { meter: 'Pictures', unit: 'Pictures', block: 1n },
  character: { meter: 'Characters', unit: 'Characters', block: 1_000_000n },
  training: tokens('Training Tokens'),
  request: { meter: 'Requests', unit: 'Requests', block: 1000n },
  flex_input: tokens('Flex Input Tokens'),
  flex_cache_read: tokens('Flex Input Cache Read Tokens'),
  flex_cache_write: tokens('Flex Input Cache Write Tokens'),
  flex_cache_write_1h: tokens('Flex Input Cache Write Tokens for an Hour'),
  flex_output: tokens('Flex Output Tokens'),
  priority_input: tokens('Priority Input Tokens'),
  priority_cache_read: tokens('Priority Input Cache Read Tokens'),
  priority_cache_write: tokens('Priority Input Cache Write Tokens'),
  priority_cache_write_1h: tokens('Priority Input Cache Write Tokens for an Hour'),
  priority_output: tokens('Priority Output Tokens'),
  reserved_input: tokens('Reserved Input Tokens'),
  reserved_cache_read: tokens('Reserved Input Cache Read Tokens'),
  reserved_cache_write: tokens('Reserved Input Cache Write Tokens'),
  reserved_cache_write_1h: tokens('Reserved Input Cache Write Tokens for an Hour'),
  reserved_output: tokens('Reserved Output Tokens'),
};

/** A whole number of 10^-`places`, without trailing zeros and exponents. */
export function decimal(value: bigint, places: number): string {
  const magnitude = (value < 0n ? -value : value).toString().padStart(places + 1, '0');
  const fraction = magnitude.slice(magnitude.length - places).replace(/0+$/, '');
  return `${value < 0n ? '-' : ''}${magnitude.slice(0, magnitude.length - places)}${fraction === '' ? '' : `.${fraction}`}`;
}

/** What is known of whom a charge is for, as FOCUS wants tags: a JSON object of texts. */
function tagsOf({ keyName, project, environment, costCenter }: FocusOrigin): string {
  const tags = { virtual_key: keyName, project, environment, cost_center: costCenter };
  return JSON.stringify(Object.fromEntries(Object.entries(tags).filter(([, value]) => value !== null)));
}

const usdOfPico = (picoUsd: bigint): string => decimal(picoUsd, 12);
const placesOf = (block: bigint): number => block.toString().length - 1;

/** Writes the rows of one account. */
export class FocusRows {
  readonly #account: FocusAccount;
  readonly #perspective: FocusPerspective;

  constructor(account: FocusAccount, perspective: FocusPerspective) {
    this.#account = account;
    this.#perspective = perspective;
  }

  /** One meter of one origin in one period: quantity × unit price is its cost, exactly. */
  line(line: ChargeLine, origin: FocusOrigin, period: FocusPeriod): FocusRow {
    const { meter, unit, block } = words[line.meter];
    const sku = `${line.provider}/${line.model}/${line.meter}`;
    const cost = usdOfPico(BigInt(line.units) * line.picoUsdPerUnit);
    const unitPrice = usdOfPico(line.picoUsdPerUnit * block);
    return {
      ...this.#common(line, origin, period, cost),
      ChargeCategory: 'Usage',
      ChargeDescription: `${meter} of ${line.model}`,
      ChargeFrequency: 'Usage-Based',
      ConsumedQuantity: String(line.units),
      ConsumedUnit: unit,
      ContractedUnitPrice: unitPrice,
      ListUnitPrice: unitPrice,
      PricingCategory: 'Standard',
      PricingQuantity: decimal(BigInt(line.units), placesOf(block)),
      PricingUnit: block === 1n ? unit : `${block} ${unit}`,
      SkuId: sku,
      SkuMeter: meter,
      // A price is another one from its tier and its amount on; the catalogue's version alone would make a new one of the same each week.
      SkuPriceId: `${sku}/${line.fromTokens}/${line.picoUsdPerUnit}`,
      SkuPriceDetails: JSON.stringify({
        x_ContextTier: line.fromTokens,
        x_ModelId: line.model,
        x_ServiceTier: 'standard',
        x_TokenType: line.meter,
      }),
      x_PriceVersion: line.priceVersionId,
      x_TokenType: line.meter,
    };
  }

  /** What calls cost beside their lines, so that a day's rows are the sum of its calls. */
  adjustment(rest: UnmeteredCost, origin: FocusOrigin, period: FocusPeriod): FocusRow {
    return {
      ...this.#common(rest, origin, period, usdOfPico(rest.picoUsd)),
      ChargeCategory: 'Adjustment',
      ChargeDescription:
        rest.calls === 0
          ? `Rounding of the calls of ${rest.model} to nano-dollars`
          : `Cost of ${rest.calls} calls of ${rest.model} that is not by tokens at the list price: presumed, for an attempt without an answer, by media, by service tier, by batch or by the call of a tool`,
      ChargeFrequency: 'Usage-Based',
      x_Calls: String(rest.calls),
    };
  }

  /**
   * What was booked after calls had been charged. It corrects a bill where the month of the charge was over by then
   * (FOCUS 1.2, ChargeClass), and belongs to the month in which it was booked.
   */
  change(
    { kind, picoUsd, isCorrection, description }: BookedChange,
    charge: ChargeOrigin,
    origin: FocusOrigin,
    period: FocusPeriod,
  ): FocusRow {
    return {
      ...this.#common(charge, origin, period, usdOfPico(picoUsd)),
      ChargeCategory: kind === 'credit' ? 'Credit' : 'Adjustment',
      ChargeClass: isCorrection ? 'Correction' : null,
      ChargeDescription: description,
      ChargeFrequency: kind === 'rerate' ? 'Usage-Based' : 'One-Time',
    };
  }

  #common({ model }: ChargeOrigin, origin: FocusOrigin, period: FocusPeriod, cost: string): FocusRow {
    const isBilledHere = this.#perspective === 'usage';
    return {
      BilledCost: isBilledHere ? cost : '0',
      BillingAccountId: this.#account.id,
      BillingAccountName: this.#account.name,
      BillingAccountType: 'Tenant',
      BillingCurrency: 'USD',
      BillingPeriodEnd: period.billingEnd,
      BillingPeriodStart: period.billingStart,
      ChargePeriodEnd: period.chargeEnd,
      ChargePeriodStart: period.chargeStart,
      ContractedCost: cost,
      EffectiveCost: cost,
      InvoiceIssuerName: isBilledHere ? origin.providerName : 'Tollgate',
      ListCost: cost,
      ProviderName: origin.providerName,
      PublisherName: origin.providerName,
      ServiceCategory: 'AI and Machine Learning',
      ServiceName: `${origin.providerName} API`,
      ServiceSubcategory: 'Generative AI',
      SubAccountId: origin.teamId,
      SubAccountName: origin.teamName,
      SubAccountType: origin.teamId === null ? null : 'Team',
      Tags: tagsOf(origin),
      x_Connection: origin.connectionName,
      x_ModelId: model === '' ? null : model,
      x_VirtualKeyId: origin.keyId,
    };
  }
}

/** The first line of a file. */
export const focusHeader = (version: FocusVersion = '1.2'): string => csvLine(columnsOf(version).map(({ header }) => header));

/** A row as it stands in the file; what is null is an empty field. */
export const focusCsv = (row: FocusRow, version: FocusVersion = '1.2'): string =>
  csvLine(columnsOf(version).map(({ from }) => row[from] ?? null));
