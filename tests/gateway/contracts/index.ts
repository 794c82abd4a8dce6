import { anthropicContract } from './anthropic.ts';
import { azureContracts } from './azure.ts';
import { bedrockContracts } from './bedrock.ts';
import { cohereContract } from './cohere.ts';
import type { ProviderContract } from './contract.ts';
import { googleContract } from './google.ts';
import { openAiFamily } from './openai-family.ts';
import { vertexContracts } from './vertex.ts';

/** The contracts of all providers behind HTTP; some have several. */
export const contracts: readonly ProviderContract[] = [
  ...openAiFamily,
  anthropicContract,
  ...azureContracts,
  ...bedrockContracts,
  cohereContract,
  googleContract,
  ...vertexContracts,
];
