// The page of a stock count: where one is and what was found last stands large, for somebody with a scanner in one hand.

import { Followed } from "./followed.js";
import { ScanPanel } from "./panel.js";

const QUESTIONS = ["misplaced", "outside", "counted_elsewhere"];

// What was scanned, and the bin that it was scanned in.
class Counting extends Followed {
  asked = "";
  lot = null; // of which the last piece was counted; null where no answer has told

  constructor(root, board, bins) {
    super(root);
    this.lines = root.dataset.followed;
    this.board = board;
    this.bins = bins;
    this.done = board.querySelector("[data-done]");
  }

  follow(answer) {
    if (answer?.entries) this.#show(answer);
    super.follow();
  }

  #show({ bin, bin_name, entries }) {
    this.#goTo(bin, bin_name);
    const last = entries.at(-1);
    if (!last) return;
    this.lot = last.action === "counted" ? last.lot : "";
    this.asked = last.action === "skipped" && QUESTIONS.includes(last.code) ? last.text : "";
    this.board.dataset.last = last.action === "here" ? "" : last.action !== "skipped" ? "good" : this.asked ? "asks" : "bad";
    this.#write("last-number", last.action === "here" ? "Scan what is in it" : last.serial || last.text);
    this.#write("last-what", last.action === "here" ? "" : last.count > 1 ? `${last.item_name} × ${last.count.toLocaleString("en")}` : last.item_name);
    this.#write("last-why", this.asked ? `${last.message} Scan it again if it is.` : last.message);
  }

  #goTo(bin, name) {
    this.#write("bin", bin);
    this.#write("bin-name", name);
    if (![...this.bins.options].some((option) => option.value === bin)) this.bins.add(new Option(`${bin} · ${name}`, bin));
    this.bins.value = bin;
    this.done.hidden = false;
    this.done.elements.bin.value = bin;
    this.#write("done-bin", bin);
    this.root.dataset.followed = `${this.lines}?bin=${encodeURIComponent(bin)}`;
    history.replaceState(null, "", `?bin=${encodeURIComponent(bin)}`);
  }

  #write(name, words) {
    this.board.querySelector(`[data-${name}]`).textContent = words;
  }
}

// Scanning a unit again is a yes to the question about it; a lot scanned after its item is of that piece.
class CountPanel extends ScanPanel {
  before = "";

  scan(text, said = {}) {
    const again = text.trim() !== "" && text.trim() === this.grid.asked;
    const along = this.before ? { before: this.before, ...said } : said;
    if (text.trim()) this.before = text.trim();
    super.scan(text, again ? { exceed: true, ...along } : along);
  }

  // What comes in otherwise is no scan: no lot that is scanned next is of it.
  list(numbers) {
    this.before = "";
    super.list(numbers);
  }

  table(text, name) {
    this.before = "";
    super.table(text, name);
  }

  pick(wanted) {
    this.before = "";
    super.pick(wanted);
  }

  undo() {
    this.before = "";
    super.undo();
  }
}

const root = document.querySelector("[data-followed]");
const bins = document.querySelector("#choice-bin");
const panel = new CountPanel(document.querySelector("[data-scan-panel]"), new Counting(root, document.querySelector("[data-board]"), bins));

bins.addEventListener("change", () => {
  panel.field.focus();
  if (bins.value) panel.scan(bins.value); // as if its label had been scanned
});

const number = document.querySelector("[data-number]");
number.addEventListener("submit", (event) => {
  event.preventDefault();
  const [item, quantity, lot, new_lot] = ["item", "quantity", "lot", "new_lot"].map((name) => number.elements.namedItem(name));
  if (!(item.value.trim() || lot.value.trim()) || quantity.value === "" || !bins.value) return;
  const [code, of] = [item.value.trim(), lot.value.trim()];
  panel.pick({ item: code, quantity: Number(quantity.value), bin: bins.value, lot: of, new_lot: new_lot.checked });
  item.value = quantity.value = lot.value = "";
  new_lot.checked = false;
  panel.field.focus();
});

for (const form of document.querySelectorAll("form[data-post]")) {
  form.addEventListener("submit", () => {
    panel.leaving = true;
  });
}
