import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { isSameOrigin } from '#lib/connections/require-address.ts';
import { sealFor } from '#lib/connections/seal-for.ts';
import { type McpServer, mcpServerUpdate } from '#lib/contracts/mcp-servers.ts';
import type { InputOf } from '#lib/contracts/operation.ts';
import { AppError } from '#lib/core/errors.ts';
import { checkOutboundUrl } from '#lib/outbound/index.ts';
import { changeServer, lockServer } from './change-server.ts';
import { requireAudience } from './require-audience.ts';
import { requireAuthSettings, requireSecret } from './require-auth.ts';

type Update = InputOf<typeof mcpServerUpdate>;

const noCredential = { credential: null, encryptionKeyId: null, credentialHint: null, credentialRotatedAt: null };

/** Whether the stored credential would go somewhere else than it was entered for. */
function moves(before: McpServer, url: string, auth: McpServer['auth'], settings: Readonly<Record<string, string>>): boolean {
  if (auth !== before.auth || settings.header !== before.auth_settings.header) return true;
  const [tokenUrl, former] = [settings.oauth_url ?? null, before.auth_settings.oauth_url ?? null];
  return !isSameOrigin(url, before.url) || !isSameOrigin(tokenUrl, former);
}

/** Address and authentication as they are after the change; null where neither is changed. */
async function accessColumns(ctx: OperationContext, before: McpServer, input: Update) {
  const { url = before.url, auth = before.auth } = input;
  if (input.url === undefined && input.auth === undefined && input.auth_settings === undefined && input.credential === undefined) return {};
  checkOutboundUrl(ctx.runtime.outbound.policy, url);
  const kept = auth === before.auth ? before.auth_settings : {};
  const authSettings = requireAuthSettings(ctx, auth, input.auth_settings ?? kept);
  const columns = { url, auth, authSettings };
  if (auth === 'none') {
    requireSecret(auth, input.credential);
    return { ...columns, ...noCredential };
  }
  const mayKeep = before.has_credential && input.credential === undefined;
  if (mayKeep && !moves(before, url, auth, authSettings)) return columns;
  // Whoever may change addresses could else have the stored credential sent to a server of their own.
  if (mayKeep)
    throw new AppError('validation_failed', {
      errors: [{ pointer: '/credential', detail: 'This change needs the credential again: the stored one is never sent elsewhere' }],
    });
  const secret = requireSecret(auth, input.credential);
  return secret === undefined ? columns : { ...columns, ...(await sealFor(ctx, before.id, secret)) };
}

/** Fields of the input by the columns that hold them as they are. */
function plainColumns(input: Update) {
  const columns = {
    ...{ slug: input.slug, name: input.name, status: input.status },
    ...{ allowedTools: input.allowed_tools, deniedTools: input.denied_tools },
    ...{ allowedResources: input.allowed_resources, deniedResources: input.denied_resources },
    ...{ allowedPrompts: input.allowed_prompts, deniedPrompts: input.denied_prompts },
    ...{ timeoutSeconds: input.timeout_seconds, pricePerCallNanoUsd: input.price_per_call_usd },
  };
  return Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined));
}

export const updateServer = defineCommand(mcpServerUpdate, async (ctx, input) => {
  const before = await lockServer(ctx, input.mcp_server_id);
  const audience = input.audience === undefined ? {} : await requireAudience(ctx, input.audience);
  const columns = { ...plainColumns(input), ...audience, ...(await accessColumns(ctx, before, input)) };
  return Object.keys(columns).length === 0 ? { result: before, changes: null } : changeServer(ctx, before, columns);
});
