/** The JSON form of OTLP (opentelemetry-proto 1.x): 64-bit numbers are texts, ids are hexadecimal. */
export type OtlpValue =
  | { readonly stringValue: string }
  | { readonly intValue: string }
  | { readonly doubleValue: number }
  | { readonly boolValue: boolean };

export interface OtlpAttribute {
  readonly key: string;
  readonly value: OtlpValue;
}

const otlpValue = (value: string | number | boolean): OtlpValue => {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
};

/** Attributes in OTLP's form; what is null is left out. */
export const attributesOf = (values: Readonly<Record<string, string | number | boolean | null>>): OtlpAttribute[] =>
  Object.entries(values).flatMap(([key, value]) => (value === null ? [] : [{ key, value: otlpValue(value) }]));

/** Nanoseconds since 1970 as text. */
export const nanosOf = (ms: number): string => String(BigInt(Math.round(ms)) * 1_000_000n);
