import type { AppError } from '#lib/core/errors.ts';
import { bareAsk } from '../objects/bare-ask.ts';
import { openNoStream } from '../protocols/openai/whole-answer.ts';
import type { CallProtocol } from '../protocols/protocol.ts';
import { McpRefusal, rpcCodeOf } from './mcp-refusal.ts';

/** An error response of JSON-RPC; `idJson` is the id as the caller wrote it, `null` where he gave none. */
function renderRpcError(idJson: string, error: AppError, requestId: string): Buffer {
  const more = error instanceof McpRefusal ? error.data : {};
  const told = { code: rpcCodeOf(error), message: error.detail, data: { ...more, code: error.code, request_id: requestId } };
  return Buffer.from(`{"jsonrpc":"2.0","id":${idJson},"error":${JSON.stringify(told)}}`);
}

/**
 * The Model Context Protocol over Streamable HTTP. Only calls of tools are metered; `idJson` is the id of the request that
 * errors answer to. Bodies are read when it is known whose server they are for.
 */
export function mcpProtocol(idJson: string, isMetered: boolean): CallProtocol {
  return {
    name: 'mcp',
    takes: 'anything',
    ...(isMetered ? {} : { isUnmetered: true, isFree: true }),
    readAsk: () => bareAsk(Buffer.alloc(0), undefined),
    readAnswer: () => ({ usage: null, fault: null }),
    textOfAnswer: () => '',
    openStream: openNoStream,
    streamEnd: null,
    statusOf: (error) => (error instanceof McpRefusal ? error.sentStatus : error.status),
    renderError: (error, requestId) => renderRpcError(idJson, error, requestId),
    renderErrorEvent: (error, requestId) => Buffer.from(`data: ${renderRpcError(idJson, error, requestId)}\n\n`),
  };
}

/** As long as it is not known what a request says. */
export const unreadMcp: CallProtocol = mcpProtocol('null', false);
