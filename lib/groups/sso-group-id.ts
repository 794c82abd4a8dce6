/**
 * What a group of an identity provider is kept under: a connection and its provider's own name for the group. Two providers may
 * have groups of the same name, and neither speaks for those of the other.
 */
export const ssoGroupId = (connectionId: string, group: string): string => `${connectionId}:${group}`;
