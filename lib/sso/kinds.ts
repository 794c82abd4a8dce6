import type { SsoKind } from '#lib/contracts/sso-kinds.ts';
import type { SsoClaims } from '#lib/contracts/sso-resource.ts';

/** What sets one kind of provider apart from the others. */
export interface KindFacts {
  readonly label: string;
  readonly protocol: 'oidc' | 'saml';
  /** The only issuer it has; null where each customer has its own. */
  readonly issuer: string | null;
  /** Why an issuer cannot be one of this kind, in words; undefined when it can. */
  issuerFault(issuer: URL): string | undefined;
  readonly scopes: readonly string[];
  /** Where e-mail, name and groups are unless the tenant says otherwise. */
  readonly claims: SsoClaims;
}

const anyIssuer = (): undefined => undefined;
const ofEveryTenant = new Set(['common', 'organizations', 'consumers', '{tenantid}']);

/** Facts of each kind, from the documentation of the providers; none was checked against the live service. */
export const kindFacts: Readonly<Record<SsoKind, KindFacts>> = {
  okta: {
    ...{ label: 'Okta', protocol: 'oidc', issuer: null, issuerFault: anyIssuer },
    ...{ scopes: ['profile', 'email', 'groups'], claims: { email: 'email', name: 'name', groups: 'groups' } },
  },
  entra: {
    ...{ label: 'Microsoft Entra ID', protocol: 'oidc', issuer: null },
    // An issuer for all of Microsoft's customers would let any of them in.
    issuerFault: ({ pathname }) =>
      ofEveryTenant.has(decodeURIComponent(pathname.split('/')[1] ?? '').toLowerCase())
        ? 'Must name your own directory: https://login.microsoftonline.com/<directory id>/v2.0'
        : undefined,
    ...{ scopes: ['profile', 'email'], claims: { email: 'email', name: 'name', groups: 'groups' } },
  },
  google: {
    ...{ label: 'Google Workspace', protocol: 'oidc', issuer: 'https://accounts.google.com', issuerFault: anyIssuer },
    ...{ scopes: ['profile', 'email'], claims: { email: 'email', name: 'name' } },
  },
  oidc: {
    ...{ label: 'OpenID Connect', protocol: 'oidc', issuer: null, issuerFault: anyIssuer },
    ...{ scopes: ['profile', 'email'], claims: { email: 'email', name: 'name', groups: 'groups' } },
  },
  saml: {
    ...{ label: 'SAML 2.0', protocol: 'saml', issuer: null, issuerFault: anyIssuer },
    ...{ scopes: [], claims: { email: 'email', name: 'name', groups: 'groups' } },
  },
};
