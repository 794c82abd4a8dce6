import type { Ask } from '../../protocols/protocol.ts';
import type { ModelPrice } from '../../snapshot/snapshot.ts';
import type { Bound } from '../provider.ts';
import { boundChat } from './bound-chat.ts';

/** The bound of many inputs in one call: each may fill the context window by itself, so the window bounds nothing. */
export const boundInputs = (ask: Ask, price: ModelPrice | undefined): Bound =>
  boundChat(ask, price === undefined ? undefined : { ...price, contextWindowTokens: null });
