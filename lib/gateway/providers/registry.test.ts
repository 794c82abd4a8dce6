import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkOutboundUrl, createAddressPolicy } from '#lib/outbound/index.ts';
import { providerNamed, providers } from './index.ts';

/** Files of this folder that are not providers. */
const others = new Set(['README.md', 'index.ts', 'provider.ts', 'registry.test.ts']);

describe('[GW-3] the provider registry', () => {
  it('has a line for each file and a file for each line', () => {
    const files = readdirSync(import.meta.dirname, { withFileTypes: true })
      .filter((item) => item.name.endsWith('.ts') && !others.has(item.name))
      .map((item) => item.name.replace(/\.ts$/, ''));
    expect(providers.map((provider) => provider.name).sort()).toEqual(files.sort());
  });

  it('knows nothing of what it does not list', () => {
    expect(providerNamed('nobody')).toBeUndefined();
    expect(providerNamed('sandbox')?.label).toBe('Sandbox');
  });

  it('[GW-2] limits a chat by a field that the provider knows', () => {
    const fieldOf = (name: string) => providerNamed(name)?.speaks.get('openai.chat_completions')?.outputLimitField;
    expect(['openai', 'groq', 'xai'].map(fieldOf)).toEqual(Array(3).fill('max_completion_tokens'));
    const older = ['deepseek', 'mistral', 'together', 'openrouter', 'openai-compatible'];
    expect(older.map(fieldOf)).toEqual(Array(older.length).fill('max_tokens'));
  });

  it('gives every provider behind HTTP a public address or leaves it to the connection', () => {
    const policy = createAddressPolicy([]);
    for (const { baseUrl, transport } of providers) {
      if (baseUrl !== null && transport === null) expect(checkOutboundUrl(policy, baseUrl).protocol).toBe('https:');
    }
  });
});
