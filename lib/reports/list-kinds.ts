import { defineQuery } from '#lib/command/define-query.ts';
import { reportKindList } from '#lib/contracts/reports.ts';
import { kinds } from './kinds/index.ts';

export const listReportKinds = defineQuery(reportKindList, async ({ access }) => ({
  data: Object.values(kinds).map(({ kind, title, description, permission, scopes, sections }) => ({
    ...{ kind, title, description, permission, scopes: [...scopes], sections: [...sections] },
    allowed: access.holdsSomewhere(permission),
  })),
}));
