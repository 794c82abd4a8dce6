import { anthropicSdk } from './anthropic.ts';
import { googleGenAiSdk } from './google-genai.ts';
import { langChainSdks } from './langchain.ts';
import { openAiChatSdk } from './openai-chat.ts';
import { openAiResponsesSdk } from './openai-responses.ts';
import type { SdkKind } from './sdk.ts';
import { vercelAiSdks } from './vercel-ai.ts';

/** Every SDK that the stories are told through. */
export const sdks: readonly SdkKind[] = [
  openAiChatSdk,
  openAiResponsesSdk,
  anthropicSdk,
  googleGenAiSdk,
  ...vercelAiSdks,
  ...langChainSdks,
];
