import { parseJson } from '../../json/as-record.ts';
import type { JsonField } from '../../json/json-scanner.ts';
import type { RequestDocument } from '../../json/request-document.ts';

/** Tools that Anthropic runs itself, by the beginning of their `type`: what they find is billed as input and unknown to us. */
const serverTool = /"(?:web_search|web_fetch|code_execution|tool_search|advisor|mcp_toolset)/;

/** A letter or digit written as an escape: a name in disguise. */
const disguises = ['\\u003', '\\u004', '\\u005', '\\u006', '\\u007'];

const isDisguised = (body: Buffer): boolean => disguises.some((disguise) => body.includes(disguise));

function hasServerTool(body: Buffer, tools: JsonField): boolean {
  const text = body.toString('utf8', tools.start, tools.end);
  if (serverTool.test(text)) return true;
  return text.includes('\\u') && serverTool.test(JSON.stringify(parseJson(text)));
}

/**
 * Whether the request draws in what its own bytes do not bound: documents (a page of a PDF is read as text and as a
 * picture), uploaded files, tools that run at the provider, its containers. In doubt it does.
 */
export function hasUnseenState(request: RequestDocument<'tools' | 'mcp_servers' | 'container'>): boolean {
  const { body } = request;
  if (request.given('mcp_servers') !== undefined || request.given('container') !== undefined) return true;
  const tools = request.given('tools');
  if (tools !== undefined && tools.members > 0 && hasServerTool(body, tools)) return true;
  if (request.counted === 0) return false;
  return body.includes('"document"') || body.includes('"file_id"') || isDisguised(body);
}
