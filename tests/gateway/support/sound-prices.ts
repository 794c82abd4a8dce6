/** Speaks, by tokens. */
export const tts = {
  provider: 'openai-compatible',
  model: 'tts',
  tiers: [{ fromTokens: 0, picoUsdPerUnit: { input: 600_000n, output: 12_000_000n } }],
};
/** Listens, by tokens. */
export const transcriber = {
  provider: 'openai-compatible',
  model: 'transcriber',
  contextWindowTokens: 16_000,
  tiers: [{ fromTokens: 0, picoUsdPerUnit: { input: 2_500_000n, output: 10_000_000n, input_audio: 6_000_000n } }],
};
/** Listens, by the hour. */
export const hourly = {
  provider: 'openai-compatible',
  model: 'hourly',
  contextWindowTokens: null,
  tiers: [{ fromTokens: 0, picoUsdPerUnit: { audio_hour: 360_000_000_000n, input_audio_hour: 360_000_000_000n } }],
};
