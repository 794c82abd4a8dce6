import type { Ask } from '../../protocols/protocol.ts';
import type { ModelPrice } from '../../snapshot/snapshot.ts';
import type { Bound } from '../provider.ts';
import { boundChat } from './bound-chat.ts';

/** Several times what OpenAI's dearest documented picture takes (6,240 tokens at 1,024 × 1,536 and high quality). */
const tokensPerPicture = 32_000;

/** The bound of pictures: no request says how many tokens they may take, so it is an estimate. */
export const boundImages = (ask: Ask, price: ModelPrice | undefined): Bound => ({
  ...boundChat({ ...ask, outputTokensMax: tokensPerPicture }, price),
  kind: 'estimate',
});
