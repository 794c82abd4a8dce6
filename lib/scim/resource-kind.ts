import { type Attribute, commonAttributes, enterpriseAttributes, groupAttributes, userAttributes } from './attributes.ts';

/** URNs of RFC 7643 section 10.3 and RFC 7644 section 3. */
export const urns = {
  user: 'urn:ietf:params:scim:schemas:core:2.0:User',
  enterprise: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
  group: 'urn:ietf:params:scim:schemas:core:2.0:Group',
  list: 'urn:ietf:params:scim:api:messages:2.0:ListResponse',
  patch: 'urn:ietf:params:scim:api:messages:2.0:PatchOp',
  search: 'urn:ietf:params:scim:api:messages:2.0:SearchRequest',
  error: 'urn:ietf:params:scim:api:messages:2.0:Error',
} as const;

/** A kind of resource: its schema, and what may extend it. */
export interface ResourceKind {
  readonly name: 'User' | 'Group';
  readonly endpoint: '/Users' | '/Groups';
  readonly description: string;
  readonly schema: string;
  /** Attributes of the schema, and those every resource has. */
  readonly attributes: readonly Attribute[];
  readonly extensions: Readonly<Record<string, readonly Attribute[]>>;
}

export const userKind: ResourceKind = {
  name: 'User',
  endpoint: '/Users',
  description: 'People of the organization',
  schema: urns.user,
  attributes: [...commonAttributes, ...userAttributes],
  extensions: { [urns.enterprise]: enterpriseAttributes },
};

export const groupKind: ResourceKind = {
  name: 'Group',
  endpoint: '/Groups',
  description: 'Groups of people',
  schema: urns.group,
  attributes: [...commonAttributes, ...groupAttributes],
  extensions: {},
};

/** A resource as JSON, with the names of its attributes as the schema writes them. */
export type ScimResource = Record<string, unknown>;

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Names compare without case (RFC 7643 section 2.1). */
export const attributeNamed = (attributes: readonly Attribute[], name: string): Attribute | undefined => {
  const wanted = name.toLowerCase();
  return attributes.find((attribute) => attribute.name.toLowerCase() === wanted);
};
