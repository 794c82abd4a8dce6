import { notBelowZero } from '../estimate.ts';
import { type Course, type ModelAt, type Replacement, readCourses, replacementOf, serversOf } from '../find-replacements.ts';
import { counted, dollars, percent } from '../money-words.ts';
import type { Reading } from '../reading.ts';
import type { Found, RecommendationKind } from '../recommendation-kind.ts';
import { replacementChange } from '../replacement-change.ts';
import { replacementMeasuring } from '../replacement-measuring.ts';
import type { TrafficGroup } from '../traffic.ts';

/** Points of success and of liking that are taken for equal, as shares. */
const tolerance = 0.02;
/** Thumbs that decide anything, and that decide for sure. */
const thumbsMin = 10;
const thumbsSure = 50;
/** An answer of another model that costs more than this share of the former is not worth the change. */
const shareMax = 0.8;

/** What is known of a model from the tenant's own calls. */
interface KnownModel extends ModelAt {
  readonly success: number;
  readonly tried: number;
  readonly liked: number | null;
  readonly thumbs: number;
}

function knownModels({ groups, thumbs }: Reading): readonly KnownModel[] {
  const text = groups.filter(({ isText, of }) => isText && of !== 'kept');
  const byModel = Map.groupBy(text, ({ provider, model }) => `${provider}\n${model}`);
  const count = (of: readonly TrafficGroup[], field: 'succeeded' | 'broken'): number => of.reduce((sum, group) => sum + group[field], 0);
  return [...byModel.values()].flatMap((of): KnownModel[] => {
    const [first] = of;
    if (first === undefined) return [];
    const [succeeded, broken] = [count(of, 'succeeded'), count(of, 'broken')];
    const said = thumbs.get(first.model) ?? { up: 0, down: 0 };
    const thumbsGiven = said.up + said.down;
    return [
      {
        ...{ provider: first.provider, model: first.model, tried: succeeded + broken },
        success: succeeded / Math.max(1, succeeded + broken),
        ...{ liked: thumbsGiven === 0 ? null : said.up / thumbsGiven, thumbs: thumbsGiven },
      },
    ];
  });
}

/** How sure it is that the other answers as well: by what people said of both; undefined where it answers worse. */
function confidenceIn(one: KnownModel, other: KnownModel): Found['confidence'] | undefined {
  if (other.success < one.success - tolerance) return undefined;
  const said = Math.min(one.thumbs, other.thumbs);
  if (said < thumbsMin || one.liked === null || other.liked === null) return 'low';
  if (other.liked < one.liked - tolerance) return undefined;
  return said >= thumbsSure ? 'high' : 'medium';
}

interface Candidate extends Replacement {
  readonly confidence: Found['confidence'];
  readonly one: KnownModel;
  readonly other: KnownModel;
}

const sureness = { low: 1, medium: 2, high: 3 } as const;

function candidatesOf(reading: Reading, course: Course, known: readonly KnownModel[]): readonly Candidate[] {
  const one = known.find(({ provider, model }) => provider === course.provider && model === course.model);
  if (one === undefined) return [];
  return known.flatMap((other): Candidate[] => {
    if (other.model === course.model) return [];
    const confidence = confidenceIn(one, other);
    const server = serversOf(reading, other.model).find(({ provider }) => provider === other.provider);
    if (confidence === undefined || server === undefined) return [];
    const found = replacementOf(reading, course, { provider: other.provider, model: other.model, connectionId: server.id });
    if (found === undefined || Number(found.cost) > Number(course.cost) * shareMax) return [];
    return [{ ...found, confidence, one, other }];
  });
}

/** The surest; of those that are as sure, the one that saves most. */
const bestOf = (candidates: readonly Candidate[]): Candidate | undefined =>
  candidates.toSorted((a, b) => sureness[b.confidence] - sureness[a.confidence] || (a.cost < b.cost ? -1 : 1))[0];

const likedText = ({ liked, thumbs }: KnownModel): string =>
  liked === null ? 'nobody said' : `${percent(liked)} of ${counted(thumbs)} thumbs up`;

function toFound(reading: Reading, { course, to, cost, estimate, confidence, one, other }: Candidate): Found {
  const { routeId, requested, model, connectionId, provider } = course;
  const route = routeId === null ? undefined : reading.routes.get(routeId);
  const of = route === undefined ? `Calls to ${requested}` : `Route ${route.name}`;
  const connectionName = reading.connections.find(({ id }) => id === to.connectionId)?.name ?? '';
  return {
    fingerprint: `${routeId ?? requested} ${connectionId ?? ''} ${model}`,
    title: `${of}: ${to.model} in place of ${model}`,
    summary: `The same tokens cost ${percent(Number(cost) / Math.max(1, Number(course.cost)))} with ${to.model}. ${
      confidence === 'low' ? 'Whether it answers as well, too few people said: try it and ask them.' : 'People like its answers as much.'
    }`,
    risk: `Answers may be worse where ${model} was needed. ${model} stays behind it for when ${to.model} fails${routeId === null ? ' only in a route' : ''}.`,
    estimate: notBelowZero(estimate),
    ...{ confidence, effort: 'low' },
    evidence: [
      {
        label: `Calls in ${reading.days.length} days`,
        value: counted(course.calls),
        href: `/usage?f.model=is:${encodeURIComponent(model)}`,
      },
      { label: `Cost with ${model}`, value: dollars(course.cost), href: `/costs?group=model` },
      { label: `The same tokens with ${to.model}`, value: dollars(cost), href: `/models?q=${encodeURIComponent(to.model)}` },
      { label: `Success of ${model}`, value: `${percent(one.success)} of ${counted(one.tried)}`, href: '/analytics/models' },
      { label: `Success of ${to.model}`, value: `${percent(other.success)} of ${counted(other.tried)}`, href: '/analytics/models' },
      { label: `Feedback on ${model}`, value: likedText(one), href: '/analytics/feedback' },
      { label: `Feedback on ${to.model}`, value: likedText(other), href: '/analytics/feedback' },
    ],
    plan: { routeId, requested, from: { provider, model, connectionId }, to: { ...to, connectionName } },
  };
}

/** A model that the tenant uses already and that does the same for less. */
export const cheaperModel: RecommendationKind = {
  name: 'cheaper_model',
  find: (reading) => {
    const known = knownModels(reading);
    return readCourses(reading).flatMap((course) => {
      const best = bestOf(candidatesOf(reading, course, known));
      return best === undefined ? [] : [toFound(reading, best)];
    });
  },
  change: replacementChange,
  measuring: replacementMeasuring,
};
