import { boundMessage } from './anthropic-family/bound-message.ts';
import { toAnthropicUsage } from './anthropic-family/to-usage.ts';
import { awsCredentialForm } from './bedrock/aws-credential.ts';
import { bedrockAddress, eventStreamType, listBedrockModels, reachBedrock } from './bedrock/bedrock-requests.ts';
import { buildClaudeInvoke, buildClaudeTokenCount, toTokenCount } from './bedrock/claude-requests.ts';
import { ClaudeStreamDecoder } from './bedrock/claude-stream.ts';
import { converse } from './bedrock/converse/spoken.ts';
import { bedrockEmbeddings } from './bedrock/embeddings.ts';
import { bedrockProtocolAt } from './bedrock/raw-protocol.ts';
import { toBedrockError } from './bedrock/to-error.ts';
import type { Provider, SpokenProtocol } from './provider.ts';
import { boundNothing } from './shared/bound-nothing.ts';

const messages: SpokenProtocol = {
  buildRequest: buildClaudeInvoke,
  toUsage: toAnthropicUsage,
  bound: boundMessage,
  answers: { stream: { contentType: eventStreamType, open: () => new ClaudeStreamDecoder() } },
};

const countTokens: SpokenProtocol = {
  buildRequest: buildClaudeTokenCount,
  toUsage: toAnthropicUsage,
  bound: boundNothing,
  answers: { whole: toTokenCount },
};

/** Anthropic's models by their ids, with and without the region or `global` in front. */
const claude = new Map([
  ['anthropic.messages', messages],
  ['anthropic.count_tokens', countTokens],
]);
const embedding: Provider['speaks'] = new Map([['openai.embeddings', bedrockEmbeddings]]);
/** All others answer Converse. */
const others: Provider['speaks'] = new Map([['openai.chat_completions', converse]]);

function speaksWith(model: string): Provider['speaks'] {
  if (/(?:^|\.)anthropic\./.test(model)) return claude;
  return /titan-embed-text|cohere\.embed/.test(model) ? embedding : others;
}

/** AWS Bedrock's runtime (docs.aws.amazon.com/bedrock/latest/APIReference), with an access key or an API key, in one region. */
export const bedrock: Provider = {
  name: 'bedrock',
  label: 'AWS Bedrock',
  baseUrl: null,
  addressOf: bedrockAddress,
  settings: [
    {
      name: 'region',
      label: 'Region',
      hint: 'The AWS region whose runtime is called.',
      isRequired: true,
      pattern: /^[a-z]{2}(?:-[a-z]+){1,3}-\d{1,2}$/,
      example: 'eu-central-1',
    },
  ],
  needsCredential: true,
  credentialForm: awsCredentialForm,
  namesModels: true,
  catalogue: 'aws',
  models: 'catalogue',
  speaks: new Map([...claude, ...embedding, ...others]),
  speaksWith,
  toError: toBedrockError,
  listing: { request: listBedrockModels, isServed: true },
  reach: reachBedrock,
  signsBodies: true,
  nativeAt: bedrockProtocolAt,
  transport: null,
};
