import { defineOpenAiProvider } from './openai-family/define-openai-provider.ts';
import type { Provider } from './provider.ts';
import { sandboxModels } from './sandbox/sandbox-models.ts';
import { SandboxTransport } from './sandbox/sandbox-transport.ts';

/**
 * The built-in provider: no network, no key, no bill. It speaks OpenAI's protocol through the same code as the others,
 * streams for real, counts real tokens, and plays the faults of real providers by model name.
 */
export const sandbox: Provider = {
  ...defineOpenAiProvider({
    name: 'sandbox',
    label: 'Sandbox',
    baseUrl: 'http://sandbox.invalid',
    needsCredential: false,
    catalogue: 'sandbox',
    models: sandboxModels.map((model) => model.name),
    serves: ['openai.embeddings', 'openai.audio_speech', 'openai.audio_transcriptions', 'openai.audio_translations', 'openai.realtime'],
    keeps: { kinds: ['file', 'batch'], batchPricePercent: 50 },
  }),
  transport: new SandboxTransport(),
};
