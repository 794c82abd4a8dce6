import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { line } from './fields.ts';
import { defineOperation } from './operation.ts';
import { NewPasskey, PasskeyAnswer } from './passkey-answers.ts';
import { passwordLengthMax } from './users.ts';

/** What somebody proves besides the password. */
export const SecondFactor = z
  .strictObject({
    id: publicId('secondFactor'),
    kind: z.enum(['totp', 'passkey', 'sms']),
    name: z.string(),
    hint: z.string().meta({ description: 'The last digits of a telephone; empty for others' }),
    backed_up: z.boolean().meta({ description: 'A passkey that its provider keeps for several devices' }),
    created_at: instant,
    confirmed_at: instant.nullable().meta({ description: 'Null until it was proven once' }),
    last_used_at: instant.nullable(),
  })
  .meta({ id: 'SecondFactor' });
export type SecondFactor = z.output<typeof SecondFactor>;

const own = { permission: null, scope: 'self' } as const;
const factorId = publicId('secondFactor');
const exampleId = 'fac_01jdnhwyg0e008000000000001';
const name = line(80).meta({ description: 'So that you know it again', examples: ['Work laptop'] });
const code = z
  .string()
  .trim()
  .regex(/^\d{6}$/, { error: 'The code has six digits' });
const recoveryCodes = z
  .array(z.string())
  .meta({ description: 'Shown once; each works once in place of another factor. Empty where there are some already' });
const challenge = z.string().max(200).meta({ description: 'Good once, for five minutes' });
const passkeyIds = z.array(z.strictObject({ id: z.string(), transports: z.array(z.string()) }));

export const factorList = defineOperation({
  name: 'factor.list',
  summary: 'List the own second factors',
  ...own,
  input: z.strictObject({}),
  output: z.strictObject({
    data: z.array(SecondFactor),
    recovery_codes_left: z.number().int().min(0),
    required: z.boolean().meta({ description: 'The organization asks for one' }),
    due_at: instant.nullable().meta({ description: 'From then on nothing else is open without one; null: now, where it is required' }),
    sms: z.boolean().meta({ description: 'Telephones can be used here' }),
    verified_until: instant.meta({ description: 'Until then dangerous operations are open without another proof' }),
  }),
  examples: [{}],
  http: { method: 'GET', path: '/users/me/factors' },
});

export const factorRename = defineOperation({
  name: 'factor.rename',
  summary: 'Rename an own second factor',
  ...own,
  input: z.strictObject({ factor_id: factorId, name }),
  output: SecondFactor,
  examples: [{ factor_id: exampleId, name: 'Work laptop' }],
  http: { method: 'PATCH', path: '/users/me/factors/{factor_id}' },
});

export const factorRemove = defineOperation({
  name: 'factor.remove',
  summary: 'Remove an own second factor',
  ...own,
  stepUp: true,
  input: z.strictObject({ factor_id: factorId }),
  output: z.null(),
  errors: ['conflict'],
  examples: [{ factor_id: exampleId }],
  http: { method: 'DELETE', path: '/users/me/factors/{factor_id}', status: 204 },
});

export const totpBegin = defineOperation({
  name: 'totp.begin',
  summary: 'Begin to use an authenticator app; a former one works until the new one is confirmed',
  ...own,
  stepUp: true,
  input: z.strictObject({ name: name.default('Authenticator app') }),
  output: z.strictObject({
    factor: SecondFactor,
    secret: z.string().meta({ description: 'Base32, to be typed into the app; shown once' }),
    secret_uri: z.string().meta({ description: 'otpauth: address, for apps that take one' }),
    qr_svg: z.string().meta({ description: 'The address as a picture' }),
  }),
  examples: [{}, { name: 'Phone' }],
  http: { method: 'POST', path: '/users/me/factors/totp', status: 201 },
});

export const totpConfirm = defineOperation({
  name: 'totp.confirm',
  summary: 'Confirm the authenticator app by a code that it shows',
  ...own,
  stepUp: true,
  input: z.strictObject({ code }),
  output: z.strictObject({ factor: SecondFactor, recovery_code_secrets: recoveryCodes }),
  errors: ['conflict', 'rate_limited'],
  examples: [{ code: '123456' }],
  http: { method: 'POST', path: '/users/me/factors/totp/confirm' },
});

export const phoneBegin = defineOperation({
  name: 'phone.begin',
  summary: 'Add a telephone; a code is sent to it',
  ...own,
  stepUp: true,
  input: z.strictObject({
    name: name.default('Telephone'),
    number: z
      .string()
      .trim()
      .regex(/^\+[1-9]\d{6,14}$/, { error: 'Must begin with + and the country, without spaces (E.164), such as +4915112345678' }),
  }),
  output: z.strictObject({ factor: SecondFactor }),
  errors: ['conflict', 'limit_reached', 'rate_limited', 'provider_unreachable'],
  examples: [{ number: '+4915112345678' }],
  http: { method: 'POST', path: '/users/me/factors/phones', status: 201 },
});

export const phoneConfirm = defineOperation({
  name: 'phone.confirm',
  summary: 'Confirm a telephone by the code that was sent to it',
  ...own,
  stepUp: true,
  input: z.strictObject({ factor_id: factorId, code }),
  output: z.strictObject({ factor: SecondFactor, recovery_code_secrets: recoveryCodes }),
  errors: ['conflict', 'rate_limited'],
  examples: [{ factor_id: exampleId, code: '123456' }],
  http: { method: 'POST', path: '/users/me/factors/{factor_id}/confirm' },
});

export const passkeyOptions = defineOperation({
  name: 'passkey.options',
  summary: 'What a browser needs to make a passkey',
  ...own,
  stepUp: true,
  input: z.strictObject({}),
  output: z.strictObject({
    challenge,
    rp: z.strictObject({ id: z.string(), name: z.string() }),
    user: z.strictObject({ id: z.string(), name: z.string(), display_name: z.string() }),
    exclude: passkeyIds,
    user_verification: z.enum(['preferred', 'required']),
  }),
  examples: [{}],
  http: { method: 'GET', path: '/users/me/passkeys/options' },
});

const madeUp = 'ZXhhbXBsZQ';

export const passkeyRegister = defineOperation({
  name: 'passkey.register',
  summary: 'Register a passkey',
  ...own,
  stepUp: true,
  input: z.strictObject({ name, answer: NewPasskey.meta({ description: 'What the browser made, as JSON' }) }),
  output: z.strictObject({ factor: SecondFactor, recovery_code_secrets: recoveryCodes }),
  errors: ['conflict', 'limit_reached'],
  examples: [
    {
      name: 'Work laptop',
      answer: { id: madeUp, rawId: madeUp, type: 'public-key', response: { clientDataJSON: madeUp, attestationObject: madeUp } },
    },
  ],
  http: { method: 'POST', path: '/users/me/passkeys', status: 201 },
});

export const recoveryCodesRenew = defineOperation({
  name: 'recovery_codes.renew',
  summary: 'Make ten new recovery codes; the former ones stop working',
  ...own,
  stepUp: true,
  input: z.strictObject({}),
  output: z.strictObject({ recovery_code_secrets: recoveryCodes }),
  errors: ['conflict'],
  examples: [{}],
  http: { method: 'POST', path: '/users/me/recovery-codes' },
});

export const stepUpOptions = defineOperation({
  name: 'step_up.options',
  summary: 'How the own person can be proven again',
  ...own,
  input: z.strictObject({}),
  output: z.strictObject({
    methods: z.array(z.enum(['passkey', 'totp', 'recovery', 'password'])),
    challenge,
    passkeys: passkeyIds,
    user_verification: z.enum(['preferred', 'required']),
    verified_until: instant,
  }),
  examples: [{}],
  http: { method: 'GET', path: '/users/me/step-up' },
});

export const stepUpProve = defineOperation({
  name: 'step_up.prove',
  summary: 'Prove again who you are; opens dangerous operations for ten minutes',
  ...own,
  input: z
    .strictObject({
      password: z.string().min(1).max(passwordLengthMax).optional().meta({ description: 'For who has no second factor' }),
      code: z.string().trim().min(1).max(40).optional().meta({ description: 'Of the authenticator app' }),
      recovery_code: z.string().trim().min(1).max(40).optional(),
      passkey: PasskeyAnswer.optional(),
    })
    .refine((given) => Object.values(given).filter((value) => value !== undefined).length === 1, { error: 'Give exactly one proof' }),
  output: z.strictObject({ verified_until: instant }),
  errors: ['rate_limited'],
  examples: [{ password: 'an example of a long phrase' }],
  http: { method: 'POST', path: '/users/me/step-up' },
});

export const userResetFactors = defineOperation({
  name: 'user.reset_factors',
  summary: 'Take away all second factors of a person, who lost them; their sessions and API tokens end',
  permission: 'users.write',
  scope: { of: 'user', from: 'user_id' },
  stepUp: true,
  input: z.strictObject({ user_id: publicId('user') }),
  output: z.strictObject({ factors_removed: z.number().int().min(0), sessions_ended: z.number().int().min(0) }),
  errors: ['conflict'],
  examples: [{ user_id: 'usr_01jdnhwyg0e008000000000001' }],
  http: { method: 'POST', path: '/users/{user_id}/reset-factors' },
});
