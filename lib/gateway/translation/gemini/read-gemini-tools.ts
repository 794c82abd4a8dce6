import type { Conversation, Said, ToolChoice, ToolDefinition } from '../conversation.ts';
import type { FieldReader } from '../field-reader.ts';
import { readGeminiSchema } from './gemini-schema.ts';

/** What a function gives back (`response`) is guidance that no other protocol has a place for, and its results show it. */
function readDeclaration(declared: FieldReader): ToolDefinition {
  declared.ignore('response', 'responseJsonSchema');
  declared.expectOnly('behavior', (value) => value === 'UNSPECIFIED' || value === 'BLOCKING');
  const parameters = declared.take('parameters');
  const jsonSchema = declared.take('parametersJsonSchema');
  const read = {
    name: declared.requiredText('name'),
    description: declared.text('description'),
    schema: jsonSchema ?? readGeminiSchema(parameters),
  };
  declared.close();
  return read;
}

/** Search, code execution and the like run at Google and are refused as fields that nobody reads. */
function readTools(fields: FieldReader): readonly ToolDefinition[] {
  return fields.objects('tools').flatMap((tool) => {
    const declarations = tool.objects('functionDeclarations').map(readDeclaration);
    tool.close();
    return declarations;
  });
}

const modes = new Map([
  ['MODE_UNSPECIFIED', 'auto'],
  ['AUTO', 'auto'],
  ['VALIDATED', 'auto'],
  ['ANY', 'any'],
  ['NONE', 'none'],
] as const);

function readChoice(fields: FieldReader): Said<ToolChoice> | undefined {
  const config = fields.object('toolConfig');
  const calling = config?.object('functionCallingConfig');
  config?.close();
  if (calling === undefined) return undefined;
  const mode = calling.choice('mode', modes) ?? 'auto';
  const names = calling.texts('allowedFunctionNames') ?? [];
  calling.close();
  return calling.said('mode', { mode, names });
}

/** The functions that may be called, and how. */
export function readGeminiTools(fields: FieldReader): Pick<Conversation, 'tools' | 'toolChoice'> {
  return { tools: readTools(fields), toolChoice: readChoice(fields) };
}
