import { policyWindowFields } from '#lib/contracts/policy-names.ts';
import { clientAddress } from '#lib/core/client-address.ts';
import type { Chains } from '#lib/organization/place-chains.ts';
import { type Fact, type Facts, factCount, slotOf } from '#lib/policies/engine/facts.ts';
import type { CallAttribution } from '#lib/usage/usage-event.ts';
import type { Asked, Caller, GatewayCall } from '../calls/gateway-call.ts';
import type { Target } from '../providers/provider.ts';
import type { ChosenRoute } from '../routing/chosen-route.ts';
import { dataClassOf } from '../routing/data-class-of.ts';
import { boundAt } from '../stages/bound-at.ts';
import { attributionOf } from '../stages/describe-call.ts';
import { promptOf } from './prompt-of.ts';
import type { TenantPolicies } from './tenant-policies.ts';

/** A call as its facts are read from it. */
interface Source {
  readonly call: GatewayCall;
  readonly caller: Caller;
  readonly asked: Asked;
  readonly policies: TenantPolicies;
  readonly attribution: CallAttribution;
  readonly chains: Chains;
  readonly route: ChosenRoute | null;
  readonly nowMs: number;
}

/** Bytes of JSON that are about one token. */
const bytesPerToken = 4;

/** Whence a call comes, past the proxies that are trusted, as for the networks of keys; null where nothing is known but the caller's words. */
function addressOf({ request, runtime }: GatewayCall): string | null {
  const { remoteAddress } = request;
  return remoteAddress === null ? null : clientAddress(remoteAddress, request.header('x-forwarded-for'), runtime.settings.proxies);
}

/** Where each field of a call is found; those of a target are below. */
const readers: Readonly<Record<string, (source: Source) => Fact>> = {
  // What the caller named, whatever the organization had asked in its place.
  requested_model: ({ asked, call }) =>
    call.transformed?.askedModel ?? call.thresholds?.downgradedFrom ?? call.policies?.namedModel ?? asked.ask.model,
  route: ({ route }) => route?.name ?? null,
  protocol: ({ asked }) => asked.protocol.name,
  streamed: ({ asked }) => asked.ask.streamed,
  task: ({ asked }) => asked.taskType,
  data_class: ({ call, asked }) => asked.dataClass ?? dataClassOf(call.request),
  input_tokens: ({ asked: { ask } }) => Math.ceil((ask.size.bytes - ask.size.opaqueBytes) / bytesPerToken),
  max_output_tokens: ({ asked }) => asked.ask.outputTokensMax,
  request_bytes: ({ asked }) => asked.ask.size.bytes,
  media_count: ({ asked }) => asked.ask.size.media,
  choices: ({ asked }) => asked.ask.choices,
  prompt: ({ asked }) => promptOf(asked.ask),
  ip: ({ call }) => addressOf(call),
  user_agent: ({ call }) => call.request.header('user-agent') ?? null,
  time: ({ nowMs }) => nowMs,
  user: ({ caller }) => caller.principal.userId,
  user_domain: ({ caller }) => caller.principal.emailDomain ?? null,
  key: ({ caller }) => caller.principal.keyId,
  team: ({ chains }) => chains.teams,
  department: ({ chains }) => chains.departments,
  project: ({ attribution }) => attribution.projectId ?? null,
  environment: ({ attribution }) => attribution.environmentId ?? null,
  roles: ({ caller, policies }) => policies.rolesOf(caller.principal.userId),
  ...Object.fromEntries(
    policyWindowFields.map((field) => [
      field.name,
      ({ policies, attribution, nowMs }: Source) => policies.usage?.of(field, attribution, nowMs) ?? null,
    ]),
  ),
};

/** Facts that are still to be completed for each target. */
export interface CallFactsDraft extends Facts {
  readonly values: Fact[];
}

/** What is known of a call, as far as a policy asks for it. Throws AppError('invalid_request') for a data class that is none. */
export function factsOfCall(
  call: GatewayCall,
  caller: Caller,
  asked: Asked,
  policies: TenantPolicies,
  route: ChosenRoute | null,
): CallFactsDraft {
  const { principal } = caller;
  const attribution = call.attribution ?? attributionOf(principal);
  const nowMs = call.runtime.clock.now();
  const chains = policies.chainsOf(principal.teamId, principal.departmentId);
  const source: Source = { call, caller, asked, policies, attribution, chains, route, nowMs };
  const values: Fact[] = new Array<Fact>(factCount).fill(null);
  for (const name of policies.set.fields) {
    const slot = slotOf(name);
    const read = readers[name];
    if (slot !== undefined && read !== undefined) values[slot] = read(source);
  }
  const { projectId } = attribution;
  const places = [...chains.teams, ...chains.departments, ...(projectId === undefined ? [] : [projectId])];
  return { values, tags: asked.tags, nowMs, places };
}

const slots = { model: 0, provider: 0, connection: 0, region: 0, estimated_cost: 0 };
for (const name of ['model', 'provider', 'connection', 'region', 'estimated_cost'] as const) slots[name] = slotOf(name) ?? 0;

/** Completes the facts with what is known of a target; what was known of another is replaced. */
export function setTarget(facts: CallFactsDraft, call: GatewayCall, asked: Asked, policies: TenantPolicies, target: Target): void {
  const { values } = facts;
  values[slots.model] = target.model === '' ? null : target.model;
  values[slots.provider] = target.provider.name;
  values[slots.connection] = target.connection.name;
  values[slots.region] = policies.regionOf(target.connection.connectionId);
  if (policies.set.fields.has('estimated_cost')) values[slots.estimated_cost] = Number(boundAt(call, asked, target));
}
