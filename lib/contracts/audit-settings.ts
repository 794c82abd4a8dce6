import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { defineOperation } from './operation.ts';

export const auditErase = defineOperation({
  name: 'audit.erase',
  summary: 'Erase a person’s name, addresses and data from the audit trail; what proves the trail stays whole',
  permission: 'audit.write',
  scope: 'tenant',
  input: z.strictObject({ user_id: publicId('user') }),
  output: z.strictObject({ user_id: publicId('user') }),
  examples: [{ user_id: 'usr_01jdnhwyg0e008000000000001' }],
  http: { method: 'POST', path: '/audit-logs/erasures' },
});
