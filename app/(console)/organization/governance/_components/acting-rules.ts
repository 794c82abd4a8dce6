import type { z } from 'zod';
import type { HandlingRequirements } from '#lib/contracts/data-classes.ts';
import type { teamGovernanceGet } from '#lib/contracts/governance.ts';
import { dataClasses } from '#lib/contracts/route-names.ts';
import { classWords } from '../../../data-classes/_components/class-words.ts';

export type Governance = z.input<(typeof teamGovernanceGet)['output']>;
type Config = Governance['configuration'];
type PlaceName = Governance['place'];

/** One thing that a place asks, as a line that people read. */
export interface ActingRule {
  /** Names the line, and nothing else on the page. */
  readonly key: string;
  /** Whom or what it is about: "Restricted data", "Who acts here". */
  readonly about: string;
  readonly does: string;
  readonly from: PlaceName;
  readonly isOwn: boolean;
  /** A stricter one of the same kind holds, so that this one decides nothing. */
  readonly isOutdone: boolean;
  /** A policy that only notes what it would do. */
  readonly isWatching: boolean;
  /** Where it is changed. */
  readonly href: string;
}

/** What counts against others of its kind: the smallest wins. */
interface Asked {
  readonly kind: string;
  readonly about: string;
  readonly does: string;
  readonly limit?: number;
}

const minutes = (count: number): string => (count % 60 === 0 ? (count === 60 ? '1 hour' : `${count / 60} hours`) : `${count} minutes`);
const days = (count: number): string => (count === 1 ? '1 day' : `${count} days`);

/** What a configuration asks of a class, in words by requirement; those it does not ask are missing. */
export function handlingWords(handling: Partial<z.input<typeof HandlingRequirements>> | undefined) {
  const { geographic_restrictions: regions = [], retention_period_days: kept = null } = handling ?? {};
  return {
    ...(regions.length === 0 ? {} : { geographic_restrictions: `Reaches connections in ${regions.join(', ')} alone` }),
    ...(kept === null ? {} : { retention_period_days: `What is kept of it stays ${days(kept)} at most` }),
    ...(handling?.encryption_required ? { encryption_required: 'Goes to encrypted connections alone' } : {}),
    ...(handling?.access_logging ? { access_logging: 'Each call is noted in the content log' } : {}),
    ...(handling?.approval_required ? { approval_required: 'Each call waits for an approval' } : {}),
    ...(handling?.readable_only ? { readable_only: 'What cannot be read as text is refused' } : {}),
  };
}

function ofClasses({ data_classification: classification }: Config): Asked[] {
  return dataClasses.flatMap((name) => {
    const level = classification?.levels?.[name];
    const about = `${classWords[name]} data`;
    const handling = level?.handling_requirements;
    const asked = Object.entries(handlingWords(handling)).map(([field, does]): Asked => {
      const kept = field === 'retention_period_days' ? handling?.retention_period_days : null;
      return { kind: `${name}.${field}`, about, does, ...(typeof kept === 'number' ? { limit: kept } : {}) };
    });
    const { categories = [] } = level ?? {};
    if (categories.length > 0) asked.push({ kind: `${name}.categories`, about, does: `Holds ${categories.join(', ')}` });
    return asked;
  });
}

function ofAccess({ access_controls: controls }: Config): Asked[] {
  const about = 'Who acts here';
  const {
    required_groups: groups = [],
    session_timeout_minutes: timeout = null,
    sso_domain: domain,
    sso_provider: provider,
  } = controls ?? {};
  return [
    ...(controls?.multi_factor_required ? [{ kind: 'factor', about, does: 'Needs a second factor' }] : []),
    ...(timeout === null ? [] : [{ kind: 'timeout', about, does: `Is signed out after ${minutes(timeout)} without use`, limit: timeout }]),
    ...(groups.length === 0 ? [] : [{ kind: 'groups', about, does: `Is in ${groups.join(' and ')}` }]),
    ...(domain ? [{ kind: 'domain', about, does: `Has an address of ${domain}` }] : []),
    ...(provider ? [{ kind: 'provider', about, does: `Signed in by ${provider}` }] : []),
  ];
}

const ofFrameworks = ({ compliance }: Config): Asked[] =>
  (compliance?.frameworks ?? []).map((name) => ({ kind: `framework.${name}`, about: 'Compliance', does: `${name} holds` }));

/** The page of a place. */
export const governanceHref = ({ kind, id }: PlaceName): string => `/organization/governance/${kind === 'tenant' ? 'tenant' : id}`;

/** All that holds in a place, its own first and then outwards; policies last. */
export function actingRules(governance: Governance): ActingRule[] {
  const { place, configuration, around } = governance;
  const configs = [{ from: place, config: configuration }, ...around.map((one) => ({ from: one.place, config: one.configuration }))];
  const asked = configs.flatMap(({ from, config }) =>
    config === null ? [] : [...ofClasses(config), ...ofAccess(config), ...ofFrameworks(config)].map((one) => ({ from, ...one })),
  );
  const strictest = new Map<string, number>();
  for (const { kind, limit } of asked) if (limit !== undefined) strictest.set(kind, Math.min(limit, strictest.get(kind) ?? limit));
  const rules = asked.map(
    ({ from, kind, about, does, limit }): ActingRule => ({
      ...{ key: `${from.id} ${kind}`, about, does, from, isOwn: from.id === place.id, href: governanceHref(from) },
      ...{ isOutdone: limit !== undefined && limit > (strictest.get(kind) ?? limit), isWatching: false },
    }),
  );
  const ownPolicies = governance.policies
    .filter(({ status }) => status === 'active' || status === 'shadow')
    .map(({ id, name, status }) => ({ id, name, mode: status, from: place }));
  const others = around.flatMap((one) => one.policies.map(({ id, name, mode }) => ({ id, name, mode, from: one.place })));
  const policies = [...ownPolicies, ...others].map(
    ({ id, name, mode, from }): ActingRule => ({
      ...{ key: id, about: 'Policy', does: name, from, isOwn: from.id === place.id, href: `/policies/${id}` },
      ...{ isOutdone: false, isWatching: mode === 'shadow' },
    }),
  );
  return [...rules, ...policies];
}
