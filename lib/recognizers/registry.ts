import { anthropicKey } from './entities/anthropic-key.ts';
import { atlassianToken } from './entities/atlassian-token.ts';
import { auAbn } from './entities/au-abn.ts';
import { auMedicare } from './entities/au-medicare.ts';
import { auTfn } from './entities/au-tfn.ts';
import { awsAccessKey } from './entities/aws-access-key.ts';
import { awsSecretKey } from './entities/aws-secret-key.ts';
import { azureClientSecret } from './entities/azure-client-secret.ts';
import { azureStorageKey } from './entities/azure-storage-key.ts';
import { bankAccount } from './entities/bank-account.ts';
import { beNationalNumber } from './entities/be-national-number.ts';
import { brCnpj } from './entities/br-cnpj.ts';
import { brCpf } from './entities/br-cpf.ts';
import { caSin } from './entities/ca-sin.ts';
import { chAhv } from './entities/ch-ahv.ts';
import { cnResidentId } from './entities/cn-resident-id.ts';
import { creditCard } from './entities/credit-card.ts';
import { cryptoAddress } from './entities/crypto-address.ts';
import { databricksToken } from './entities/databricks-token.ts';
import { dateOfBirth } from './entities/date-of-birth.ts';
import { deTaxId } from './entities/de-tax-id.ts';
import { digitaloceanToken } from './entities/digitalocean-token.ts';
import { dkCpr } from './entities/dk-cpr.ts';
import { dockerToken } from './entities/docker-token.ts';
import { email } from './entities/email.ts';
import { esNif } from './entities/es-nif.ts';
import { fiPersonalCode } from './entities/fi-personal-code.ts';
import { frNir } from './entities/fr-nir.ts';
import { gcpApiKey } from './entities/gcp-api-key.ts';
import { gcpOauthToken } from './entities/gcp-oauth-token.ts';
import { githubToken } from './entities/github-token.ts';
import { gitlabToken } from './entities/gitlab-token.ts';
import { groqKey } from './entities/groq-key.ts';
import { hkHkid } from './entities/hk-hkid.ts';
import { huggingfaceToken } from './entities/huggingface-token.ts';
import { iban } from './entities/iban.ts';
import { icd10Code } from './entities/icd10-code.ts';
import { inAadhaar } from './entities/in-aadhaar.ts';
import { inPan } from './entities/in-pan.ts';
import { ipAddress } from './entities/ip-address.ts';
import { itFiscalCode } from './entities/it-fiscal-code.ts';
import { jpMyNumber } from './entities/jp-my-number.ts';
import { jwt } from './entities/jwt.ts';
import { krRrn } from './entities/kr-rrn.ts';
import { linearKey } from './entities/linear-key.ts';
import { macAddress } from './entities/mac-address.ts';
import { medicalRecord } from './entities/medical-record.ts';
import { mxCurp } from './entities/mx-curp.ts';
import { nlBsn } from './entities/nl-bsn.ts';
import { noBirthNumber } from './entities/no-birth-number.ts';
import { notionToken } from './entities/notion-token.ts';
import { npmToken } from './entities/npm-token.ts';
import { openaiKey } from './entities/openai-key.ts';
import { openrouterKey } from './entities/openrouter-key.ts';
import { passport } from './entities/passport.ts';
import { password } from './entities/password.ts';
import { perplexityKey } from './entities/perplexity-key.ts';
import { phone } from './entities/phone.ts';
import { plPesel } from './entities/pl-pesel.ts';
import { postmanKey } from './entities/postman-key.ts';
import { privateKey } from './entities/private-key.ts';
import { ptNif } from './entities/pt-nif.ts';
import { pypiToken } from './entities/pypi-token.ts';
import { roCnp } from './entities/ro-cnp.ts';
import { sePersonalNumber } from './entities/se-personal-number.ts';
import { sendgridKey } from './entities/sendgrid-key.ts';
import { sgNric } from './entities/sg-nric.ts';
import { shopifyToken } from './entities/shopify-token.ts';
import { slackToken } from './entities/slack-token.ts';
import { slackWebhook } from './entities/slack-webhook.ts';
import { stripeKey } from './entities/stripe-key.ts';
import { swiftBic } from './entities/swift-bic.ts';
import { telegramBotToken } from './entities/telegram-bot-token.ts';
import { tollgateKey } from './entities/tollgate-key.ts';
import { trTckn } from './entities/tr-tckn.ts';
import { twilioKey } from './entities/twilio-key.ts';
import { ukNhs } from './entities/uk-nhs.ts';
import { ukNino } from './entities/uk-nino.ts';
import { urlCredentials } from './entities/url-credentials.ts';
import { usDea } from './entities/us-dea.ts';
import { usItin } from './entities/us-itin.ts';
import { usMbi } from './entities/us-mbi.ts';
import { usNpi } from './entities/us-npi.ts';
import { usRoutingNumber } from './entities/us-routing-number.ts';
import { usSsn } from './entities/us-ssn.ts';
import { vaultToken } from './entities/vault-token.ts';
import { xaiKey } from './entities/xai-key.ts';
import { zaId } from './entities/za-id.ts';
import type { Recognizer } from './recognizer.ts';

/** Every recogniser, one line each; a file in `entities/` without its line here is an error. */
export const recognizers: readonly Recognizer[] = [
  anthropicKey,
  atlassianToken,
  auAbn,
  auMedicare,
  auTfn,
  awsAccessKey,
  awsSecretKey,
  azureClientSecret,
  azureStorageKey,
  bankAccount,
  beNationalNumber,
  brCnpj,
  brCpf,
  caSin,
  chAhv,
  cnResidentId,
  creditCard,
  cryptoAddress,
  databricksToken,
  dateOfBirth,
  deTaxId,
  digitaloceanToken,
  dkCpr,
  dockerToken,
  email,
  esNif,
  fiPersonalCode,
  frNir,
  gcpApiKey,
  gcpOauthToken,
  githubToken,
  gitlabToken,
  groqKey,
  hkHkid,
  huggingfaceToken,
  iban,
  icd10Code,
  inAadhaar,
  inPan,
  ipAddress,
  itFiscalCode,
  jpMyNumber,
  jwt,
  krRrn,
  linearKey,
  macAddress,
  medicalRecord,
  mxCurp,
  nlBsn,
  noBirthNumber,
  notionToken,
  npmToken,
  openaiKey,
  openrouterKey,
  passport,
  password,
  perplexityKey,
  phone,
  plPesel,
  postmanKey,
  privateKey,
  ptNif,
  pypiToken,
  roCnp,
  sePersonalNumber,
  sendgridKey,
  sgNric,
  shopifyToken,
  slackToken,
  slackWebhook,
  stripeKey,
  swiftBic,
  telegramBotToken,
  tollgateKey,
  trTckn,
  twilioKey,
  ukNhs,
  ukNino,
  urlCredentials,
  usDea,
  usItin,
  usMbi,
  usNpi,
  usRoutingNumber,
  usSsn,
  vaultToken,
  xaiKey,
  zaId,
];
