import { isIP } from 'node:net';

/**
 * The rules of the Open Cybersecurity Schema Framework 1.8.0 for the classes that are sent, written from its published class and
 * object definitions and not from the code that makes events: required attributes, values of enumerations, "at least one of"
 * constraints, attributes a class does not have, and the arithmetic of the taxonomy.
 */

type Json = Readonly<Record<string, unknown>>;

interface ClassRules {
  readonly category: number;
  /** Values of `activity_id` besides 0 (unknown) and 99 (other). */
  readonly activities: readonly number[];
  readonly required: readonly string[];
  /** What the class has besides the base event; names with `:` are there under that profile alone. */
  readonly has: readonly string[];
  readonly oneOf?: readonly string[];
  /** Values of `status_id`: of events how they ended, of findings how far somebody got with them. */
  readonly statuses: readonly number[];
}

const upTo = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1);

const baseRequired = ['activity_id', 'category_uid', 'class_uid', 'metadata', 'severity_id', 'time', 'type_uid'];
const baseHas = [
  ...baseRequired,
  ...['activity_name', 'category_name', 'class_name', 'type_name', 'severity', 'status', 'status_id', 'status_code', 'status_detail'],
  ...['count', 'duration', 'start_time', 'end_time', 'timezone_offset', 'message', 'enrichments', 'observables', 'raw_data', 'unmapped'],
];
const outcome = [1, 2];
const iam = ['http_request', 'http_response', 'src_endpoint', 'host:actor', 'host:device'];
const iamClass = { category: 3, statuses: outcome };
const finding = [
  ...['finding_info', 'comment', 'resources', 'remediation', 'evidences', 'vendor_attributes', 'confidence_id', 'confidence_score'],
  ...['device', 'risk_level_id', 'risk_score'],
];
const securityControl = ['action', 'action_id', 'disposition', 'disposition_id', 'policy', 'authorizations', 'attacks', 'firewall_rule'];

const classes: Readonly<Record<number, ClassRules>> = {
  2003: { category: 2, activities: upTo(3), required: ['compliance', 'finding_info'], has: [...finding, 'compliance'], statuses: upTo(6) },
  2004: {
    ...{ category: 2, activities: upTo(3), required: ['finding_info'], statuses: upTo(6) },
    has: [...finding, 'is_alert', 'impact_id', 'malware', ...securityControl.map((name) => `security_control:${name}`)],
  },
  3001: { ...iamClass, activities: upTo(11), required: ['user'], has: [...iam, 'user', 'user_result', 'policy', 'actor'] },
  3002: {
    ...{ ...iamClass, activities: upTo(7), required: ['user'], oneOf: ['service', 'dst_endpoint'] },
    has: [
      ...[...iam, 'actor', 'user', 'service', 'dst_endpoint', 'auth_protocol', 'auth_protocol_id', 'certificate', 'is_cleartext'],
      ...['is_mfa', 'is_new_logon', 'is_remote', 'logon_process', 'logon_type', 'logon_type_id', 'session', 'auth_factors'],
    ],
  },
  3004: { ...iamClass, activities: upTo(13), required: ['entity'], has: [...iam, 'entity', 'entity_result', 'comment'] },
  3005: { ...iamClass, activities: [1, 2], required: ['user'], has: [...iam, 'user', 'privileges', 'resource', 'resources'] },
  6003: {
    ...{ category: 6, activities: upTo(4), required: ['actor', 'api', 'src_endpoint'], statuses: outcome },
    has: ['actor', 'api', 'src_endpoint', 'dst_endpoint', 'http_request', 'http_response', 'resources', 'trace:trace'],
  },
};

const severities = ['Unknown', 'Informational', 'Low', 'Medium', 'High', 'Critical', 'Fatal'];
const dispositions: Readonly<Record<number, string>> = { 1: 'Allowed', 2: 'Blocked', 15: 'Detected', 17: 'Logged', 19: 'Alert' };

/** Constraints of objects, by the names under which the classes hold them. */
const objects: Readonly<Record<string, { readonly required?: readonly string[]; readonly oneOf?: readonly string[] }>> = {
  metadata: { required: ['product', 'version'] },
  product: { required: ['name', 'vendor_name'] },
  actor: { oneOf: ['process', 'user', 'session', 'app_name', 'app_uid'] },
  user: { oneOf: ['account', 'name', 'uid'] },
  entity: { oneOf: ['name', 'uid'] },
  service: { oneOf: ['name', 'uid'] },
  resources: { oneOf: ['name', 'uid'] },
  src_endpoint: { oneOf: ['ip', 'uid', 'name', 'hostname', 'svc_name', 'instance_uid', 'interface_uid', 'interface_name', 'domain'] },
  api: { required: ['operation'] },
  request: { required: ['uid'] },
  finding_info: { required: ['uid', 'title'] },
  compliance: { required: ['standards'] },
  remediation: { required: ['desc'] },
  evidences: { oneOf: ['actor', 'api', 'data', 'src_endpoint', 'dst_endpoint', 'http_request', 'user'] },
};
/** Enumerations of objects and profiles, with the name that has to stand beside "other" (99). */
const enumerations: Readonly<Record<string, { readonly values: readonly number[]; readonly caption?: string }>> = {
  type_id: { values: [0, 1, 2, 3, 4, 99], caption: 'type' },
  action_id: { values: [0, 1, 2, 3, 4, 99], caption: 'action' },
  disposition_id: { values: [...upTo(27), 0, 99], caption: 'disposition' },
  auth_protocol_id: { values: [...upTo(13), 0, 99], caption: 'auth_protocol' },
};
const complianceStatuses = { values: [0, 1, 2, 3, 99], caption: 'status' };

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
const isGiven = (value: unknown): boolean =>
  value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0);

/** What an object and those in it break; free JSON (`data`, `unmapped`) is not looked into. */
function faultsIn(value: Json, path: string, name: string): string[] {
  const { required = [], oneOf = [] } = objects[name] ?? {};
  const faults = required.filter((field) => !isGiven(value[field])).map((field) => `${path}.${field} is required`);
  if (oneOf.length > 0 && !oneOf.some((field) => isGiven(value[field]))) faults.push(`${path} has none of ${oneOf.join(', ')}`);
  for (const [field, inner] of Object.entries(value)) {
    const at = path === '' ? field : `${path}.${field}`;
    const enumeration = name === 'compliance' && field === 'status_id' ? complianceStatuses : enumerations[field];
    if (inner === '' || inner === null) faults.push(`${at} is empty`);
    if (field === 'ip' && isIP(String(inner)) === 0) faults.push(`${at} is no address`);
    if ((field === 'time' || field.endsWith('_time')) && !isEpochMs(inner)) faults.push(`${at} is no time in milliseconds`);
    if (enumeration !== undefined && !enumeration.values.includes(Number(inner))) faults.push(`${at} has no value ${String(inner)}`);
    if (enumeration?.caption !== undefined && inner === 99 && !isGiven(value[enumeration.caption]))
      faults.push(`${at} is other, and ${enumeration.caption} does not say which`);
    if (field === 'data' || field === 'unmapped') continue;
    for (const one of Array.isArray(inner) ? inner : [inner]) if (isObject(one)) faults.push(...faultsIn(one, at, field));
  }
  return faults;
}

const isEpochMs = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) > Date.UTC(2000, 0);

function profilesOf({ metadata }: Json): readonly string[] {
  const profiles = isObject(metadata) ? metadata.profiles : undefined;
  return Array.isArray(profiles) ? profiles.map(String) : [];
}

/** Every rule that an event breaks, in words; none for one that a strict reader takes. */
export function ocsfFaults(event: Json): string[] {
  const { activity_id: activity, class_uid: uid, category_uid: category, type_uid: type, status_id: status } = event;
  const rules = classes[Number(uid)];
  if (rules === undefined) return [`class_uid ${String(uid)} is not one that is sent`];
  const faults = [...baseRequired, ...rules.required].filter((field) => !isGiven(event[field])).map((field) => `${field} is required`);
  const profiles = profilesOf(event);
  const has = new Set([
    ...baseHas,
    ...rules.has.map((name) => (profiles.includes(name.split(':')[0] ?? '') ? (name.split(':')[1] ?? name) : name)),
  ]);
  faults.push(...Object.keys(event).flatMap((name) => (has.has(name) ? [] : [`${name} is no attribute of class ${String(uid)}`])));
  if (category !== rules.category || Number(uid) - (Number(uid) % 1000) !== rules.category * 1000) faults.push('category_uid is another');
  if (type !== Number(uid) * 100 + Number(activity)) faults.push('type_uid is not class_uid × 100 + activity_id');
  if (![0, 99, ...rules.activities].includes(Number(activity))) faults.push(`activity_id has no value ${String(activity)}`);
  if (activity === 99 && !isGiven(event.activity_name)) faults.push('activity_id is other, and activity_name does not say which');
  if (status !== undefined && ![0, 99, ...rules.statuses].includes(Number(status))) faults.push(`status_id has no value ${String(status)}`);
  if (event.severity !== undefined && event.severity !== severities[Number(event.severity_id)])
    faults.push('severity is not that of severity_id');
  const disposition = dispositions[Number(event.disposition_id)];
  if (event.disposition !== undefined && event.disposition !== disposition) faults.push('disposition is not that of disposition_id');
  if (rules.oneOf !== undefined && !rules.oneOf.some((field) => isGiven(event[field]))) faults.push(`none of ${rules.oneOf.join(', ')}`);
  if (isObject(event.metadata) && event.metadata.version !== '1.8.0') faults.push('metadata.version is another');
  return [...faults, ...faultsIn(event, '', '')];
}
