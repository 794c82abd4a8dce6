import type { z } from 'zod';
import { type RangeContext, resolveRange } from '#components/shell/range.ts';
import type { UrlSpec, UrlState } from '#components/shell/url-state.ts';
import type { analyticsOverview } from '#lib/contracts/analytics.ts';
import { scopeFilters } from '../../_shell/scopes.ts';

export const overviewUrlSpec = { defaultRange: '30d' } as const satisfies UrlSpec;

type OverviewInput = z.input<(typeof analyticsOverview)['input']>;

/** Presets the operation knows by name; the others are given by their ends. */
const named = ['today', '7d', '30d', 'all'] as const;

/** The operation's input for what the URL shows. */
export function overviewInput(state: UrlState, context: RangeContext): OverviewInput {
  const common = {
    ...scopeFilters(state.scope),
    time_zone: context.timeZone,
    compare: state.compare === 'none' ? 'none' : 'previous',
    top: 6,
  } as const;
  const { range } = state;
  const preset = 'preset' in range ? named.find((name) => name === range.preset) : undefined;
  if (preset !== undefined) return { ...common, range: preset };
  const span = resolveRange(range, context);
  if (span === undefined) return common;
  const to = new Date(Math.min(span.to.getTime(), context.now.getTime()));
  return { ...common, range: 'custom', from: span.from.toISOString(), to: to.toISOString() };
}
