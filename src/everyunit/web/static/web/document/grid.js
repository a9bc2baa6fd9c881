// The lines of a draft: edited in place, following the scans, refreshed when the hands rest.

import { get, post, Refused } from "./send.js";

const REST_MS = 250;
const MINUS = "\u2212";

// What comes back is below zero, as the line asks for it.
const going = (line) => (line.quantity < 0 ? -line.attached : line.attached);

// What a refusal offers to choose from, and what to send along with the choice.
const CHOICES = {
  choose_bin: (told) => told.offenders.map((each) => ({ words: `${each.subject} · ${each.message}`, said: { from_bin: each.subject } })),
  choose_units: () => [
    { words: "Take them", said: { numbered: "take" } },
    { words: "Leave them", said: { numbered: "skip" } },
  ],
  several_items: (told) => told.offenders.map((each) => ({ words: `${each.subject} · ${each.message}`, said: { item: each.subject } })),
};

// The choices as buttons behind what a refusal says.
export const offer = (place, choices, choose) => {
  for (const { words, said } of choices) {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "btn btn-sm", textContent: words });
    button.addEventListener("click", () => choose(said));
    place.append(button);
  }
  place.querySelector("button")?.focus();
};

// By what an element is found again when its row is drawn anew.
const markOf = (element) => {
  const told = [...element.attributes].find(({ name }) => /^(id|name|href|title|data-.+)$/.test(name));
  return element.localName + (told ? `[${told.name}="${CSS.escape(told.value)}"]` : "");
};

export class Grid {
  #timer = 0;
  #left = null; // the cell that was left by Enter, when nothing has the focus since
  #saving = new Set();
  #unknown = []; // numbers that were scanned and that no unit has: makers' numbers, where units are generated
  selected = null;
  onSelect = () => {};
  onRefreshed = () => {};
  onFilled = () => {};
  onSaved = () => {};

  constructor(paper, root) {
    this.paper = paper;
    this.root = root;
    this.#unknown = root.dataset.brought ? [root.dataset.brought] : [];
    this.digits = Number(paper.dataset.digits);
    root.addEventListener("change", (event) => this.#changed(event.target));
    root.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.ctrlKey && !event.metaKey && event.target.matches("[data-cell]")) {
        event.preventDefault();
        event.target.blur();
        this.#left = event.target;
      }
    });
    root.addEventListener("click", (event) => this.#clicked(event));
  }

  select(line) {
    this.selected = line;
    this.#showSelected();
    this.onSelect(line);
  }

  // Resolves when all edits have been saved; false when one was refused.
  async settled() {
    const done = await Promise.all([...this.#saving]);
    return done.every(Boolean) && !document.querySelector("[data-wrong-for]:not([hidden]), .eu-row-wrong:not([hidden])");
  }

  // Sends a change; the refusal, if any, goes to `wrong`. True when it was saved.
  save(body, wrong, address = this.paper.dataset.change) {
    const saving = this.#send(body, wrong, address);
    this.#saving.add(saving);
    saving.finally(() => this.#saving.delete(saving));
    return saving;
  }

  // Numbers at once; the whole grid, with its runs of serial numbers, when the scanning pauses.
  follow(answer) {
    for (const line of answer.lines) {
      const row = this.#row(line.line_id);
      if (!row) continue;
      const attached = row.querySelector("[data-attached]");
      if (attached) attached.textContent = going(line).toLocaleString("en").replace("-", MINUS);
      const committed = row.querySelector("[data-commit-cell]");
      if (committed && committed !== document.activeElement) committed.value = committed.defaultValue = going(line);
      const quantity = row.querySelector("[data-cell=quantity]");
      if (quantity && line.follows_units) quantity.placeholder = String(line.quantity);
      const amount = row.querySelector("[data-amount]");
      if (amount) amount.textContent = this.#money(line.amount_minor);
    }
    const unknown = (answer.entries ?? []).filter((entry) => entry.code === "unknown").map((entry) => entry.text);
    if (unknown.length) this.#unknown = unknown;
    this.#offerNumbers();
    this.later();
  }

  #offerNumbers() {
    for (const field of this.#unknown.length ? this.root.querySelectorAll("[data-maker-numbers]") : []) {
      if (field === document.activeElement || field.value) continue;
      field.value = this.#unknown.join(", ");
      field.closest("[data-generate]").open = true;
    }
  }

  later() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.refresh(), REST_MS);
  }

  async refresh() {
    if (this.#inUse()) return this.later();
    const after = new URLSearchParams(location.search).get("after") ?? "";
    try {
      const html = await get(`${this.paper.dataset.lines}?after=${encodeURIComponent(after)}`, "text/html");
      if (this.#inUse()) return this.later();
      const filled = this.#filled();
      this.#redraw(html);
      if (filled !== this.#filled()) this.onFilled();
      this.#offerNumbers();
      const { unitsNow, targetNow } = this.root.querySelector("[data-units-now]")?.dataset ?? {};
      if (unitsNow !== undefined) this.onRefreshed({ units: Number(unitsNow), target: targetNow === "" ? null : Number(targetNow) });
      if (this.selected && !this.#row(this.selected.id)) this.select(null);
      else this.#showSelected();
    } catch {
      this.later();
    }
  }

  // Who goes through it by keyboard stays where he is, or goes on from there.
  #redraw(html) {
    const rests = document.activeElement === document.body;
    const at = rests ? this.#left : document.activeElement;
    const mine = this.root.contains(at) ? at : null;
    const line = mine?.closest("[data-line]")?.dataset.line;
    const beside = mine?.closest("td")?.querySelector("[data-cell]");
    this.root.innerHTML = html;
    const place = (line && this.#row(line)) || this.root;
    const again = mine && (place.querySelector(markOf(mine)) ?? (beside && place.querySelector(markOf(beside))));
    again?.focus({ preventScroll: true });
    if (rests) again?.blur(); // the next press of Tab goes on from here
    else again?.setSelectionRange?.(mine.selectionStart, mine.selectionEnd);
    this.#left = null;
  }

  #filled() {
    return Boolean(this.root.querySelector("[data-line]"));
  }

  // Somebody is writing in it, or what was written is on its way: it must not be replaced under the hands.
  #inUse() {
    const at = document.activeElement;
    const writing = at.matches("[data-cell]") ? at.value !== (at.defaultValue ?? at.value) : at.matches("input:not([type=radio])");
    return this.#saving.size > 0 || (this.root.contains(at) && writing);
  }

  async #send(body, wrong, address) {
    wrong("");
    try {
      this.onSaved(await post(address, body, { csrf: this.paper.dataset.csrf }));
      return true;
    } catch (error) {
      const told = error instanceof Refused ? error.told : {};
      const choices = CHOICES[told.code]?.(told) ?? [];
      const offender = choices.length ? "" : told.offenders?.[0]?.message;
      wrong(offender || (error instanceof Refused ? error.message : `${error.message} Not saved yet: change it again when the connection is back.`), choices);
      return false;
    }
  }

  async #changed(target) {
    if (target.matches("[data-choose-line]")) {
      const row = target.closest("[data-line]");
      this.select({ id: Number(row.dataset.line), position: row.dataset.position, item: row.dataset.item });
      document.querySelector("[data-scan-field]")?.focus();
      return;
    }
    if (!target.matches("[data-cell]")) return;
    const typed = target.value;
    const value = typed.trim() || target.dataset.mayClear;
    if (value === undefined) return; // nothing is not zero
    const row = target.closest("[data-line]");
    const line = { line_id: Number(row.dataset.line), [target.dataset.cell]: value };
    if (target.matches("[data-commit-cell]")) return this.#commit(row, target, line);
    if (await this.save({ line }, (message) => this.#wrong(row, target, message))) this.#saved(target, typed);
  }

  #saved(target, typed) {
    if ("defaultValue" in target) target.defaultValue = typed;
    this.later();
  }

  // Where the company wants somebody to choose, the choices stand under the line, and the one chosen is sent along.
  async #commit(row, target, line) {
    const typed = target.value;
    const wrong = (message, choices = []) => {
      this.#wrong(row, target, message);
      offer(row.nextElementSibling.querySelector(".eu-wrong"), choices, (said) => this.#commit(row, target, { ...line, ...said }));
    };
    if (await this.save(line, wrong, this.paper.dataset.commit)) this.#saved(target, typed);
  }

  async #clicked(event) {
    const own = event.target.closest("[data-own-price]");
    if (own) return this.#take(own, { own_price: true });
    const size = event.target.closest("[data-take-quantity]");
    if (size) return this.#take(size, { quantity: size.dataset.takeQuantity });
    const other = event.target.closest("[data-take-instead]");
    if (other) return this.#takeInstead(other);
    const remove = event.target.closest("[data-remove-line]");
    const empty = event.target.closest("[data-remove-empty]");
    if (!remove && !empty) return;
    if (remove && Number(remove.dataset.attachedUnits) && !remove.dataset.sure) {
      remove.dataset.sure = "yes";
      remove.textContent = `Remove ${remove.dataset.attachedUnits} too?`;
      remove.classList.add("btn-danger");
      return;
    }
    const ids = (remove?.dataset.removeLine ?? empty.dataset.removeEmpty).split(",").map(Number);
    const row = remove?.closest("[data-line]");
    const saved = await this.save({ remove: ids }, (message) => row && this.#wrong(row, remove, message));
    if (!saved) return;
    await this.refresh();
    this.onRemoved?.();
  }

  // What a line could have instead stands beside what it has, and is taken when asked for.
  async #take(button, values) {
    const row = button.closest("[data-line]");
    const line = { line_id: Number(row.dataset.line), ...values };
    if (await this.save({ line }, (message) => this.#wrong(row, button, message))) await this.refresh();
  }

  // Another item, in place of the line: one goes and the other comes, or neither.
  async #takeInstead(button) {
    const row = button.closest("[data-line]");
    const body = { add: { item: button.dataset.takeInstead, quantity: button.dataset.howMany }, remove: [Number(row.dataset.line)] };
    if (await this.save(body, (message) => this.#wrong(row, button, message))) await this.refresh();
  }

  #wrong(row, field, message) {
    const under = row.nextElementSibling;
    under.hidden = !message;
    under.querySelector(".eu-wrong").textContent = message;
    field.toggleAttribute("aria-invalid", Boolean(message));
    if (message) field.setAttribute("aria-invalid", "true");
  }

  #row(lineId) {
    return this.root.querySelector(`[data-line="${lineId}"]`);
  }

  #showSelected() {
    for (const row of this.root.querySelectorAll("[data-line]")) {
      const mine = this.selected?.id === Number(row.dataset.line);
      row.classList.toggle("eu-line-chosen", mine);
      const radio = row.querySelector("[data-choose-line]");
      if (radio) radio.checked = mine;
    }
  }

  #money(minor) {
    const plain = (Math.abs(minor) / 10 ** this.digits).toLocaleString("en", { minimumFractionDigits: this.digits, maximumFractionDigits: this.digits });
    return minor < 0 ? MINUS + plain : plain;
  }
}
