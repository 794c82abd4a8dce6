import { defineQuery } from '#lib/command/define-query.ts';
import { privacyRequestGet } from '#lib/contracts/privacy-requests.ts';
import { readRequest } from './request-rows.ts';

export const getPrivacyRequest = defineQuery(privacyRequestGet, (ctx, input) => readRequest(ctx, input.privacy_request_id));
