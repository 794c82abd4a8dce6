import type { NanoUsd } from '#lib/core/money.ts';
import { monthOf } from './day-series.ts';
import type { Estimate } from './estimate.ts';
import { priceGroup } from './price-group.ts';
import type { Reading } from './reading.ts';
import { redirectTargets } from './redirect-targets.ts';
import type { TrafficGroup } from './traffic.ts';

/** Recorded and computed cost may differ so much and still be of the same calls: prices move, sound and pictures do not fit at all. */
const priceDrift = 0.2;
/** Fewer calls are no ground for a change. */
const callsMin = 50;

/** A model of a provider. */
export interface ModelAt {
  readonly provider: string;
  readonly model: string;
}

/** Calls that went one way: through a route, or by the name of the model itself, to one model of one connection. */
export interface Course extends ModelAt {
  readonly routeId: string | null;
  readonly requested: string;
  readonly connectionId: string | null;
  readonly groups: readonly TrafficGroup[];
  readonly calls: number;
  /** What they would cost at the prices of now. */
  readonly cost: NanoUsd;
}

/** Another model or connection for the calls of a course. */
export interface Replacement {
  readonly course: Course;
  readonly to: ModelAt & { readonly connectionId: string };
  /** The calls looked at, at the price of the other. */
  readonly cost: NanoUsd;
  readonly estimate: Estimate;
}

const sum = <Item>(items: readonly Item[], of: (item: Item) => NanoUsd): NanoUsd => items.reduce((total, item) => total + of(item), 0n);

/** What groups would cost at a model's price now; undefined where one of them has no price there. */
export function costAt(groups: readonly TrafficGroup[], { provider, model }: ModelAt, priceOf: Reading['priceOf']): NanoUsd | undefined {
  const price = priceOf(provider, model);
  if (price === undefined) return undefined;
  const costs = groups.map((group) => priceGroup(group, price));
  return costs.some((cost) => cost === undefined) ? undefined : sum(costs, (cost) => cost ?? 0n);
}

/** The courses of text whose cost follows from their tokens; the dearest first. */
export function readCourses(reading: Reading): readonly Course[] {
  const text = reading.groups.filter(({ isText, of }) => isText && of === 'priced');
  const byCourse = Map.groupBy(text, ({ routeId, requested, connectionId, model }) =>
    [routeId ?? requested, connectionId ?? '', model].join('\n'),
  );
  const courses: Course[] = [];
  for (const groups of byCourse.values()) {
    const [first] = groups;
    if (first === undefined) continue;
    const cost = costAt(groups, first, reading.priceOf);
    const recorded = sum(groups, (group) => group.cost);
    const calls = groups.reduce((total, group) => total + group.calls, 0);
    if (cost === undefined || calls < callsMin) continue;
    if (Math.abs(Number(cost - recorded)) > Number(recorded) * priceDrift) continue;
    const { routeId, requested, connectionId, provider, model } = first;
    courses.push({ routeId, requested, connectionId, provider, model, groups, calls, cost });
  }
  return courses.sort((one, other) => (one.cost < other.cost ? 1 : -1));
}

/** Whether the calls of a course can be sent elsewhere by one click: a route that names the target, or any by a rule. */
function canRedirect({ routeId, model, connectionId }: Course, to: Replacement['to'], { routes }: Reading): boolean {
  if (routeId === null) return true;
  const route = routes.get(routeId);
  const target = { model: to.model, connectionId: to.connectionId };
  return route !== undefined && redirectTargets(route.definition, { model, connectionId }, target) !== null;
}

/** What the calls of a course would save elsewhere; undefined where they would save nothing, or where that cannot be told. */
export function replacementOf(reading: Reading, course: Course, to: Replacement['to']): Replacement | undefined {
  const cost = costAt(course.groups, to, reading.priceOf);
  if (cost === undefined || cost >= course.cost || !canRedirect(course, to, reading)) return undefined;
  const savedBy = (group: TrafficGroup): NanoUsd =>
    (costAt([group], course, reading.priceOf) ?? 0n) - (costAt([group], to, reading.priceOf) ?? 0n);
  const estimate = monthOf(reading.days, course.groups, savedBy);
  return estimate === undefined ? undefined : { course, to, cost, estimate };
}

/** Connections that serve a model, of the providers of which it has a price. */
export const serversOf = ({ connections, priceOf }: Reading, model: string) =>
  connections.filter(({ models, provider }) => models.includes(model) && priceOf(provider, model) !== undefined);
