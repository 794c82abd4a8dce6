import { notBelowZero } from '../estimate.ts';
import { type Course, type Replacement, readCourses, replacementOf, serversOf } from '../find-replacements.ts';
import { counted, dollars, percent } from '../money-words.ts';
import type { Reading } from '../reading.ts';
import type { Found, RecommendationKind } from '../recommendation-kind.ts';
import { replacementChange } from '../replacement-change.ts';
import { replacementMeasuring } from '../replacement-measuring.ts';

function cheapestServer(reading: Reading, course: Course): Replacement | undefined {
  const others = serversOf(reading, course.model).filter(({ id }) => id !== course.connectionId);
  return others
    .flatMap(({ id, provider }) => replacementOf(reading, course, { provider, model: course.model, connectionId: id }) ?? [])
    .sort((one, other) => (one.cost < other.cost ? -1 : 1))[0];
}

function toFound(reading: Reading, { course, to, cost, estimate }: Replacement): Found {
  const { routeId, requested, model, connectionId, provider } = course;
  const nameOf = (id: string | null): string => reading.connections.find((connection) => connection.id === id)?.name ?? 'its connection';
  const route = routeId === null ? undefined : reading.routes.get(routeId);
  const tried = reading.groups.filter((group) => group.connectionId === to.connectionId && group.of === 'priced');
  const answered = tried.reduce((sum, group) => sum + group.succeeded, 0);
  const broken = tried.reduce((sum, group) => sum + group.broken, 0);
  return {
    fingerprint: `${routeId ?? requested} ${connectionId ?? ''} ${model}`,
    title: `${route === undefined ? `Calls to ${requested}` : `Route ${route.name}`}: ${model} from ${nameOf(to.connectionId)} in place of ${nameOf(connectionId)}`,
    summary: `The same model costs ${percent(Number(cost) / Math.max(1, Number(course.cost)))} there, by the prices that hold for you now.`,
    risk: 'Another host may be slower, process in another region, and name fewer parameters. Look at its region before you switch.',
    estimate: notBelowZero(estimate),
    // The model is the same one; how well the host serves it shows only where it was asked.
    confidence: answered + broken >= 50 && answered / (answered + broken) >= 0.98 ? 'high' : 'medium',
    effort: 'low',
    evidence: [
      {
        label: `Calls in ${reading.days.length} days`,
        value: counted(course.calls),
        href: `/usage?f.model=is:${encodeURIComponent(model)}`,
      },
      { label: `Cost at ${nameOf(connectionId)}`, value: dollars(course.cost), href: '/costs?group=connection,model' },
      { label: `The same tokens at ${nameOf(to.connectionId)}`, value: dollars(cost), href: `/models?q=${encodeURIComponent(model)}` },
      {
        label: `Success at ${nameOf(to.connectionId)}`,
        value: `${counted(answered)} of ${counted(answered + broken)}`,
        href: '/gateway-health',
      },
    ],
    plan: { routeId, requested, from: { provider, model, connectionId }, to: { ...to, connectionName: nameOf(to.connectionId) } },
  };
}

/** The same model at another connection that is cheaper for the tenant. */
export const switchProvider: RecommendationKind = {
  name: 'switch_provider',
  find: (reading) =>
    readCourses(reading).flatMap((course) => {
      const found = cheapestServer(reading, course);
      return found === undefined ? [] : [toFound(reading, found)];
    }),
  change: replacementChange,
  measuring: replacementMeasuring,
};
