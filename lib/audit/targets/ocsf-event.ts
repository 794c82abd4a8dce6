import { z } from 'zod';
import type { OpenedEntry } from '../logged-entries.ts';
import { plainAddress } from './plain-address.ts';

/**
 * Entries as events of the Open Cybersecurity Schema Framework 1.8.0 (schema.ocsf.io). The whole leaf and its hash go along
 * as `unmapped`, so that whoever has only the SIEM can still compare with the log.
 */

export const ocsfVersion = '1.8.0';

/** What leaves say in the clear. */
export const LeafFields = z.object({
  tenant: z.string(),
  epoch: z.string(),
  index: z.string(),
  id: z.string(),
  time: z.string(),
  actor_kind: z.string(),
  actor: z.string().nullable(),
  action: z.string(),
  resource_kind: z.string(),
  resource: z.string(),
  result: z.string(),
  request: z.string(),
  subject: z.string().nullable(),
});
export type LeafFields = z.output<typeof LeafFields>;

/** `activity_id` of what none of the listed activities is. */
const otherId = 99;

interface OcsfClass {
  readonly category: number;
  readonly uid: number;
  readonly activity: number;
}

/** Verbs of our operations and the activities of Entity Management (3004). */
const entityActivities: Readonly<Record<string, number>> = {
  ...{ create: 1, add: 1, import: 1, issue: 1, book: 1, publish: 3, list: 2, get: 2, export: 2, verify: 2, prove: 2, state: 2 },
  ...{ update: 3, set: 3, rotate: 3, rename: 3, change: 3, delete: 4, archive: 4, revoke: 4, remove: 4, erase: 4, cancel: 4 },
  ...{ move: 5, restore: 8, enable: 8, disable: 9, reactivate: 10, deactivate: 11, pause: 12, suspend: 12, resume: 13 },
};

/** Account Change (3001): create, enable, password change and reset, disable, delete; anything else is 99. */
const accountActivities: Readonly<Record<string, number>> = {
  ...{ create: 1, reactivate: 2, change_password: 3, reset_password: 4, deactivate: 5, erase: 6 },
};

/** What the gateway refuses for a policy or a guardrail: something was detected. All else that it refuses is a matter of the call. */
const detections = new Set(['policy_denied', 'approval_required', 'guardrail_blocked']);

const isReading = (verb: string): boolean => verb === 'list' || verb === 'get';

/** Category, class and activity of an action; `after` is what the entry holds of it, as far as it was not erased. */
export function ocsfClassOf(action: string, after?: unknown): OcsfClass {
  const [resource = '', verb = ''] = action.split('.');
  if (action === 'compliance_check.flip') return { category: 2, uid: 2003, activity: 2 };
  if (action === 'gateway.refuse' && detections.has(textIn(after, 'code'))) return { category: 2, uid: 2004, activity: 1 };
  if ((resource === 'session' && !isReading(verb)) || verb === 'sign_in' || verb === 'sign_out')
    return { category: 3, uid: 3002, activity: verb === 'sign_in' ? 1 : verb === 'sign_out' || verb === 'revoke' ? 2 : otherId };
  if (action === 'usage.batch' || resource === 'gateway')
    return { category: 6, uid: 6003, activity: action === 'usage.batch' ? 1 : otherId };
  if ((resource === 'user' || resource === 'me') && !isReading(verb))
    return { category: 3, uid: 3001, activity: accountActivities[verb] ?? otherId };
  if (['role', 'group', 'member', 'user_role'].includes(resource) && ['grant', 'revoke', 'add', 'remove', 'assign'].includes(verb))
    return { category: 3, uid: 3005, activity: ['grant', 'add', 'assign'].includes(verb) ? 1 : 2 };
  return { category: 3, uid: 3004, activity: entityActivities[verb.split('_')[0] ?? ''] ?? otherId };
}

const severityOf = (result: string): { id: number; name: string } =>
  result === 'success' ? { id: 1, name: 'Informational' } : result === 'denied' ? { id: 3, name: 'Medium' } : { id: 2, name: 'Low' };

/** A member of what was stored that is a text; empty for any other. */
function textIn(value: unknown, name: string): string {
  const member: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
  return typeof member === 'string' ? member : '';
}

/** What the classes of findings (2003, 2004) ask for: what was found, and for checks how it stands. */
function findingOf(uid: number, leaf: LeafFields, after: unknown): Record<string, unknown> {
  if (uid !== 2003 && uid !== 2004) return {};
  const time = Date.parse(leaf.time);
  const isFault = textIn(after, 'status') === 'fail';
  const title = uid === 2004 ? `The gateway refused calls: ${textIn(after, 'code')}` : `A check changed: ${leaf.resource}`;
  const found = { finding_info: { uid: leaf.id, title, created_time: time, types: [leaf.action] } };
  if (uid === 2004) return { ...found, is_alert: true, action_id: 2, action: 'Denied', disposition_id: 2, disposition: 'Blocked' };
  const [status, statusId] = isFault ? ['Fail', 3] : textIn(after, 'status') === 'pass' ? ['Pass', 1] : ['Other', 99];
  // Entries of before frameworks were named in them refer to the checks themselves.
  const named: unknown = Object(after).frameworks;
  const standards = Array.isArray(named) && named.length > 0 ? named.map(String) : ['Tollgate checks'];
  return { ...found, compliance: { control: leaf.resource, standards, status, status_id: statusId } };
}

const parsed = (text: string | null | undefined): unknown => (typeof text === 'string' ? JSON.parse(text) : undefined);

/** Empty texts say nothing, and strict readers refuse them. */
const said = (text: string | null | undefined): string | undefined => (text === null || text === '' ? undefined : text);

/** Who did it; of who was erased, and of who never said, only the kind is left. */
function userOf({ actor, actor_kind: kind }: LeafFields, name: string | null | undefined): Record<string, unknown> {
  const typeIds: Readonly<Record<string, number>> = { user: 1, token: 1, client: 4, system: 3 };
  return { name: said(name) ?? (actor === null ? kind : undefined), uid: said(actor), type_id: typeIds[kind] ?? 0 };
}

/** What each class of events has of its own; findings hold who and where from as evidence. */
function partsOf(uid: number, leaf: LeafFields, { values }: OpenedEntry, about: Record<string, unknown>): Record<string, unknown> {
  const actor = { user: userOf(leaf, values.actor_name) };
  // Work of the system itself comes from no address.
  const ip = said(values.ip);
  const endpoint = ip === undefined ? { name: 'Tollgate' } : { ip: plainAddress(ip) };
  if (uid === 2003) return { resources: [about] };
  if (uid === 2004) return { resources: [about], evidences: [{ actor, src_endpoint: endpoint }] };
  const agent = said(values.user_agent);
  const from = { actor, src_endpoint: endpoint, ...(agent === undefined ? {} : { http_request: { user_agent: agent } }) };
  const subject = { uid: leaf.subject ?? leaf.resource };
  switch (uid) {
    case 3001:
      return { ...from, user: subject };
    case 3002: {
      const user = leaf.subject === null || leaf.subject === leaf.actor ? actor.user : { uid: leaf.subject };
      return { ...from, user, service: { name: 'Tollgate' }, auth_protocol_id: 99, auth_protocol: 'session', is_remote: true };
    }
    case 3005:
      return { ...from, user: subject, privileges: [leaf.action], resources: [about] };
    case 6003:
      return { ...from, api: { operation: leaf.action, request: { uid: leaf.request } }, resources: [about] };
    default:
      return { ...from, entity: about };
  }
}

/** The profiles whose attributes a class uses: who acted is of `host` for identities, what was done about it of `security_control`. */
const profilesOf = (uid: number): readonly string[] => (uid === 2004 ? ['security_control'] : uid >= 3000 && uid < 4000 ? ['host'] : []);

/** One event; `version` is the product's. */
export function ocsfEvent(entry: OpenedEntry, version: string): Record<string, unknown> {
  const leaf = LeafFields.parse(JSON.parse(entry.leaf));
  const { values } = entry;
  const after = parsed(values.after);
  const { category, uid, activity } = ocsfClassOf(leaf.action, after);
  const isFinding = category === 2;
  const severity = severityOf(isFinding && textIn(after, 'status') === 'fail' ? 'denied' : leaf.result);
  const about = { uid: leaf.resource, type: leaf.resource_kind, data: { before: parsed(values.before), after } };
  const profiles = profilesOf(uid);
  return {
    activity_id: activity,
    // Only what is none of the listed activities has a name of its own.
    ...(activity === otherId ? { activity_name: leaf.action.split('.')[1] ?? leaf.action } : {}),
    category_uid: category,
    class_uid: uid,
    type_uid: uid * 100 + activity,
    time: Date.parse(leaf.time),
    severity_id: severity.id,
    severity: severity.name,
    // Of findings it says how far somebody got with them: new.
    status_id: isFinding || leaf.result === 'success' ? 1 : 2,
    status_detail: leaf.result,
    message: leaf.action,
    metadata: {
      version: ocsfVersion,
      ...(profiles.length === 0 ? {} : { profiles }),
      product: { name: 'Tollgate', vendor_name: 'Tollgate', version },
      uid: leaf.id,
      sequence: Number(leaf.index),
      tenant_uid: leaf.tenant,
      correlation_uid: leaf.request,
      event_code: leaf.action,
    },
    ...partsOf(uid, leaf, entry, about),
    ...findingOf(uid, leaf, after),
    unmapped: { leaf: entry.leaf, leaf_hash: entry.leafHash, epoch: leaf.epoch },
  };
}
