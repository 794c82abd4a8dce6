import type { KeyEndpoint } from '#lib/contracts/key-scopes.ts';
import { pathInGateway } from '../gateway-paths.ts';
import { modelInPath } from '../protocols/gemini/model-in-path.ts';

/** By the first segment of the path below the mount. */
const bySegment: ReadonlyMap<string, KeyEndpoint> = new Map([
  ['chat', 'chat_completions'],
  ['responses', 'responses'],
  ['messages', 'messages'],
  ['embeddings', 'embeddings'],
  ['images', 'images'],
  ['audio', 'audio'],
  ['moderations', 'moderations'],
  ['rerank', 'rerank'],
  ['realtime', 'realtime'],
  ['files', 'files'],
  ['batches', 'batches'],
  ['fine_tuning', 'fine_tuning'],
  ['mcp', 'mcp'],
  ['proxy', 'proxy'],
]);

/** What is done with a model in Google's API. */
const byAction: ReadonlyMap<string, KeyEndpoint> = new Map([
  ['embedContent', 'embeddings'],
  ['batchEmbedContents', 'embeddings'],
]);

/** The protocols of a kind, by which is told what models can be used through it; null where a kind is no matter of models. */
export const protocolsOf: Readonly<Record<KeyEndpoint, readonly string[] | null>> = {
  chat_completions: ['openai.chat_completions'],
  responses: ['openai.responses'],
  messages: ['anthropic.messages'],
  generate_content: ['gemini.generate_content'],
  embeddings: ['openai.embeddings', 'gemini.embed_content'],
  images: ['openai.images_generations', 'openai.images_edits', 'openai.images_variations'],
  audio: ['openai.audio_speech', 'openai.audio_transcriptions', 'openai.audio_translations'],
  moderations: ['openai.moderations'],
  rerank: ['openai.rerank'],
  realtime: ['openai.realtime'],
  files: [],
  batches: null,
  fine_tuning: null,
  mcp: [],
  proxy: null,
};

/** Of which kind the endpoint at a path is: `models` for the lists, which every key may read; undefined for a path of none. */
export function endpointKind(requestPath: string): KeyEndpoint | 'models' | undefined {
  const path = pathInGateway(requestPath);
  if (path === undefined) return undefined;
  const below = path.startsWith('/v1beta/') ? path.slice('/v1beta'.length) : path;
  const end = below.indexOf('/', 1);
  const segment = end === -1 ? below.slice(1) : below.slice(1, end);
  if (segment !== 'models') return bySegment.get(segment);
  const action = modelInPath(path)?.action;
  return action === undefined ? 'models' : (byAction.get(action) ?? 'generate_content');
}
