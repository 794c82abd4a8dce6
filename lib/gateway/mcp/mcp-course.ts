import { AppError } from '#lib/core/errors.ts';
import { isStateless } from '#lib/mcp/protocol-versions.ts';
import type { Asked, Caller, GatewayCall } from '../calls/gateway-call.ts';
import { parseJson } from '../json/as-record.ts';
import { bareAsk } from '../objects/bare-ask.ts';
import type { Course, FindCourse } from '../objects/course.ts';
import { isLookedInto } from '../objects/guard-course.ts';
import { readSaid } from '../protection/read-said.ts';
import { noUsage } from '../providers/shared/no-usage.ts';
import { routedTo } from '../routing/routed-target.ts';
import { judgeMessage } from './judge-message.ts';
import { mcpProtocol } from './mcp-protocol.ts';
import { type McpServer, mayUse } from './mcp-server.ts';
import { type McpMessage, readMessages } from './read-messages.ts';
import { assertHeadersAgree, assertOwnOrigin, versionOf } from './read-version.ts';
import { respondMcp } from './respond-mcp.ts';
import { type McpErrand, serverTarget } from './server-target.ts';
import { openSession } from './session-name.ts';
import { toolLabel } from './tool-label.ts';

function serverNamed({ principal, tenant }: Caller, slug: string): McpServer {
  const server = tenant.mcpServers?.get(slug);
  if (server !== undefined && mayUse(server, principal)) return server;
  throw new AppError('not_found', { detail: `There is no tool server "${slug}" that this key could use.` });
}

/** The server's name of the session that the request belongs to; undefined where there is none. */
function sessionOf(call: GatewayCall, caller: Caller, server: McpServer, version: string): string | undefined {
  const name = isStateless(version) ? undefined : call.request.header('mcp-session-id');
  return name === undefined ? undefined : openSession(call.runtime, caller, server, name);
}

/** How long the call may last: as long as the server was given, unless the caller says otherwise; a stream, up to the longest there is. */
function setDeadline({ deadlines, request, runtime, startedAt }: GatewayCall, server: McpServer, isListening: boolean): void {
  if (isListening) deadlines.totalAt = startedAt + runtime.settings.totalMaxMs;
  else if (request.header('x-tollgate-timeout') === undefined) deadlines.totalAt = startedAt + server.timeoutMs;
}

/** The call of a tool among the messages, of which there is one at most: each is held, settled and logged by itself. */
function toolCallIn(messages: readonly McpMessage[]): McpMessage | undefined {
  const [toolCall, ...more] = messages.filter(({ method }) => method === 'tools/call');
  if (more.length > 0) throw new AppError('invalid_request', { detail: 'Call tools one by one: a list of messages may call one only.' });
  return toolCall;
}

/**
 * Errors from here on answer to the request, and the call of a tool is metered, also where it is refused. Rules judge it by the
 * name that the caller wrote; it is recorded under the answer, which is a name that the server is known to have.
 */
function recognise(call: GatewayCall, caller: Caller, asked: Asked, server: McpServer, message: McpMessage, isTool: boolean): string {
  const protocol = mcpProtocol(message.idJson ?? 'null', isTool);
  const name = message.subjects[0]?.name ?? '';
  const model = isTool ? `${server.slug}/${name}` : '';
  const ask = { ...bareAsk(Buffer.alloc(0), 'application/json'), model, outputTokensMax: 0, estimate: () => noUsage };
  call.protocol = protocol;
  call.asked = { ...asked, protocol, ask };
  if (!isTool) return '';
  const label = toolLabel(server, call.runtime.mcp.tools, name);
  call.isModelKnown = label === model;
  const errand: McpErrand = { method: 'POST', body: null, version: '', session: undefined, model: label };
  call.target = routedTo(call.runtime, caller.tenant.tenantId, serverTarget(call.request, server, errand));
  return label;
}

/** POST: one message, or in one version several. */
async function postCourse(call: GatewayCall, caller: Caller, asked: Asked, server: McpServer): Promise<Course> {
  const { request, runtime } = call;
  const version = versionOf(request);
  const body = await call.wait(request.readBody(runtime.settings.bodyBytesMax));
  const messages = readMessages(body, version);
  const tool = toolCallIn(messages);
  // An approval of one call covers its very bytes.
  if (tool !== undefined) call.sentBody = body;
  const told = tool ?? messages[0];
  if (told === undefined) throw new Error('A body has a message');
  const model = recognise(call, caller, asked, server, told, tool !== undefined);
  for (const message of messages) {
    assertHeadersAgree(request, version, message);
    judgeMessage(server, version, message);
  }
  const isListening = told.method === 'subscriptions/listen';
  setDeadline(call, server, isListening);
  const session = sessionOf(call, caller, server, version);
  const name = tool?.subjects[0]?.name ?? '';
  const toolCall = tool === undefined ? undefined : { name, id: parseJson(tool.idJson ?? 'null') };
  const target = serverTarget(request, server, { method: 'POST', body, version, session, model });
  return {
    target,
    isRaw: true,
    ...(isListening ? { isListening } : {}),
    ...(isLookedInto(caller) ? { said: readSaid(body, { source: 'user', isLong: true }) } : {}),
    respond: (...[, , own, routed, answering]) =>
      respondMcp({ call, caller, asked: own, target: routed, answering, visit: { server, version, toolCall } }),
  };
}

/** GET: a stream of what the server tells by itself, or the rest of one that broke off. DELETE: the end of a session. */
function bareCourse(call: GatewayCall, caller: Caller, server: McpServer, method: 'GET' | 'DELETE'): Course {
  const { request } = call;
  const version = versionOf(request);
  if (isStateless(version))
    throw new AppError('method_not_allowed', { detail: `The protocol version ${version} has POST only.`, headers: { allow: 'POST' } });
  const session = sessionOf(call, caller, server, version);
  const isListening = method === 'GET';
  setDeadline(call, server, isListening);
  return {
    target: serverTarget(request, server, { method, body: null, version, session, model: '' }),
    isRaw: true,
    ...(isListening ? { isListening } : {}),
    respond: (...[, , asked, target, answering]) =>
      respondMcp({ call, caller, asked, target, answering, visit: { server, version, toolCall: undefined } }),
  };
}

/** The way of a request to a tool server, as far as it may go. */
export const mcpCourse =
  (slug: string): FindCourse =>
  async (call, caller, asked) => {
    assertOwnOrigin(call.request);
    const server = serverNamed(caller, slug);
    if (call.request.method === 'POST') return await postCourse(call, caller, asked, server);
    return bareCourse(call, caller, server, call.request.method === 'DELETE' ? 'DELETE' : 'GET');
  };
