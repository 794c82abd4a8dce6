import type { z } from 'zod';
import type { RangeContext } from '#components/shell/range.ts';
import type { UrlSpec, UrlState } from '#components/shell/url-state.ts';
import type { analyticsOverview } from '#lib/contracts/analytics.ts';
import { rangeInputOf } from '../../_shell/range-input.ts';

export const overviewUrlSpec = { defaultRange: '30d' } as const satisfies UrlSpec;

/** The operation's input for what the URL shows. */
export const overviewInput = (state: UrlState, context: RangeContext): z.input<(typeof analyticsOverview)['input']> => ({
  ...rangeInputOf(state, context),
  top: 6,
});
