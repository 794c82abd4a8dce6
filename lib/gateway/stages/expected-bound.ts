import type { NanoUsd } from '#lib/core/money.ts';
import { callBound } from '../billing/call-bound.ts';
import type { Ask } from '../protocols/protocol.ts';
import type { Target } from '../providers/provider.ts';
import { withOutputLimit } from './fit-output.ts';

/** Tokens that an answer is taken to have whose caller set no limit. */
export const usualOutputTokens = 1_000;

/** What a call may be expected to cost at most: its bound, or for who names no output limit the bound of a usual answer. */
export const expectedBound = (ask: Ask, target: Target): NanoUsd =>
  callBound(target, ask.outputTokensMax === null ? withOutputLimit(ask, usualOutputTokens) : ask).nanoUsd;
