/**
 * Runs before each test file. Files share their worker's process, and all that the product keeps for a whole process lies on
 * globalThis under symbols of its own: a file begins without any.
 */
for (const key of Object.getOwnPropertySymbols(globalThis)) {
  if (Symbol.keyFor(key)?.startsWith('tollgate.') === true) Reflect.deleteProperty(globalThis, key);
}
