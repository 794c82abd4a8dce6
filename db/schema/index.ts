export * from './audit.ts';
export * from './billing.ts';
export * from './budgets.ts';
export * from './gateway.ts';
export * from './identity.ts';
export * from './internal.ts';
export * from './organization.ts';
export * from './usage.ts';
