import { asList, asRecord } from '../../json/as-record.ts';
import type { TokenProbability } from '../answer.ts';
import { countOf } from '../count-of.ts';
import { textOf } from '../text-of.ts';

const readToken = (value: unknown): { readonly token: string; readonly logprob: number } => {
  const record = asRecord(value);
  return { token: textOf(record?.token), logprob: countOf(record?.logProbability) };
};

const writeToken = ({ token, logprob }: { readonly token: string; readonly logprob: number }): object => ({
  token,
  logProbability: logprob,
});

/** Google's `logprobsResult`: the tokens that were chosen, and the likeliest ones at each step. */
export function readGeminiLogprobs(value: unknown): readonly TokenProbability[] {
  const result = asRecord(value);
  const steps = asList(result?.topCandidates).map((step) => asList(asRecord(step)?.candidates).map(readToken));
  return asList(result?.chosenCandidates).map((chosen, at) => ({ ...readToken(chosen), top: steps[at] ?? [] }));
}

/** The other way about. */
export const writeGeminiLogprobs = (tokens: readonly TokenProbability[]): object => ({
  chosenCandidates: tokens.map(writeToken),
  topCandidates: tokens.map(({ top }) => ({ candidates: top.map(writeToken) })),
});
