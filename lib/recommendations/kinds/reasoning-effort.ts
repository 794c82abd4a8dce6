import { monthOf } from '../day-series.ts';
import { shareOf } from '../estimate.ts';
import { costAt } from '../find-replacements.ts';
import { counted, dollars, percent } from '../money-words.ts';
import type { Reading } from '../reading.ts';
import type { Found, RecommendationKind } from '../recommendation-kind.ts';
import type { TrafficGroup } from '../traffic.ts';

/** Where less of the output is thinking, there is little to win. */
const thinkingMin = 0.5;
const callsMin = 50;
/** What a lower effort thinks less, as a cautious guess; the interval goes from none to most of it. */
const guess = { amount: 0.3, high: 0.7 } as const;

const withoutThinking = (group: TrafficGroup): TrafficGroup => ({
  ...group,
  tokens: { ...group.tokens, output: group.tokens.output - group.tokens.reasoning, reasoning: 0 },
});

function find(reading: Reading, groups: readonly TrafficGroup[]): Found[] {
  const [first] = groups;
  const count = (of: (group: TrafficGroup) => number): number => groups.reduce((sum, group) => sum + of(group), 0);
  const [output, thinking, calls] = [
    count(({ tokens }) => tokens.output),
    count(({ tokens }) => tokens.reasoning),
    count((group) => group.calls),
  ];
  if (first === undefined || calls < callsMin || thinking < output * thinkingMin) return [];
  const price = (group: TrafficGroup): bigint => costAt([group], first, reading.priceOf) ?? 0n;
  const month = monthOf(reading.days, groups, (group) => price(group) - price(withoutThinking(group)));
  if (month === undefined || month.amount <= 0n) return [];
  const cost = groups.reduce((sum, group) => sum + group.cost, 0n);
  const { requested, model } = first;
  return [
    {
      fingerprint: `${requested} ${first.provider} ${model}`,
      title: `Less thinking for calls to ${requested}`,
      summary: `${percent(thinking / Math.max(1, output))} of what ${model} writes is thinking that nobody reads; it costs ${dollars(month.amount)} a month. Try a lower reasoning effort where tasks are simple.`,
      risk: 'Hard tasks are answered worse with less thinking. Try it on some calls and compare the feedback.',
      estimate: { amount: shareOf(month, guess.amount).amount, low: 0n, high: shareOf(month, guess.high).amount },
      ...{ confidence: 'low', effort: 'medium' },
      evidence: [
        { label: `Calls in ${reading.days.length} days`, value: counted(calls), href: `/usage?f.model=is:${encodeURIComponent(model)}` },
        { label: 'What they cost', value: dollars(cost), href: '/costs?group=model' },
        { label: 'Tokens of output', value: counted(output), href: null },
        { label: 'Of these thinking', value: counted(thinking), href: null },
      ],
      plan: {},
    },
  ];
}

/** Models that think more than they answer. */
export const reasoningEffort: RecommendationKind = {
  name: 'reasoning_effort',
  find: (reading) =>
    [
      ...Map.groupBy(
        reading.groups.filter(({ isText, of }) => isText && of === 'priced'),
        ({ requested, provider, model }) => [requested, provider, model].join('\n'),
      ).values(),
    ].flatMap((groups) => find(reading, groups)),
};
