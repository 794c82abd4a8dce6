import type { Ask } from '../../protocols/protocol.ts';
import type { ModelPrice } from '../../snapshot/snapshot.ts';
import type { Bound } from '../provider.ts';
import { boundChat } from './bound-chat.ts';

/**
 * The bound of a response: as that of a chat, but where state or tools of the provider come in, a full context window is
 * an estimate only, because tools let the model read more than once.
 */
export function boundResponses(ask: Ask, price: ModelPrice | undefined): Bound {
  const bound = boundChat(ask, price);
  return ask.size.hasUnseenState ? { ...bound, kind: 'estimate' } : bound;
}
