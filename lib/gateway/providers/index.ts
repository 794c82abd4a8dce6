import { anthropic } from './anthropic.ts';
import { azure } from './azure.ts';
import { bedrock } from './bedrock.ts';
import { codestral } from './codestral.ts';
import { cohere } from './cohere.ts';
import { deepSeek } from './deepseek.ts';
import { gitHubModels } from './github-models.ts';
import { google } from './google.ts';
import { groq } from './groq.ts';
import { mistral } from './mistral.ts';
import { moonshot } from './moonshot.ts';
import { ollama } from './ollama.ts';
import { openAi } from './openai.ts';
import { openAiCompatible } from './openai-compatible.ts';
import { openRouter } from './openrouter.ts';
import type { Provider } from './provider.ts';
import { sandbox } from './sandbox.ts';
import { together } from './together.ts';
import { vertex } from './vertex.ts';
import { vllm } from './vllm.ts';
import { xAi } from './xai.ts';
import { zAi } from './zai.ts';
import { zhipu } from './zhipu.ts';

/** Every provider this version knows; a new one is a file and a line here. */
export const providers: readonly Provider[] = [
  sandbox,
  openAi,
  anthropic,
  openAiCompatible,
  azure,
  bedrock,
  codestral,
  cohere,
  deepSeek,
  gitHubModels,
  google,
  groq,
  mistral,
  moonshot,
  ollama,
  openRouter,
  together,
  vertex,
  vllm,
  xAi,
  zAi,
  zhipu,
];

const byName = new Map(providers.map((provider) => [provider.name, provider]));

/** The provider of a connection; undefined for a name that this version does not know. */
export const providerNamed = (name: string): Provider | undefined => byName.get(name);
