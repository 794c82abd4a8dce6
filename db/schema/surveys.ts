import { foreignKey, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { at, bytes, createdAt, id, tenantId, updatedAt, version } from './columns.ts';
import { userAccount } from './identity.ts';
import { tenant } from './organization.ts';

/** Questions put to everybody in the organization. */
export const survey = pgTable(
  'survey',
  {
    tenantId: tenantId(),
    id: id(),
    title: text('title').notNull(),
    /** SurveyQuestion of the contract, in their order; they stay as they are, because answers refer to them. */
    questions: jsonb('questions').$type<unknown>().notNull(),
    closesAt: at('closes_at'),
    closedAt: at('closed_at'),
    /** Keys who answered, so that ids of people cannot be read from the answers. */
    salt: bytes('salt').notNull(),
    createdBy: uuid('created_by').notNull(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
    version: version(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] }),
    foreignKey({ columns: [table.tenantId, table.createdBy], foreignColumns: [userAccount.tenantId, userAccount.id] }),
  ],
);

/** One person's answers; neither who nor when, so that nobody is found by comparing with the audit trail. */
export const surveyAnswer = pgTable(
  'survey_answer',
  {
    tenantId: tenantId(),
    surveyId: uuid('survey_id').notNull(),
    /** HMAC of the person under the survey's salt, in hexadecimal: one answer a person. */
    respondent: text('respondent').notNull(),
    /** By id of the question. */
    answers: jsonb('answers').$type<Readonly<Record<string, number | string>>>().notNull(),
  },
  (table) => [
    primaryKey({ name: 'survey_answer_pk', columns: [table.tenantId, table.surveyId, table.respondent] }),
    foreignKey({ columns: [table.tenantId, table.surveyId], foreignColumns: [survey.tenantId, survey.id] }),
  ],
);
