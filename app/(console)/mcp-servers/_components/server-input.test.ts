import { describe, expect, it } from 'vitest';
import { nestValues } from '#components/forms/form-values.ts';
import { changeOf, inputOf, newServer, valuesOf } from './server-input.ts';

describe('[GW-9] the form of a tool server', () => {
  it('sends what the chosen authentication has, and no more', () => {
    const values = nestValues({
      ...{ ...newServer, slug: 'crm', name: 'CRM', url: 'https://crm.example.com/mcp', auth: 'header', credential: 'k' },
      ...{ 'auth_settings.header': 'x-key', 'auth_settings.oauth_url': 'https://id.example.com/token', 'audience.team_ids': ['team_1'] },
    });
    expect(inputOf(values)).toEqual({
      ...{ slug: 'crm', name: 'CRM', url: 'https://crm.example.com/mcp', auth: 'header', credential: 'k', timeout_seconds: 60 },
      ...{ auth_settings: { header: 'x-key' }, allowed_tools: ['*'], denied_tools: [] },
      ...{ allowed_resources: ['*'], denied_resources: [], allowed_prompts: ['*'], denied_prompts: [] },
      audience: { department_ids: [], team_ids: ['team_1'], user_ids: [], role_ids: [], key_ids: [] },
    });
    expect(inputOf({ auth: 'none', credential: 'left over' })).not.toHaveProperty('credential');
  });

  it('brings back what a server has, and clears what was cleared', () => {
    const input = changeOf(nestValues({ ...newServer, auth: 'none', allowed_tools: undefined }));
    expect(input).toMatchObject({ allowed_tools: [], price_per_call_usd: null, audience: { team_ids: [] } });
    const server = {
      ...{ id: 'mcp_1', slug: 'a', name: 'A', url: 'https://a.example.com', path: '/api/v1/mcp/a', auth: 'oauth' as const },
      auth_settings: { oauth_url: 'https://id.example.com/t', client_id: 'c' },
      ...{ has_credential: true, last_four: null, rotated_at: null, allowed_tools: ['read_*'], denied_tools: [] },
      ...{ allowed_resources: ['*'], denied_resources: [], allowed_prompts: ['*'], denied_prompts: [] },
      audience: { department_ids: [], team_ids: [], user_ids: [], role_ids: ['role_1'], key_ids: [] },
      ...{ status: 'active' as const, timeout_seconds: 30, price_per_call_usd: '0.01', tools: [], tested_at: null, test_result: null },
      ...{ created_at: '', updated_at: '', version: 1 },
    };
    const back = changeOf(nestValues(valuesOf(server)));
    expect(back).toMatchObject({
      ...{ slug: 'a', auth: 'oauth', auth_settings: server.auth_settings, allowed_tools: ['read_*'], audience: server.audience },
      ...{ timeout_seconds: 30, price_per_call_usd: '0.01' },
    });
  });
});
