import type { MediaUsage } from '#lib/core/token-usage.ts';
import type { CallBilling } from './usage-event.ts';

/** Names of ours, and those that callers see. */
const names: Readonly<Record<keyof MediaUsage, string>> = {
  ...{ audioInput: 'input_audio_tokens', imageInput: 'input_image_tokens', audioCacheRead: 'cache_read_audio_tokens' },
  ...{ imageCacheRead: 'cache_read_image_tokens', audioOutput: 'output_audio_tokens', imageOutput: 'output_image_tokens' },
  ...{ cacheWriteLong: 'cache_write_1h_tokens', citations: 'citation_tokens', webSearches: 'web_searches' },
  ...{ groundedPrompts: 'grounded_prompts', mapSearches: 'map_searches', storageSearches: 'file_searches' },
  ...{ codeSessions: 'code_sessions', otherTools: 'other_tool_calls', searchUnits: 'search_units', pictures: 'pictures' },
  ...{ toolPictures: 'tool_pictures', characters: 'characters', trainedTokens: 'trained_tokens', audioMs: 'audio_ms' },
};

const isName = (name: string): name is keyof MediaUsage => name in names;

/** What of a call was counted beside its tokens, by the names that callers see; empty for calls with nothing of it. */
export const toBilledUnits = (billing: CallBilling | null): Record<string, number> =>
  Object.fromEntries(
    Object.entries(billing?.units ?? {}).flatMap(([name, units]) => (isName(name) && units !== undefined ? [[names[name], units]] : [])),
  );
