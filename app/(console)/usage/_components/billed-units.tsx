import { type Fact, Facts } from '#components/ui/facts.tsx';
import { createFormat, type Reader } from '#lib/core/format.ts';
import type { CallRow } from './call-columns.tsx';

export interface BilledUnitsProps {
  call: Pick<
    CallRow,
    'input_tokens' | 'cache_read_tokens' | 'cache_write_tokens' | 'output_tokens' | 'reasoning_tokens' | 'billed_units' | 'service_tier'
  > & { inference_geo: string | null };
  reader: Reader;
}

/** What is counted in a way of its own, or has a name that says too little. */
const labels: Readonly<Record<string, string>> = {
  audio_ms: 'Sound',
  cache_write_1h_tokens: 'Cache write tokens for an hour',
  other_tool_calls: 'Calls of other tools',
  tool_pictures: 'Pictures by a tool',
};

/** `web_searches` → "Web searches". */
const labelOf = (name: string): string => labels[name] ?? name.charAt(0).toUpperCase() + name.slice(1).replaceAll('_', ' ');

const tierWords = { flex: 'Flex', priority: 'Priority', reserved: 'Reserved', other: 'A tier of its own' } as const satisfies Record<
  NonNullable<CallRow['service_tier']>,
  string
>;

/** What a call is charged for, as it was counted: tokens of each kind, tools at the provider, pictures, characters, sound. */
export function BilledUnits({ call, reader }: BilledUnitsProps) {
  const format = createFormat(reader);
  const tokens = [
    ['Input tokens', call.input_tokens],
    ['Cache read tokens', call.cache_read_tokens],
    ['Cache write tokens', call.cache_write_tokens],
    ['Output tokens', call.output_tokens],
    ['Reasoning tokens among them', call.reasoning_tokens],
  ] as const;
  const facts: readonly Fact[] = [
    ...tokens.flatMap(([label, count]) => (count === null || count === 0 ? [] : [{ label, value: format.countExact(count) }])),
    ...Object.entries(call.billed_units).map(([name, count]) => ({
      label: labelOf(name),
      value: name === 'audio_ms' ? format.duration(count) : format.countExact(count),
    })),
    ...(call.service_tier === null ? [] : [{ label: 'Service tier', value: tierWords[call.service_tier] }]),
    ...(call.inference_geo === null ? [] : [{ label: 'Ran in', value: 'The United States alone' }]),
  ];
  if (facts.length === 0) return null;
  return (
    <section aria-label="Billed units" className="mb-3">
      <Facts facts={facts} />
    </section>
  );
}
