import { expect, test } from 'vitest';
import { mappedAsk } from '../transformations/mapped-ask.ts';
import { promptOf, withPromptOf } from './prompt-of.ts';

test('[GOV-1] the text of a request is read once, for another model that is asked the same, too', () => {
  let reads = 0;
  const ask = {
    ...{ model: 'dear', streamed: false, usageRequested: false, outputTokensMax: null, choices: 1 },
    size: { bytes: 5, opaqueBytes: 0, parts: 1, media: 0, hasUnseenState: false },
    toBody: () => Buffer.from(''),
    text: () => {
      reads += 1;
      return 'Hello';
    },
  };
  const prompt = promptOf(ask);
  expect([reads, prompt(), promptOf(ask)(), promptOf(withPromptOf(ask, mappedAsk(ask, 'cheap')))()]).toEqual([
    0,
    'Hello',
    'Hello',
    'Hello',
  ]);
  expect(reads).toBe(1);
  expect(promptOf(mappedAsk(ask, 'cheap'))()).toBe('Hello');
  expect(reads).toBe(2);
});
