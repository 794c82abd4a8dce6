/** What an attribute of a SCIM resource is (RFC 7643 section 7); the lists from which schemas are told and values are checked. */
export interface Attribute {
  readonly name: string;
  readonly type: 'string' | 'boolean' | 'complex' | 'reference' | 'dateTime' | 'binary';
  readonly multiValued: boolean;
  readonly required: boolean;
  readonly caseExact: boolean;
  readonly mutability: 'readWrite' | 'readOnly' | 'immutable' | 'writeOnly';
  readonly returned: 'default' | 'always' | 'never' | 'request';
  readonly uniqueness: 'none' | 'server';
  readonly description: string;
  readonly subAttributes?: readonly Attribute[];
  readonly referenceTypes?: readonly string[];
}

type Options = Partial<Omit<Attribute, 'name' | 'description'>>;

const attribute = (name: string, description: string, options: Options = {}): Attribute => ({
  name,
  type: 'string',
  multiValued: false,
  required: false,
  caseExact: false,
  mutability: 'readWrite',
  returned: 'default',
  uniqueness: 'none',
  description,
  ...options,
});

/** A list whose items have a value, a type and a primary one among them (RFC 7643 section 2.4). */
const list = (name: string, description: string, value: Options = {}, more: readonly Attribute[] = []): Attribute =>
  attribute(name, description, {
    type: 'complex',
    multiValued: true,
    subAttributes: [
      attribute('value', 'The value itself', value),
      attribute('display', 'How people read it'),
      attribute('type', 'What it is for, such as work or home'),
      attribute('primary', 'The one to prefer; at most one is', { type: 'boolean' }),
      ...more,
    ],
  });

const externalReference: Options = { type: 'reference', caseExact: true, referenceTypes: ['external'] };
const readOnly: Options = { mutability: 'readOnly' };

/** What every resource has (RFC 7643 section 3.1). */
export const commonAttributes: readonly Attribute[] = [
  attribute('schemas', 'Schemas of the resource', { multiValued: true, caseExact: true, returned: 'always', mutability: 'readOnly' }),
  attribute('id', 'Given by Tollgate; never changes', {
    caseExact: true,
    returned: 'always',
    mutability: 'readOnly',
    uniqueness: 'server',
  }),
  attribute('externalId', 'Given by the directory', { caseExact: true }),
  attribute('meta', 'When it was made and changed, and where it is', {
    type: 'complex',
    ...readOnly,
    subAttributes: [
      attribute('resourceType', 'User or Group', { ...readOnly, caseExact: true }),
      attribute('created', 'When it was made', { ...readOnly, type: 'dateTime', caseExact: true }),
      attribute('lastModified', 'When it last changed', { ...readOnly, type: 'dateTime', caseExact: true }),
      attribute('location', 'Its address', { ...readOnly, type: 'reference', caseExact: true, referenceTypes: ['uri'] }),
    ],
  }),
];

/** RFC 7643 section 4.1, without passwords: nobody signs in with one that a directory chose. */
export const userAttributes: readonly Attribute[] = [
  attribute('userName', 'How the directory names the person; unique in upper and lower case', { required: true, uniqueness: 'server' }),
  attribute('name', 'The parts of the name', {
    type: 'complex',
    subAttributes: [
      attribute('formatted', 'The whole name'),
      attribute('familyName', 'Family name'),
      attribute('givenName', 'Given name'),
      attribute('middleName', 'Middle name'),
      attribute('honorificPrefix', 'Such as Dr.'),
      attribute('honorificSuffix', 'Such as III'),
    ],
  }),
  attribute('displayName', 'The name that is shown'),
  attribute('nickName', 'How the person is called'),
  attribute('profileUrl', 'A page about the person', externalReference),
  attribute('title', 'Such as Vice President'),
  attribute('userType', 'Such as Employee or Contractor'),
  attribute('preferredLanguage', 'As in Accept-Language'),
  attribute('locale', 'Such as en-US'),
  attribute('timezone', 'IANA time zone, such as Europe/Berlin'),
  attribute('active', 'Whether the person may sign in; false ends sessions and keys', { type: 'boolean' }),
  list('emails', 'E-mail addresses; people sign in with the primary one'),
  list('phoneNumbers', 'Telephone numbers'),
  list('ims', 'Addresses of instant messaging'),
  list('photos', 'Addresses of pictures', externalReference),
  attribute('addresses', 'Postal addresses', {
    type: 'complex',
    multiValued: true,
    subAttributes: [
      attribute('formatted', 'The whole address'),
      attribute('streetAddress', 'Street and number'),
      attribute('locality', 'Town'),
      attribute('region', 'State or region'),
      attribute('postalCode', 'Postal code'),
      attribute('country', 'Country'),
      attribute('type', 'Such as work or home'),
      attribute('primary', 'The one to prefer; at most one is', { type: 'boolean' }),
    ],
  }),
  attribute('groups', 'Groups the person is in; changed through the groups', {
    type: 'complex',
    multiValued: true,
    ...readOnly,
    subAttributes: [
      attribute('value', 'Id of the group', readOnly),
      attribute('$ref', 'Address of the group', { ...readOnly, type: 'reference', referenceTypes: ['Group'] }),
      attribute('display', 'Name of the group', readOnly),
      attribute('type', 'Always direct', readOnly),
    ],
  }),
  list('entitlements', 'What the directory says the person is entitled to; kept, decides nothing'),
  list('roles', 'What the directory calls the person’s roles; kept, decides nothing'),
  list('x509Certificates', 'Certificates', { type: 'binary', caseExact: true }),
];

/** RFC 7643 section 4.3. */
export const enterpriseAttributes: readonly Attribute[] = [
  attribute('employeeNumber', 'Number of the employee'),
  attribute('costCenter', 'Cost center'),
  attribute('organization', 'Organization'),
  attribute('division', 'Division'),
  attribute('department', 'Department'),
  attribute('manager', 'Whom the person reports to', {
    type: 'complex',
    subAttributes: [
      attribute('value', 'Id of the manager'),
      attribute('$ref', 'Address of the manager', { type: 'reference', referenceTypes: ['User'] }),
      attribute('displayName', 'Name of the manager'),
    ],
  }),
];

/** RFC 7643 section 4.2; members are people. */
export const groupAttributes: readonly Attribute[] = [
  attribute('displayName', 'The name of the group; unique in upper and lower case', { required: true, uniqueness: 'server' }),
  attribute('members', 'The people in the group', {
    type: 'complex',
    multiValued: true,
    subAttributes: [
      attribute('value', 'Id of the person', { mutability: 'immutable' }),
      attribute('$ref', 'Address of the person', { type: 'reference', mutability: 'immutable', referenceTypes: ['User'] }),
      attribute('display', 'Name of the person', { mutability: 'immutable' }),
      attribute('type', 'Always User', { mutability: 'immutable' }),
    ],
  }),
];
