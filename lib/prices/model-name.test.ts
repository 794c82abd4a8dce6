import { describe, expect, it } from 'vitest';
import { modelName } from './model-name.ts';

describe('[COST-1] the name of a model at several providers', () => {
  it.each([
    ['gpt-4o-2024-08-06', 'openai/gpt-4o', 'GPT-4o'],
    ['claude-sonnet-4-20250514', 'anthropic/claude-sonnet-4', 'eu.anthropic.claude-sonnet-4-20250514-v1:0', 'claude-sonnet-4@20250514'],
    ['claude-3-5-haiku-latest', 'anthropic/claude-3.5-haiku', 'anthropic.claude-3-5-haiku-20241022-v1:0'],
    ['deepseek-r1', 'accounts/fireworks/models/deepseek-r1', 'deepseek.deepseek-r1'],
  ])('is one: %s', (...names) => {
    expect(new Set(names.map(modelName)).size).toBe(1);
  });

  it('stays different where the offer or the model is', () => {
    const names = [
      'llama-3.3-70b-instruct',
      'llama-3.3-70b-instruct:free',
      'llama-3.1-70b-instruct',
      'llama-3.3-70b',
      'gpt-4o',
      'gpt-4o-mini',
    ];
    expect(new Set(names.map(modelName)).size).toBe(names.length);
  });
});
