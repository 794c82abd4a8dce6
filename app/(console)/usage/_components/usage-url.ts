import type { z } from 'zod';
import { type RangeContext, resolveRange } from '#components/shell/range.ts';
import type { UrlSpec, UrlState } from '#components/shell/url-state.ts';
import { callStatuses, type usageList } from '#lib/contracts/usage.ts';
import { formatUsd, parseUsd } from '#lib/core/money.ts';
import { chosenValue, textValue } from '../../_shell/list-state.ts';

/** What the usage log understands of its URL. */
export const usageUrlSpec = {
  filters: {
    status: ['is'],
    team: ['is'],
    key: ['is'],
    connection: ['is'],
    route: ['is'],
    task: ['is'],
    model: ['is'],
    provider: ['is'],
    cost: ['gt'],
  },
  defaultRange: '7d',
} as const satisfies UrlSpec;

/** Money filters hold dollars as they were typed. */
const dollars = (text: string | undefined): string | undefined => {
  const nano = text === undefined ? undefined : parseUsd(text);
  return nano === undefined ? undefined : formatUsd(nano);
};

/** The operation's input for what the URL shows. */
export function usageListInput(state: UrlState, context: RangeContext): z.input<(typeof usageList)['input']> {
  const span = resolveRange(state.range, context);
  return {
    cursor: state.cursor,
    from: span?.from.toISOString(),
    to: span?.to.toISOString(),
    status: chosenValue(state, 'status', callStatuses),
    team_id: textValue(state, 'team'),
    key_id: textValue(state, 'key'),
    connection_id: textValue(state, 'connection'),
    route_id: textValue(state, 'route'),
    task_type: textValue(state, 'task'),
    model: textValue(state, 'model'),
    provider: textValue(state, 'provider'),
    min_cost_usd: dollars(textValue(state, 'cost')),
  };
}
