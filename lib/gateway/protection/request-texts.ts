import { jsonStrings } from '#lib/policies/redaction/json-strings.ts';
import type { PlacedText } from '#lib/policies/redaction/placed-text.ts';
import type { GatewayCall } from '../calls/gateway-call.ts';
import { MultipartForm } from '../multipart/multipart-form.ts';
import type { CallProtocol } from '../protocols/protocol.ts';

/**
 * The texts that a request brings, in their order: the strings of JSON, and the fields of a form that are no files. What is passed
 * on as it is has none here; whoever finds its way says what it says (`Course.said`).
 */
export function requestTexts({ request }: GatewayCall, { takes }: CallProtocol, body: Buffer): Iterable<PlacedText> {
  if (body.length === 0 || takes === 'anything') return [];
  return takes === 'forms' ? new MultipartForm(body, request.header('content-type')).texts : jsonStrings(body);
}
