import { scimPageMax } from '#lib/contracts/scim.ts';
import type { Attribute } from './attributes.ts';
import { enterpriseAttributes, groupAttributes, userAttributes } from './attributes.ts';
import { groupKind, type ResourceKind, type ScimResource, urns, userKind } from './resource-kind.ts';

/** What the service can do and what its resources look like (RFC 7643 sections 5 to 7); the same for every tenant. */

const metaOf = (resourceType: string, location: string) => ({ meta: { resourceType, location } });

export function serviceProviderConfig(base: string): ScimResource {
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
    patch: { supported: true },
    bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
    filter: { supported: true, maxResults: scimPageMax },
    changePassword: { supported: false },
    sort: { supported: false },
    etag: { supported: false },
    authenticationSchemes: [
      {
        type: 'oauthbearertoken',
        name: 'Bearer token',
        description:
          'An API token of the organization, or the access token of one of its OAuth clients, with the permission scim.provision',
        specUri: 'https://www.rfc-editor.org/info/rfc6750',
        primary: true,
      },
    ],
    ...metaOf('ServiceProviderConfig', `${base}/ServiceProviderConfig`),
  };
}

function resourceTypeOf({ name, endpoint, description, schema, extensions }: ResourceKind, base: string): ScimResource {
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:ResourceType'],
    id: name,
    name,
    endpoint,
    description,
    schema,
    schemaExtensions: Object.keys(extensions).map((urn) => ({ schema: urn, required: false })),
    ...metaOf('ResourceType', `${base}/ResourceTypes/${name}`),
  };
}

export const resourceTypes = (base: string): readonly ScimResource[] => [userKind, groupKind].map((kind) => resourceTypeOf(kind, base));

function definitionOf({ subAttributes, referenceTypes, ...attribute }: Attribute): ScimResource {
  return {
    ...attribute,
    ...(referenceTypes === undefined ? {} : { referenceTypes: [...referenceTypes] }),
    ...(subAttributes === undefined ? {} : { subAttributes: subAttributes.map(definitionOf) }),
  };
}

const schemaOf = (id: string, name: string, description: string, attributes: readonly Attribute[], base: string): ScimResource => ({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:Schema'],
  id,
  name,
  description,
  attributes: attributes.map(definitionOf),
  ...metaOf('Schema', `${base}/Schemas/${id}`),
});

export const schemas = (base: string): readonly ScimResource[] => [
  schemaOf(urns.user, 'User', 'A person of the organization', userAttributes, base),
  schemaOf(urns.enterprise, 'EnterpriseUser', 'What companies say of their people', enterpriseAttributes, base),
  schemaOf(urns.group, 'Group', 'People who are given the same roles', groupAttributes, base),
];
