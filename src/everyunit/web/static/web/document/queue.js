// Scans wait here and go to the server one after the other, in order. What waits survives a lost connection and a reload;
// each scan keeps its key and its words, so that sending it again attaches nothing twice.

import { NoConnection, newKey, post, Refused, SignedOut } from "./send.js";

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 8_000;

export class ScanQueue {
  #items;
  #sending = false;
  #timer = 0;
  #wait = FIRST_WAIT_MS;
  #idle = [];

  // `describe(item)` gives the address and body of an item, asked once, when it is first sent.
  constructor({ storageKey, csrf, describe, answered, refused, changed }) {
    Object.assign(this, { storageKey, csrf, describe, answered, refused, changed });
    this.#items = this.#kept();
    addEventListener("online", () => this.retry());
  }

  get items() {
    return this.#items;
  }

  add(item) {
    const kept = { ...item, key: newKey() };
    this.#items.push(kept);
    this.#keep();
    this.#next();
    return kept;
  }

  // Takes a scan back that has not been on its way yet; false where it is too late for that.
  drop(key) {
    const index = this.#items.findIndex((item) => item.key === key && !item.sent);
    if (index < 0) return false;
    this.#items.splice(index, 1);
    this.#keep();
    return true;
  }

  retry() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#next();
  }

  // Resolves when nothing waits any more; rejects when the server cannot be reached.
  empty() {
    if (!this.#items.length) return Promise.resolve();
    this.retry();
    return new Promise((resolve, reject) => this.#idle.push({ resolve, reject }));
  }

  async #next() {
    if (this.#sending || this.#timer || !this.#items.length) return;
    this.#sending = true;
    const item = this.#items[0];
    item.sent ??= this.describe(item);
    this.#keep();
    try {
      const answer = await post(item.sent.address, item.sent.body, { csrf: this.csrf, key: item.key });
      this.#done(() => this.answered(item, answer));
    } catch (error) {
      if (error instanceof Refused) this.#done(() => this.refused(item, error.told));
      else this.#later(error);
    }
  }

  #done(tell) {
    this.#items.shift();
    this.#sending = false;
    this.#wait = FIRST_WAIT_MS;
    this.#keep();
    tell();
    if (this.#items.length) this.#next();
    else for (const waiting of this.#idle.splice(0)) waiting.resolve();
  }

  #later(error) {
    this.#sending = false;
    this.#keep(error);
    for (const waiting of this.#idle.splice(0)) waiting.reject(error);
    if (error instanceof NoConnection) {
      this.#timer = setTimeout(() => this.retry(), this.#wait);
      this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT_MS);
    } else if (!(error instanceof SignedOut)) throw error;
  }

  #keep(trouble = null) {
    let kept = true;
    try {
      if (this.#items.length) sessionStorage.setItem(this.storageKey, JSON.stringify(this.#items));
      else sessionStorage.removeItem(this.storageKey);
    } catch {
      kept = false; // a full or forbidden store: the scans live on in this page only
    }
    this.changed({ waiting: this.#items.length, trouble, kept });
  }

  #kept() {
    try {
      return JSON.parse(sessionStorage.getItem(this.storageKey)) ?? [];
    } catch {
      return [];
    }
  }
}
