import { AppError } from '#lib/core/errors.ts';
import type { GatewayCall } from '../calls/gateway-call.ts';
import type { Ask } from '../protocols/protocol.ts';

/** Whether there is something in a request that cannot be read as text, or that only the provider sees. */
export const hasUnread = ({ size }: Ask): boolean =>
  size.media > 0 || size.opaqueBytes > 0 || size.hasUnseenState || size.audioMs !== undefined;

/** Throws `policy_denied` for what cannot be read, where the class of the call lets only pass what can. */
export function requireReadable({ data }: GatewayCall, isUnread: () => boolean): void {
  if (data?.handling?.readable_only !== true || !isUnread()) return;
  throw new AppError('policy_denied', {
    detail: `Of the class ${data.level} only calls pass that can be read, and in this one there is something that is no text, such as a picture, sound or a file. Leave it out, or ask an administrator of your organization.`,
  });
}
