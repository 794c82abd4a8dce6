import { describe, expect, it } from 'vitest';
import { AppError, errorCatalogue, isDatabaseUnavailable, toAppError } from './errors.ts';

describe('the error catalogue', () => {
  it('has a failing status, a sentence-case title and a remedy for each code', () => {
    for (const [code, entry] of Object.entries(errorCatalogue)) {
      expect(code).toMatch(/^[a-z_]+$/);
      expect(entry.status).toBeGreaterThanOrEqual(400);
      expect(entry.title).toMatch(/^[A-Z][^!]*[^.!]$/);
      expect(entry.remedy).toMatch(/\.$/);
    }
  });

  it('marks as retryable only what SDKs retry and waiting helps', () => {
    for (const entry of Object.values(errorCatalogue)) if (entry.retryable) expect([409, 429, 500, 502, 503, 504]).toContain(entry.status);
  });
});

describe('AppError', () => {
  it('is recognised across copies of the module, and subclasses stay told apart', () => {
    class Special extends AppError {}
    const foreign = Object.assign(new Error('x'), { [Symbol.for('tollgate.AppError')]: true });
    expect(foreign instanceof AppError).toBe(true);
    expect(new AppError('not_found') instanceof Special).toBe(false);
    expect(new Special('not_found') instanceof Special).toBe(true);
    expect(new Special('not_found') instanceof AppError).toBe(true);
    expect(new Error('x') instanceof AppError).toBe(false);
  });
});

describe('toAppError', () => {
  it('keeps an AppError as it is', () => {
    const error = new AppError('not_found');
    expect(toAppError(error)).toBe(error);
  });

  it('turns a lost database, at any depth of causes, into 503 and never 401', () => {
    const lost = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
    const wrapped = new Error('Failed query', { cause: new Error('inner', { cause: lost }) });
    expect(toAppError(wrapped)).toMatchObject({ code: 'database_unavailable', status: 503 });
    expect(isDatabaseUnavailable(new Error('other'))).toBe(false);
  });

  it('keeps what is unknown out of the detail', () => {
    const error = toAppError(new Error('select * from secret_table'));
    expect(error).toMatchObject({ code: 'internal', status: 500, internal: 'select * from secret_table' });
    expect(error.detail).not.toContain('secret_table');
  });

  it('keeps the parameters of a failed query out of the log', () => {
    const cause = new Error('null value in column "name"');
    const error = toAppError(Object.assign(new Error('Failed query: …\nparams: hunter2', { cause }), { query: '…', params: ['hunter2'] }));
    expect(error.cause).toBe(cause);
    expect(error.internal).toBe('null value in column "name"');
  });
});
