/**
 * Whether a tenant that is bound to a region may reach a connection (product row GOV-3). A provider that answers inside this
 * process leaves no region; of any other somebody must have said where it processes what it is sent.
 */
export const servesRegion = (residency: string, region: string | null, provider: { readonly transport: unknown }): boolean =>
  residency === 'global' || region === residency || provider.transport !== null;
