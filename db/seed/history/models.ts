/** Models of the demo's calls, under the names of the price list, and how fast they are there. */
export interface DemoModel {
  readonly provider: string;
  readonly model: string;
  /** Median time to the first token. */
  readonly firstTokenMs: number;
  readonly tokensPerSecond: number;
  /** The provider reports what was written to its cache. */
  readonly reportsCacheWrites: boolean;
}

const define = (provider: string, model: string, firstTokenMs: number, tokensPerSecond: number): DemoModel => ({
  provider,
  model,
  firstTokenMs,
  tokensPerSecond,
  reportsCacheWrites: provider === 'anthropic',
});

export const opus = define('anthropic', 'claude-opus-5-5', 1400, 62);
export const sonnet = define('anthropic', 'claude-sonnet-5', 900, 84);
export const haiku = define('anthropic', 'claude-haiku-4-5', 480, 140);
export const terra = define('openai', 'gpt-5.6-terra', 850, 88);
export const codex = define('openai', 'gpt-5.3-codex', 1100, 76);
export const miniature = define('openai', 'gpt-5.4-mini', 420, 150);
export const luna = define('openai', 'gpt-5.6-luna', 330, 190);
export const flash = define('google', 'gemini-3.5-flash', 460, 170);
export const flashLite = define('google', 'gemini-3.5-flash-lite', 300, 230);
export const mistralMedium = define('mistral', 'mistral-medium-3-5', 520, 95);
export const mistralLarge = define('mistral', 'mistral-large-2512', 700, 70);
export const openWeights = define('cloudflare', '@cf/openai/gpt-oss-120b', 380, 120);
export const gemma = define('cloudflare', '@cf/google/gemma-4-26b-a4b-it', 260, 160);
/** One token of it costs three billionths of a dollar. */
export const reranker = define('cloudflare', '@cf/baai/bge-reranker-base', 40, 1);
/** A tuned model of the company's own: 64 characters of name, and no price anywhere. */
export const tuned = define('cloudflare', '@cf/halden/field-enablement-emea-llama-3.3-70b-instruct-lora-v12', 610, 60);

/** Every model that must have a price for the history to add up. */
export const pricedModels: readonly DemoModel[] = [
  opus,
  sonnet,
  haiku,
  terra,
  codex,
  miniature,
  luna,
  flash,
  flashLite,
  mistralMedium,
  mistralLarge,
  openWeights,
  gemma,
  reranker,
];
