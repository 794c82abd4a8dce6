import type { z } from 'zod';
import { type RangeContext, resolveRange } from '#components/shell/range.ts';
import type { UrlState } from '#components/shell/url-state.ts';
import type { rangeInput } from '#lib/contracts/analytics.ts';
import { scopeFilters } from './scopes.ts';

type RangeInput = Partial<z.input<z.ZodObject<typeof rangeInput>>>;

/** Presets that operations know by name; the others are given by their ends. */
const named = ['today', '7d', '30d', 'all'] as const;

/** Range, comparison and scope of a page's URL as operations over usage take them. */
export function rangeInputOf(state: UrlState, context: RangeContext): RangeInput & ReturnType<typeof scopeFilters> {
  const common = {
    ...scopeFilters(state.scope),
    time_zone: context.timeZone,
    compare: state.compare === 'none' ? 'none' : 'previous',
  } as const;
  const { range } = state;
  const preset = 'preset' in range ? named.find((name) => name === range.preset) : undefined;
  if (preset !== undefined) return { ...common, range: preset };
  const span = resolveRange(range, context);
  if (span === undefined) return common;
  const to = new Date(Math.min(span.to.getTime(), context.now.getTime()));
  return { ...common, range: 'custom', from: span.from.toISOString(), to: to.toISOString() };
}
