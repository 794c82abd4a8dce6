import type { KeyEndpoint } from '#lib/contracts/key-scopes.ts';
import type { VirtualKey } from '#lib/contracts/keys.ts';

/** Kinds of keys in words. */
export const kindWords: Readonly<Record<VirtualKey['kind'], string>> = {
  personal: 'Personal',
  team: 'Team',
  department: 'Department',
  project: 'Project',
  service: 'Service',
};

/** Kinds with what they are for, as a form offers them. */
export const kindChoices = [
  { value: 'personal', label: 'Personal: only I use it' },
  { value: 'team', label: 'Team: shared by a team' },
  { value: 'department', label: 'Department: shared by its teams' },
  { value: 'project', label: 'Project: for its calls, or those of one environment' },
  { value: 'service', label: 'Service: for a program' },
];

/** Endpoints in words. */
export const endpointWords: Readonly<Record<KeyEndpoint, string>> = {
  chat_completions: 'Chat completions (OpenAI)',
  responses: 'Responses (OpenAI)',
  messages: 'Messages (Anthropic)',
  generate_content: 'Generate content (Gemini)',
  embeddings: 'Embeddings',
  images: 'Images',
  audio: 'Audio',
  moderations: 'Moderations',
  rerank: 'Rerank',
  realtime: 'Realtime sessions',
  files: 'Files',
  batches: 'Batches',
  fine_tuning: 'Fine-tuning',
  mcp: 'MCP servers',
  proxy: 'Pass-through',
};

/** Endpoints as a form offers them. */
export const endpointChoices = Object.entries(endpointWords).map(([value, label]) => ({ value, label }));

const isEndpoint = (name: string): name is KeyEndpoint => name in endpointWords;

/** Stored names in words; one that this version does not know shows as it is. */
export const endpointsInWords = (names: readonly string[]): string =>
  names.map((name) => (isEndpoint(name) ? endpointWords[name] : name)).join(', ');

/** Why a key is disabled, after its status. */
export const disabledWords: Readonly<Record<NonNullable<VirtualKey['disabled_for']>, string>> = {
  owner: 'By its owner',
  administrator: 'By an administrator; its owner cannot enable it',
  leak: 'Reported as leaked; nobody can enable it',
  departure: 'Its owner or team left',
  rotation: 'Another key replaced it',
};
