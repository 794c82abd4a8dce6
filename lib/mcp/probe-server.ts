import type { ListedTool } from '#db/schema/index.ts';
import { type McpTestResult, mcpToolsMax } from '#lib/contracts/mcp-servers.ts';
import { AppError } from '#lib/core/errors.ts';
import { checkOutboundUrl } from '#lib/outbound/index.ts';
import { type Outbound, ProbeFault, ServerConversation, type ServerProbe, statelessVersion, tester } from './server-conversation.ts';

export interface ProbeResult extends McpTestResult {
  /** Null where the server did not list them. */
  readonly tools: readonly ListedTool[] | null;
}

const pagesMax = 20;
const textMax = 1_000;

/** The newest version with a handshake, which every server answers that has one; the versions it may choose instead are spoken as well. */
const handshakeVersion = '2025-11-25';

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value.slice(0, textMax) : null);

function toolsIn(result: unknown): readonly ListedTool[] {
  const { tools } = Object(result);
  const listed: readonly unknown[] = Array.isArray(tools) ? tools : [];
  return listed.flatMap((tool) => {
    const { name, title, description } = Object(tool);
    return typeof name === 'string' && name.length <= 128 ? [{ name, title: textOf(title), description: textOf(description) }] : [];
  });
}

async function listTools(conversation: ServerConversation): Promise<readonly ListedTool[]> {
  const tools: ListedTool[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < pagesMax && tools.length < mcpToolsMax; page += 1) {
    const { reply, answer } = await conversation.ask('tools/list', cursor === undefined ? {} : { cursor });
    if (answer?.result === undefined) throw new ProbeFault(`It does not list its tools. ${conversation.words(reply, answer)}`);
    tools.push(...toolsIn(answer.result));
    const { nextCursor } = Object(answer.result);
    if (typeof nextCursor !== 'string' || nextCursor === '') break;
    cursor = nextCursor;
  }
  return tools.slice(0, mcpToolsMax);
}

/** Connects by the handshake, or, where the server has none any more, without one; answers what the server calls itself. */
async function connect(conversation: ServerConversation): Promise<string> {
  const hello = await conversation.ask('initialize', { protocolVersion: handshakeVersion, capabilities: {}, clientInfo: tester });
  if (hello.answer?.result !== undefined) {
    const { protocolVersion, serverInfo } = Object(hello.answer.result);
    const session = hello.reply.head.headers['mcp-session-id'];
    conversation.speak(
      typeof protocolVersion === 'string' ? protocolVersion : handshakeVersion,
      typeof session === 'string' ? session : undefined,
    );
    await conversation.notify('notifications/initialized');
    return textOf(Object(serverInfo).name) ?? 'The server';
  }
  conversation.speak(statelessVersion, undefined);
  const found = await conversation.ask('server/discover');
  if (found.answer?.result === undefined) throw new ProbeFault(conversation.words(hello.reply, hello.answer));
  return textOf(Object(Object(found.answer.result).serverInfo).name) ?? 'The server';
}

/** Connects to a server as an agent would, lists its tools, and says what came of it in words. */
export async function probeServer(outbound: Outbound, probe: ServerProbe): Promise<ProbeResult> {
  const startedAt = performance.now();
  const conversation = new ServerConversation(outbound, probe);
  const took = () => Math.round(performance.now() - startedAt);
  try {
    checkOutboundUrl(outbound.policy, probe.url);
    await conversation.signIn();
    const name = await connect(conversation);
    const tools = await listTools(conversation);
    await conversation.leave();
    return { ok: true, latency_ms: took(), message: `${name} answered and lists ${tools.length} tools.`, tools };
  } catch (error) {
    if (!(error instanceof ProbeFault) && !(error instanceof AppError && error.code === 'address_not_allowed')) throw error;
    return { ok: false, latency_ms: took(), message: error instanceof AppError ? error.detail : error.message, tools: null };
  }
}
