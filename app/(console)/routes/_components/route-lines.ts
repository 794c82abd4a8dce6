import type { z } from 'zod';
import type { FieldChange } from '#components/ui/diff-view.tsx';
import type { Route } from '#lib/contracts/routes.ts';
import { strategies } from '#lib/routes/strategies/index.ts';

/** A route in wire form, as pages get it. */
export type RouteRow = z.input<typeof Route>;
export type RouteDraft = NonNullable<RouteRow['draft']>;
type Node = RouteDraft['members'][number];

/** Names by which connections and routes are told, by id. */
export type Names = ReadonlyMap<string, string>;

interface Times {
  readonly first_token_seconds?: number | null | undefined;
  readonly timeout_seconds?: number | null | undefined;
}

function placeWords({ weight, tasks, data_classes, window }: Node): readonly string[] {
  return [
    ...(weight === undefined ? [] : [`weight ${weight}`]),
    ...(tasks === undefined ? [] : [`for ${tasks.join(', ')}`]),
    ...(data_classes === undefined ? [] : [`for ${data_classes.join(', ')}`]),
    ...(window === undefined ? [] : [`${window.days.join(' ')} ${window.from}–${window.to}, ${window.time_zone}`]),
  ];
}

/** How long a target may take, for people; the same words in versions and simulations. */
export const timeWords = ({ first_token_seconds: first = null, timeout_seconds: whole = null }: Times): readonly string[] => [
  ...(first === null ? [] : [`first token within ${first} s`]),
  ...(whole === null ? [] : [`whole within ${whole} s`]),
];

function nodeWords(node: Node, names: Names): string {
  if (node.kind === 'route') return [`Route ${names.get(node.route_id) ?? 'that is gone'}`, ...placeWords(node)].join(', ');
  if (node.kind === 'group') return [strategies[node.strategy].label, ...placeWords(node)].join(', ');
  const {
    model,
    connection_id: connectionId = null,
    concurrency_max: limit = null,
    when_full: whenFull,
    retries_max: retries = null,
  } = node;
  const on = connectionId === null ? '' : ` on ${names.get(connectionId) ?? 'a connection that is gone'}`;
  const most = limit === null ? [] : [`at most ${limit} at a time, then ${whenFull === 'wait' ? 'wait' : 'skip'}`];
  const again = retries === null ? [] : [retries === 0 ? 'never again after a fault' : `up to ${retries} times again after a fault`];
  return [`${model}${on}`, ...most, ...timeWords(node), ...again, ...placeWords(node)].join(', ');
}

/** A line for the route itself and for each node of it, by its place: "2.1". */
export function routeLines(definition: RouteDraft | null, names: Names): ReadonlyMap<string, string> {
  const lines = new Map<string, string>();
  if (definition === null) return lines;
  lines.set('Strategy', strategies[definition.strategy].label);
  const visit = (members: readonly Node[], above: string) => {
    for (const [index, node] of members.entries()) {
      const place = `${above}${index + 1}`;
      lines.set(place, nodeWords(node, names));
      if (node.kind === 'group') visit(node.members, `${place}.`);
    }
  };
  visit(definition.members, '');
  return lines;
}

/** The strategy first, then 1, 1.1, 1.2, 2, … 10. */
const byPlace = (left: string, right: string): number =>
  Number(right === 'Strategy') - Number(left === 'Strategy') || left.localeCompare(right, 'en', { numeric: true });

/** What differs between two definitions, place by place, and how many places do not. */
export function routeChanges(
  before: RouteDraft | null,
  after: RouteDraft | null,
  names: Names,
): { readonly changes: readonly FieldChange[]; readonly unchanged: number } {
  const [left, right] = [routeLines(before, names), routeLines(after, names)];
  const places = [...new Set([...left.keys(), ...right.keys()])].sort(byPlace);
  const changed = places.filter((place) => left.get(place) !== right.get(place));
  const changes = changed.map((place) => ({ label: place, before: left.get(place), after: right.get(place) }));
  return { changes, unchanged: places.length - changed.length };
}

/** Every model that a definition names, in its order, once. */
export function modelsOf(definition: RouteDraft | null): readonly string[] {
  const collect = (members: readonly Node[]): readonly string[] =>
    members.flatMap((node) => (node.kind === 'target' ? [node.model] : node.kind === 'group' ? collect(node.members) : []));
  return definition === null ? [] : [...new Set(collect(definition.members))];
}
