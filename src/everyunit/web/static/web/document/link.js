// The page on which parts are linked: which unit they go into stands large, with how many of its parts it has.

import { Followed } from "./followed.js";
import { ScanPanel } from "./panel.js";

class Linking extends Followed {
  constructor(root, board, units) {
    super(root);
    Object.assign(this, { board, units, list: root.dataset.followed });
  }

  follow(answer) {
    if (answer?.entries) this.#show(answer);
    super.follow();
  }

  #show({ whole, complete, lacks, entries }) {
    if (whole) this.#goTo(whole);
    const last = entries.at(-1);
    this.board.dataset.last = complete ? "good" : last?.action === "skipped" ? "bad" : "";
    this.#write("last-number", last ? last.serial || last.text : "");
    this.#write("last-what", last?.item ?? "");
    this.#write("last-why", last?.message || (complete ? "Complete. Scan the next unit." : whole ? `Lacks ${lacks.join(", ")}.` : "Scan a unit first."));
  }

  #goTo(whole) {
    this.#write("unit", whole);
    if (![...this.units.options].some((option) => option.value === whole)) this.units.add(new Option(whole, whole));
    this.units.value = whole;
    this.root.dataset.followed = `${this.list}?unit=${encodeURIComponent(whole)}`;
    history.replaceState(null, "", `?unit=${encodeURIComponent(whole)}`);
  }

  #write(name, words) {
    this.board.querySelector(`[data-${name}]`).textContent = words;
  }
}

const root = document.querySelector("[data-followed]");
const units = document.querySelector("#choice-whole");
const panel = new ScanPanel(document.querySelector("[data-scan-panel]"), new Linking(root, document.querySelector("[data-board]"), units));

units.addEventListener("change", () => {
  panel.field.focus();
  if (units.value) panel.scan(units.value); // as if its label had been scanned
});

for (const form of document.querySelectorAll("form[data-post]")) {
  form.addEventListener("submit", () => {
    panel.leaving = true;
  });
}
