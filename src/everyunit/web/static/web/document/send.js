// Talking to the server: JSON out, JSON in. Failures are told apart: refused, signed out, or no connection.

const PATIENCE_MS = 20_000;

export class NoConnection extends Error {}
export class SignedOut extends Error {}
export class Refused extends Error {
  constructor(told) {
    super(told.message);
    this.told = told;
  }
}

export const newKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

export const post = async (address, body, { csrf, key = newKey() }) => {
  const headers = { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": csrf, "Idempotency-Key": key };
  const answer = await ask(address, { method: "POST", headers, body: JSON.stringify(body) });
  const told = await answer.json().catch(() => null);
  if (answer.ok && told) return told;
  if (answer.status === 401) throw new SignedOut("You are signed out. Sign in again in another tab, then come back here.");
  if (!told && answer.status === 403) throw new SignedOut("This page is out of date. Reload it: what you scanned is kept.");
  if (told?.message) throw new Refused(told);
  throw new NoConnection(`The server answers with an error (${answer.status}).`);
};

export const get = async (address, accept = "application/json") => {
  const answer = await ask(address, { headers: { Accept: accept } });
  if (!answer.ok || answer.redirected) throw new NoConnection(`The server answers with an error (${answer.status}).`);
  return accept === "application/json" ? answer.json() : answer.text();
};

const ask = async (address, options) => {
  try {
    return await fetch(address, { ...options, credentials: "same-origin", cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS) });
  } catch {
    throw new NoConnection("No connection to the server.");
  }
};
