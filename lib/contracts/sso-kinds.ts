/** Kinds of identity providers; all but `saml` speak OpenID Connect. Apart from the schemas, because forms need no more of them. */
export const ssoKindNames = ['okta', 'entra', 'google', 'oidc', 'saml'] as const;
export type SsoKind = (typeof ssoKindNames)[number];
