/**
 * Names of the semantic conventions for generative AI (github.com/open-telemetry/semantic-conventions-genai; v1.36 of
 * semantic-conventions for the stable side). They are in development: `OTEL_SEMCONV_STABILITY_OPT_IN` with
 * `gen_ai_latest_experimental` chooses the newest ones, as the conventions ask of instrumentations.
 */
export interface SemanticConventions {
  /** Who answers: renamed from `gen_ai.system` in v1.37. */
  readonly provider: 'gen_ai.system' | 'gen_ai.provider.name';
  /** Tokens that caches read and wrote, and those of reasoning, have names in the newest version only. */
  readonly tellsTokenKinds: boolean;
}

/** The conventions that a value of OTEL_SEMCONV_STABILITY_OPT_IN, a comma-separated list, asks for. */
export const conventionsOf = (optIn: string | undefined): SemanticConventions =>
  (optIn ?? '').split(',').some((part) => part.trim() === 'gen_ai_latest_experimental')
    ? { provider: 'gen_ai.provider.name', tellsTokenKinds: true }
    : { provider: 'gen_ai.system', tellsTokenKinds: false };

/** Providers that the conventions name otherwise than the product does. */
const providerNames: Readonly<Record<string, string>> = {
  azure: 'azure.ai.openai',
  bedrock: 'aws.bedrock',
  google: 'gcp.gemini',
  mistral: 'mistral_ai',
  codestral: 'mistral_ai',
  moonshot: 'moonshot_ai',
  vertex: 'gcp.vertex_ai',
  xai: 'x_ai',
};

/** `gen_ai.provider.name` of one of our providers; those the conventions do not know keep their name. */
export const providerNameOf = (provider: string): string => providerNames[provider] ?? provider;

const operations: readonly (readonly [RegExp, string])[] = [
  [/chat|messages|responses|realtime/, 'chat'],
  [/embed/, 'embeddings'],
];

/** `gen_ai.operation.name` of a protocol. */
export const operationNameOf = (protocol: string): string => operations.find(([of]) => of.test(protocol))?.[1] ?? 'generate_content';
