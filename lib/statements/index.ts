export { downloadStatement } from './download-statement.ts';
export { getStatement } from './get-statement.ts';
export { issueDueStatements } from './issue-due-statements.ts';
export { issueStatement } from './issue-statement.ts';
export { listStatements } from './list-statements.ts';
export { previewStatement } from './preview-statement.ts';
export { chargebackOf, readChargeback } from './read-chargeback.ts';
export { getStatementSettings, setStatementSettings } from './statement-settings.ts';
