import type { SsoKind } from '#lib/contracts/sso-kinds.ts';

/** What people read of a kind of provider while they connect it. Steps name things as the provider does. */
export interface KindGuide {
  readonly label: string;
  readonly issuerHint: string;
  readonly steps: readonly string[];
}

/** Written from the providers' documentation; not checked against their live consoles. */
export const kindGuides: Readonly<Record<SsoKind, KindGuide>> = {
  okta: {
    label: 'Okta',
    issuerHint: 'Your Okta address, such as https://acme.okta.com, or that of an authorization server ending in /oauth2/default.',
    steps: [
      'In the Admin Console choose Applications, Create App Integration, OIDC and Web Application.',
      'Leave Authorization Code as the grant type. Put the redirect address of the connection into Sign-in redirect URIs.',
      'Assign the people and groups who may use Tollgate.',
      'Under Sign On, set the groups claim filter of the ID token to groups, Matches regex, .*',
      'Copy client ID and client secret into the form.',
    ],
  },
  entra: {
    label: 'Microsoft Entra ID',
    issuerHint: 'https://login.microsoftonline.com/<directory (tenant) ID>/v2.0',
    steps: [
      'In the Entra admin center choose App registrations, New registration, accounts in this directory only.',
      'As redirect URI choose Web and paste the redirect address of the connection.',
      'Under Token configuration add the optional claim email, and the groups claim of the ID token.',
      'Under Certificates & secrets make a client secret and copy its value.',
      'Groups come as object IDs: use those in the mappings.',
    ],
  },
  google: {
    label: 'Google Workspace',
    issuerHint: 'Always https://accounts.google.com.',
    steps: [
      'In the Google Cloud console choose APIs & Services, OAuth consent screen, user type Internal.',
      'Under Credentials make an OAuth client ID of the type Web application.',
      'Put the redirect address of the connection into Authorized redirect URIs.',
      'Copy client ID and client secret into the form. Google sends no groups; connect SAML where you need them.',
    ],
  },
  oidc: {
    label: 'OpenID Connect',
    issuerHint: 'Exactly as the discovery document at /.well-known/openid-configuration says it.',
    steps: [
      'Register a confidential web client with the authorization code flow.',
      'Allow the redirect address of the connection, and /sign-in of this address after signing out.',
      'Release email, email_verified and name, and groups if you map them.',
    ],
  },
  saml: {
    label: 'SAML 2.0',
    issuerHint: '',
    steps: [
      'Make a SAML application. Its entity ID (audience) and its Assertion Consumer Service are on the connection’s page, also as metadata.',
      'Have it sign assertions with SHA-256. It may encrypt them for the key in our metadata.',
      'Choose the e-mail address or a persistent id as NameID.',
      'Release the attributes email, name and groups.',
      'Paste the provider’s metadata into the form.',
    ],
  },
};

export const kindOptions = Object.entries(kindGuides).map(([value, { label }]) => ({ value, label }));
