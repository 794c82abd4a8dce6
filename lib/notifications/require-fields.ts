import type { ChannelKindName, ChannelSettings } from '#lib/contracts/channels.ts';
import { AppError, type FieldError } from '#lib/core/errors.ts';
import { type AddressPolicy, checkOutboundUrl } from '#lib/outbound/index.ts';
import { channelKindsByName } from './channels/index.ts';

/** A channel as it would be. `hasSecret` where one is stored already. */
export interface WantedChannel {
  readonly kind: ChannelKindName;
  readonly url: string | null;
  readonly settings: ChannelSettings;
  readonly secret: string | undefined;
  readonly hasSecret: boolean;
}

function requireAddress(policy: AddressPolicy, pointer: string, url: string): void {
  try {
    checkOutboundUrl(policy, url);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    throw new AppError(error.code, { detail: error.detail, errors: [{ pointer, detail: error.detail }], cause: error });
  }
}

/** What a kind needs, and what it has no use for. Throws `validation_failed` or `address_not_allowed` with pointers. */
export function requireFields(policy: AddressPolicy, { kind, url, settings, secret, hasSecret }: WantedChannel): void {
  const { secret: secretKind } = channelKindsByName[kind];
  const errors: FieldError[] = [];
  const fault = (pointer: string, detail: string): void => void errors.push({ pointer, detail });
  if (kind === 'email' && settings.recipients === undefined) fault('/settings/recipients', 'E-mail needs recipients');
  if (kind !== 'email' && settings.recipients !== undefined) fault('/settings/recipients', 'Only e-mail has recipients');
  if (kind !== 'webhook' && settings.format !== undefined) fault('/settings/format', 'Only webhooks have a format');
  if (kind === 'webhook' && url === null) fault('/url', 'A webhook needs an address');
  if (kind !== 'webhook' && kind !== 'pagerduty' && url !== null) fault('/url', 'The address of this kind is its secret, or there is none');
  const takesSecret = secretKind === 'address' || secretKind === 'key';
  if (!takesSecret && secret !== undefined)
    fault('/secret', kind === 'webhook' ? 'The secret of a webhook is made here; rotate it' : 'This kind has no secret');
  if (takesSecret && secret === undefined && !hasSecret)
    fault('/secret', secretKind === 'address' ? 'The address of the incoming webhook is needed' : 'The integration key is needed');
  if (secretKind === 'key' && secret !== undefined && !/^[A-Za-z0-9]{20,64}$/.test(secret))
    fault('/secret', 'An integration key has 32 letters and digits');
  if (errors.length > 0) throw new AppError('validation_failed', { errors });
  if (url !== null) requireAddress(policy, '/url', url);
  if (secretKind === 'address' && secret !== undefined) requireAddress(policy, '/secret', secret);
}
