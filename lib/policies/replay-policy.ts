import { defineQuery } from '#lib/command/define-query.ts';
import { policyReplay, replayCallsMax } from '#lib/contracts/policy-trials.ts';
import type { CompiledPolicy } from './engine/compiled-policy.ts';
import { type PastCall, readPastCalls, recordedFields } from './past-calls.ts';
import { outcomeOf, trialPolicy } from './trial-source.ts';

const dayMs = 86_400_000;
const sharesMax = 10;
const examplesMax = 10;

/** Null where it could not be told. */
function isAbout({ test }: CompiledPolicy, { facts }: PastCall): boolean | null {
  try {
    return test(facts);
  } catch {
    return null;
  }
}

function sharesOf(calls: readonly PastCall[], nameOf: (call: PastCall) => string) {
  const sums = new Map<string, { calls: number; cost_usd: bigint }>();
  for (const call of calls) {
    const sum = sums.get(nameOf(call)) ?? { calls: 0, cost_usd: 0n };
    sums.set(nameOf(call), { calls: sum.calls + 1, cost_usd: sum.cost_usd + call.costNanoUsd });
  }
  return [...sums]
    .map(([name, sum]) => ({ name, ...sum }))
    .sort((left, right) => right.calls - left.calls)
    .slice(0, sharesMax);
}

const isRecorded = (name: string): boolean => recordedFields.has(name) || name.startsWith('tags.');

/** Asks a policy about calls as their records tell them, from the beginning of a day on, so that what was used that day is whole. */
export const replayPolicy = defineQuery(policyReplay, async (ctx, { definition, scope, days }) => {
  const policy = await trialPolicy(ctx, definition, scope);
  const from = new Date(Math.floor(ctx.now.getTime() / dayMs) * dayMs - (days - 1) * dayMs);
  const found = await readPastCalls(ctx, from);
  const calls = found.slice(-replayCallsMax);
  const judged = calls.map((call) => ({ call, about: isAbout(policy, call) }));
  const matched = judged.filter(({ about }) => about === true).map(({ call }) => call);
  return {
    ...{ from, to: ctx.now, calls: calls.length, is_complete: found.length <= replayCallsMax, matched: matched.length },
    matched_cost_usd: matched.reduce((sum, { costNanoUsd }) => sum + costNanoUsd, 0n),
    undecided: judged.filter(({ about }) => about === null).length,
    outcome: outcomeOf(policy),
    not_recorded: policy.fields.filter((name) => !isRecorded(name)),
    by_team: sharesOf(matched, ({ team }) => team),
    by_model: sharesOf(matched, ({ model }) => model),
    examples: matched
      .slice(-examplesMax)
      .toReversed()
      .map(({ id }) => id),
  };
});
