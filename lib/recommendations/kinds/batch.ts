import { toPublicId } from '#lib/core/ids.ts';
import { type Estimate, monthDays } from '../estimate.ts';
import { counted, dollars, percent } from '../money-words.ts';
import type { KeyHabit, Reading } from '../reading.ts';
import type { Found, RecommendationKind } from '../recommendation-kind.ts';

/** Work that nobody waits for: whole answers, again and again, nearly all of it in the same three hours. */
const callsMin = 200;
const daysMin = 5;
const togetherMin = 0.9;

function isBatchLike({ calls, streamed, days, inBusiestHours }: KeyHabit): boolean {
  return calls >= callsMin && days >= daysMin && streamed === 0 && inBusiestHours >= calls * togetherMin;
}

function toFound(reading: Reading, habit: KeyHabit, batchPercent: number): Found[] {
  const key = reading.keys.find(({ id }) => id === habit.keyId);
  if (key === undefined || reading.days.length === 0) return [];
  const month = (habit.cost * BigInt(monthDays)) / BigInt(reading.days.length);
  const most = (month * BigInt(100 - batchPercent)) / 100n;
  // How much of it can wait, its owner knows: any part of it.
  const estimate: Estimate = { amount: most / 2n, low: 0n, high: most };
  return [
    {
      fingerprint: `${habit.keyId} ${habit.provider} ${habit.model}`,
      title: `Batch the calls of ${key.name} to ${habit.model}`,
      summary: `They come together, want no stream and cost ${batchPercent} % in a batch, whose answers are there within a day. The amount is for half of them.`,
      risk: 'Answers of a batch may take a day, and a batch is asked for in another way: the program has to change.',
      ...{ estimate, confidence: 'low', effort: 'high', departmentId: key.departmentId, teamId: key.teamId },
      evidence: [
        {
          label: `Calls in ${reading.days.length} days`,
          value: counted(habit.calls),
          href: `/usage?f.key=is:${toPublicId('key', habit.keyId)}`,
        },
        { label: 'What they cost', value: dollars(habit.cost), href: '/costs?group=key,model' },
        { label: 'In the three busiest hours', value: percent(habit.inBusiestHours / habit.calls), href: null },
        { label: 'Days with calls', value: counted(habit.days), href: null },
      ],
      plan: {},
    },
  ];
}

/** Calls that could wait, at providers that charge less for those. */
export const batch: RecommendationKind = {
  name: 'batch',
  find: (reading) =>
    reading.habits.filter(isBatchLike).flatMap((habit) => {
      const batchPercent = reading.batchPercentOf(habit.provider);
      return batchPercent === undefined || batchPercent >= 100 ? [] : toFound(reading, habit, batchPercent);
    }),
};
