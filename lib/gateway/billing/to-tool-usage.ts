import type { MediaUsage } from '#lib/core/token-usage.ts';
import { asRecord } from '../json/as-record.ts';
import { tokenCount } from '../providers/shared/token-count.ts';

/** Where a usage object counts the tools that ran: by its name there, and by the one of ours. */
const counts = [
  ['web_search_requests', 'webSearches'],
  ['grounded_prompts', 'groundedPrompts'],
  ['map_searches', 'mapSearches'],
  ['file_search_requests', 'storageSearches'],
  ['code_sessions', 'codeSessions'],
  ['pictures', 'toolPictures'],
] as const satisfies readonly (readonly [string, keyof MediaUsage])[];

/** xAI's names for the same (`server_side_tool_usage_details`); what it searches on X costs what it searches elsewhere. */
const detailCounts = [
  ['web_search_calls', 'webSearches'],
  ['x_search_calls', 'webSearches'],
  ['code_interpreter_calls', 'codeSessions'],
  ['file_search_calls', 'storageSearches'],
] as const satisfies readonly (readonly [string, keyof MediaUsage])[];

type Counts = { -readonly [Name in keyof MediaUsage]: MediaUsage[Name] };

function addAll(found: Counts, told: unknown, names: readonly (readonly [string, keyof MediaUsage])[]): void {
  const usage = asRecord(told);
  if (usage === undefined) return;
  for (const [theirs, ours] of names) {
    const count = tokenCount(usage[theirs]) ?? 0;
    if (count > 0) found[ours] = (found[ours] ?? 0) + count;
  }
}

/** What a usage object tells of tools at the provider, as a part of a usage vector: counted, never guessed. Undefined where none ran. */
export function toToolUsage(usage: Readonly<Record<string, unknown>>): MediaUsage | undefined {
  if (usage.server_tool_use === undefined && usage.server_side_tool_usage_details === undefined) return undefined;
  const found: Counts = {};
  addAll(found, usage.server_tool_use, counts);
  addAll(found, usage.server_side_tool_usage_details, detailCounts);
  return Object.keys(found).length === 0 ? undefined : found;
}

/** The same with what else a call is charged for; a part of a usage vector. */
export function withMedia(told: MediaUsage, tools: MediaUsage | undefined): { readonly media?: MediaUsage } {
  const media = { ...told, ...tools };
  return Object.values(media).some((count) => count > 0) ? { media } : {};
}
