import { asList, asRecord } from '../json/as-record.ts';

/** What tools at a provider are charged by: meters of the price list, and `other` for tools that no list has a meter for. */
export type ToolMeter = 'web_search' | 'map_search' | 'storage_search' | 'code_session' | 'picture' | 'other';

/** Tools that the provider runs for a call. */
export interface HostedTools {
  /** How often each may be used, at most or as far as can be assumed. */
  readonly uses: Readonly<Partial<Record<ToolMeter, number>>>;
  /** The request limits all of them. */
  readonly isLimited: boolean;
}

/** Taken for each tool where a request sets no limit. */
export const assumedUses = 10;

/** Tools of the Responses API by the beginning of their type; null for those that cost no more than their tokens. */
const responsesTools: readonly (readonly [RegExp, ToolMeter | null])[] = [
  [/^(?:function|custom|namespace|local_shell|apply_patch|tool_search|mcp|computer)/, null],
  [/^web_search/, 'web_search'],
  [/^x_search/, 'web_search'],
  [/^(?:file_search|collections_search)/, 'storage_search'],
  [/^(?:code_interpreter|code_execution|shell)/, 'code_session'],
  [/^image_generation/, 'picture'],
];

function meterOf(type: unknown): ToolMeter | null {
  const name = typeof type === 'string' ? type : '';
  const known = responsesTools.find(([pattern]) => pattern.test(name));
  return known === undefined ? 'other' : known[1];
}

/** The tools of a request of the Responses API; `callsMax` is its limit on all calls together. Undefined where none is charged. */
export function responsesHostedTools(tools: readonly unknown[], callsMax: number | null): HostedTools | undefined {
  const meters = new Set(tools.map((tool) => meterOf(asRecord(tool)?.type)).filter((meter) => meter !== null));
  if (meters.size === 0) return undefined;
  // Code runs in one container for the whole response.
  const usesOf = (meter: ToolMeter): number => (meter === 'code_session' ? 1 : (callsMax ?? assumedUses));
  return { uses: Object.fromEntries([...meters].map((meter) => [meter, usesOf(meter)])), isLimited: callsMax !== null };
}

/** The tools of a request of Anthropic's: searches are the ones charged by the piece. */
export function messagesHostedTools(tools: readonly unknown[]): HostedTools | undefined {
  const searches = tools.map(asRecord).filter((tool) => typeof tool?.type === 'string' && tool.type.startsWith('web_search'));
  if (searches.length === 0) return undefined;
  const limits = searches.map((tool) => tool?.max_uses).map((uses) => (typeof uses === 'number' && uses >= 0 ? uses : null));
  const isLimited = limits.every((limit) => limit !== null);
  return { uses: { web_search: limits.reduce<number>((sum, limit) => sum + (limit ?? assumedUses), 0) }, isLimited };
}

/** What an answer of the Responses API says of the tools that ran for it, under the names of `toToolUsage`. */
interface ToolCalls {
  web_search_requests: number;
  file_search_requests: number;
  code_sessions: number;
  pictures: number;
}

/** Of a search, only the search itself is charged, and not the pages that are opened then. */
const isSearch = (item: Readonly<Record<string, unknown>>): boolean => {
  const action = asRecord(item.action)?.type;
  return action === undefined || action === 'search';
};

/** Counts the calls of tools among the items of a response; null where there is none. */
function countToolCalls(items: readonly unknown[]): ToolCalls | null {
  const calls: ToolCalls = { web_search_requests: 0, file_search_requests: 0, code_sessions: 0, pictures: 0 };
  const containers = new Set<unknown>();
  for (const item of items) {
    const one = asRecord(item);
    if (one === undefined) continue;
    if (one.type === 'web_search_call' && isSearch(one)) calls.web_search_requests += 1;
    else if (one.type === 'file_search_call') calls.file_search_requests += 1;
    else if (one.type === 'image_generation_call') calls.pictures += 1;
    else if (one.type === 'code_interpreter_call' || one.type === 'shell_call') containers.add(one.container_id ?? '');
  }
  calls.code_sessions = containers.size;
  return Object.values(calls).some((count) => count > 0) ? calls : null;
}

/** A usage object with the counts of tools in it, in the place that Anthropic has for them. */
export const withToolCalls = (usage: unknown, items: readonly unknown[]): unknown => {
  const calls = countToolCalls(items);
  return calls === null ? usage : { ...asRecord(usage), server_tool_use: calls };
};

/** Of Google: the searches, and the prompts that were answered with what they found, over all candidates. */
export function countGrounding(candidates: unknown): Readonly<Record<string, number>> | null {
  let searches = 0;
  let isGrounded = false;
  let hasMaps = false;
  for (const candidate of asList(candidates)) {
    const grounding = asRecord(asRecord(candidate)?.groundingMetadata);
    if (grounding === undefined) continue;
    searches += asList(grounding.webSearchQueries).length;
    const chunks = asList(grounding.groundingChunks).map(asRecord);
    hasMaps ||= chunks.some((chunk) => chunk?.maps !== undefined);
    isGrounded ||= searches > 0 || chunks.some((chunk) => chunk?.web !== undefined);
  }
  if (!isGrounded && !hasMaps) return null;
  return {
    web_search_requests: isGrounded ? Math.max(1, searches) : 0,
    grounded_prompts: isGrounded ? 1 : 0,
    map_searches: hasMaps ? 1 : 0,
  };
}
