import { toPublicId } from '#lib/core/ids.ts';
import { type Estimate, monthDays } from '../estimate.ts';
import { counted, dollars } from '../money-words.ts';
import type { DepartmentTask, Reading } from '../reading.ts';
import type { Found, RecommendationKind } from '../recommendation-kind.ts';

/** Fewer calls or departments make no comparison. */
const callsMin = 100;
const othersMin = 2;
/** So much dearer than the middle of the others is worth a question. */
const factorMin = 1.5;

const perCall = ({ cost, calls }: DepartmentTask): number => Number(cost) / calls;

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[half] ?? 0) : ((sorted[half - 1] ?? 0) + (sorted[half] ?? 0)) / 2;
}

function toFound({ days }: Reading, one: DepartmentTask, others: readonly DepartmentTask[]): Found[] {
  const usual = median(others.map(perCall));
  if (others.length < othersMin || usual <= 0 || perCall(one) < usual * factorMin) return [];
  const most = BigInt(Math.round(((Number(one.cost) - usual * one.calls) * monthDays) / Math.max(1, days.length)));
  // Its work may be harder for good reasons: any part of the difference.
  const estimate: Estimate = { amount: most / 2n, low: 0n, high: most };
  const place = `/costs?scope=${toPublicId('department', one.departmentId)}&group=team,model`;
  return [
    {
      fingerprint: `${one.departmentId} ${one.task}`,
      title: `${one.name} pays more than others for ${one.task}`,
      summary: `A call costs it ${(perCall(one) / usual).toFixed(1)} times what it costs the middle one of ${others.length} other departments. The amount is for half of the difference.`,
      risk: 'The same name of a task may stand for harder work there. Ask before you change its models.',
      ...{ estimate, confidence: 'low', effort: 'medium', departmentId: one.departmentId },
      evidence: [
        { label: `Calls in ${days.length} days`, value: counted(one.calls), href: `/usage?f.task=is:${encodeURIComponent(one.task)}` },
        { label: 'What they cost', value: dollars(one.cost), href: place },
        { label: 'A thousand of its calls', value: dollars(BigInt(Math.round(perCall(one) * 1000))), href: place },
        { label: 'A thousand of the others’', value: dollars(BigInt(Math.round(usual * 1000))), href: null },
      ],
      plan: {},
    },
  ];
}

/** Departments for which the same kind of work costs far more than for the others. */
export const departmentOutlier: RecommendationKind = {
  name: 'department_outlier',
  find: (reading) => {
    const known = reading.departments.filter(({ calls }) => calls >= callsMin);
    return [...Map.groupBy(known, ({ task }) => task).values()].flatMap((of) =>
      of.flatMap((one) =>
        toFound(
          reading,
          one,
          of.filter((other) => other !== one),
        ),
      ),
    );
  },
};
