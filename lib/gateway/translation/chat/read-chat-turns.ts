import type { TextPart, Turn } from '../conversation.ts';
import type { FieldReader } from '../field-reader.ts';
import { readChatAssistant } from './read-chat-assistant.ts';
import { readChatPart } from './read-chat-part.ts';

function readTexts(message: FieldReader): readonly TextPart[] {
  return message.parts('content').map((part) => {
    if (part.requiredText('type') !== 'text') throw part.refuse('type', 'must be "text" here.');
    const read: TextPart = { kind: 'text', text: part.requiredText('text'), cacheMark: part.take('cache_control') };
    part.close();
    return read;
  });
}

function readTurn(message: FieldReader): Turn {
  const role = message.requiredText('role');
  switch (role) {
    case 'system':
    case 'developer':
      return { role: 'system', parts: readTexts(message) };
    case 'user':
      return { role: 'user', parts: message.parts('content').map(readChatPart) };
    case 'assistant':
      return { role: 'assistant', parts: readChatAssistant(message) };
    case 'tool': {
      const callId = message.requiredText('tool_call_id');
      const at = message.at('tool_call_id');
      // Some SDKs repeat the tool's name here; the id says which call it answers.
      message.ignore('name');
      return { role: 'user', parts: [{ kind: 'result', callId, content: readTexts(message), hasFailed: false, at }] };
    }
    default:
      throw message.refuse('role', `is "${role}"; possible are system, developer, user, assistant and tool.`);
  }
}

/** The messages of a chat, one turn each. */
export function readChatTurns(fields: FieldReader): readonly Turn[] {
  return fields.objects('messages').map((message) => {
    const turn = readTurn(message);
    message.close();
    return turn;
  });
}
