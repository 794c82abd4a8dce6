import { describe, expect, it } from 'vitest';
import { channelInput } from './channel-values.ts';

const typed = {
  ...{ name: 'On call', url: 'https://x.example.com', secret: 's', events: undefined },
  settings: { recipients: ['a@example.com'] },
};

describe('the form of a channel [INT-4]', () => {
  it.each([
    ['email', { name: 'On call', events: [], settings: typed.settings }],
    ['slack', { name: 'On call', events: [], secret: 's' }],
    ['pagerduty', { name: 'On call', events: [], secret: 's', url: typed.url }],
    ['webhook', { name: 'On call', events: [], url: typed.url, settings: typed.settings }],
  ] as const)('sends of %s what that kind takes, and that nothing is heard', (kind, input) => {
    expect(channelInput(kind, typed)).toEqual(input);
  });

  it('says what is empty, so that nothing former is kept by silence', () => {
    expect(channelInput('webhook', { name: 'x' })).toEqual({ name: 'x', events: [], url: '', settings: {} });
    expect(channelInput('pagerduty', { name: 'x' })).toEqual({ name: 'x', events: [], url: null, secret: undefined });
  });
});
