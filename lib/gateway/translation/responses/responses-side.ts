import { openAiResponses } from '../../protocols/openai-responses.ts';
import type { CallerSide } from '../conversation-translation.ts';
import { readResponsesRequest } from './read-responses-request.ts';
import { ResponsesEventWriter } from './responses-event-writer.ts';
import { writeResponse } from './write-response.ts';

/** OpenAI's responses, for callers. */
export const responsesSide: CallerSide = {
  name: openAiResponses.name,
  streamed: null,
  readRequest: readResponsesRequest,
  writeAnswer: writeResponse,
  openWriter: (ask, now) => new ResponsesEventWriter(ask, now),
};
