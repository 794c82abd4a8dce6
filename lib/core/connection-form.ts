/** What a provider wants to be told of a connection, beside its address: settings that are no secret, and the credential's form. */

/** Values of a connection's settings by their names. None is secret: they are shown, logged and audited. */
export type ConnectionSettings = Readonly<Record<string, string>>;

/** One setting, such as a region. */
export interface ConnectionSetting {
  /** Its key among the settings. */
  readonly name: string;
  /** For people. */
  readonly label: string;
  /** For people: what it is and where to find it. */
  readonly hint: string;
  readonly isRequired: boolean;
  /** What a value looks like; it goes into addresses, so it has to hold out everything else. */
  readonly pattern: RegExp;
  readonly example: string;
}

/** A credential as it is stored, with what tells it from others and is no secret (four characters at most). */
export interface ReadCredential {
  readonly credential: string;
  readonly hint: string | null;
}

/** The form of a credential that is more than one line such as an API key. */
export interface CredentialForm {
  /** For people: "Service account key". */
  readonly label: string;
  /** For people: what to enter and where to find it. */
  readonly hint: string;
  /** It is entered as several lines. */
  readonly isLong: boolean;
  /** Reads what was entered; a fault is a sentence for who entered it, and quotes nothing of it. */
  read(text: string): ReadCredential | { readonly fault: string };
}

const plain = /^[\x21-\x7e]+$/;
/** Below this length four characters would be too much of the credential. */
const hintedLengthMin = 12;

/** One line of visible characters, such as an API key: what a header can carry (RFC 9110 section 5.5). */
export const apiKeyForm: CredentialForm = {
  label: 'Credential',
  hint: 'An API key of the provider.',
  isLong: false,
  read: (text) =>
    plain.test(text)
      ? { credential: text, hint: text.length < hintedLengthMin ? null : text.slice(-4) }
      : { fault: 'A credential has no spaces and only plain characters' },
};
