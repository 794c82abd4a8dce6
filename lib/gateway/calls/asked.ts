import type { DataClass } from '#lib/contracts/route-names.ts';
import type { Ask, CallProtocol } from '../protocols/protocol.ts';

/** What is asked, as read from the request. */
export interface Asked {
  readonly protocol: CallProtocol;
  readonly ask: Ask;
  readonly tags: Readonly<Record<string, string>> | null;
  /** How sensitive it is as far as that is known; absent where nobody said. */
  readonly dataClass?: DataClass | null;
  /** Another model for calls of one model that nobody else can serve; absent where there is none. */
  readonly fallback?: { readonly of: string; readonly model: string };
  /** The tag `task`, where it has the form of a name. */
  readonly taskType: string | null;
}
