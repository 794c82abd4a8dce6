import type { SpokenProtocol } from '../provider.ts';
import { boundNothing } from './bound-nothing.ts';
import { noUsage } from './no-usage.ts';

/** A protocol that asks for numbers of tokens, for providers of conversations that tell none. */
export const countedHere: SpokenProtocol = {
  isCountedHere: true,
  buildRequest: () => {
    throw new Error('What is counted here is never sent');
  },
  toUsage: () => noUsage,
  bound: boundNothing,
};
