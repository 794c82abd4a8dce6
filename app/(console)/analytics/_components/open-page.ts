import type { ScopeNode } from '#components/shell/scope-panel.tsx';
import { readUrlState, type SearchParameters, type UrlSpec, type UrlState } from '#components/shell/url-state.ts';
import { loadReader } from '../../_shell/load-reader.ts';
import { rangeInputOf } from '../../_shell/range-input.ts';
import { scopeNodes } from '../../_shell/scopes.ts';

const urlSpec = { defaultRange: '30d' } as const satisfies UrlSpec;

/** What the pages about a scope and a range begin with. */
export interface OpenedPage extends Awaited<ReturnType<typeof loadReader>> {
  readonly state: UrlState;
  readonly dropped: readonly string[];
  readonly scopes: readonly ScopeNode[];
  /** Scope, range and comparison as operations take them. */
  readonly input: ReturnType<typeof rangeInputOf>;
}

/** Reads the address, the reader and what the scope can be set to. */
export async function openPage(search: SearchParameters): Promise<OpenedPage> {
  const { state, dropped } = readUrlState(search, urlSpec);
  const [loaded, scopes] = await Promise.all([loadReader(), scopeNodes()]);
  const { reader, now, me } = loaded;
  const context = { now: new Date(now), timeZone: reader.timeZone, firstEvent: new Date(me.tenant.created_at) };
  return { ...loaded, state, dropped, scopes, input: rangeInputOf(state, context) };
}
