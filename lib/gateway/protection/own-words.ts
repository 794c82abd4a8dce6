/** Fields of requests and answers that say which thing is meant and not something about anybody; providers have to get them as they are. */
const plain = new Set([
  ...['model', 'id', 'type', 'role', 'object', 'status', 'finish_reason', 'finishReason', 'stop_reason', 'system_fingerprint'],
  ...['tool_call_id', 'tool_use_id', 'call_id', 'item_id', 'file_id', 'response_id', 'previous_response_id', 'modelVersion', 'responseId'],
  ...['service_tier', 'mime_type', 'mimeType', 'media_type', 'format', 'detail', 'effort', '$schema', '$ref', 'enum', 'created_at'],
]);
/** What a provider has sealed: another byte, and it takes the conversation for forged. */
const sealed = new Set(['signature', 'thinking', 'thoughtSignature', 'thought_signature', 'encrypted_content']);

/** What names a thing: a word with a letter in it. Tools have fields of the same names, with anything in them. */
const nameForm = /^(?=[^A-Za-z]*[A-Za-z])[\w.:/$-]{1,128}$/;
/** Sealed thoughts, sound and small pictures stand in fields in which other providers are sent plain text. */
const base64Form = /^[A-Za-z0-9+/_-]{32,}={0,2}$/;

/** Whether a string is looked at, by the field that it is in. */
export function isLookedAt(field: string, text: string): boolean {
  if (sealed.has(field)) return false;
  if (field === 'data' || field === 'audio') return !base64Form.test(text);
  return !plain.has(field) || !nameForm.test(text);
}

/** Whether a string is JSON itself: what a tool is called with. */
export const isJsonText = (field: string): boolean => field === 'arguments' || field === 'partial_json';

/** Whether a string says again, token by token, what the text of the answer says. */
export const isRepeated = (field: string): boolean => field === 'token' || field === 'bytes';
