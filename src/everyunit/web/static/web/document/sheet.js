// A page whose list follows what is scanned: fetched again when the hands rest.

import { ScanPanel } from "./panel.js";
import { get } from "./send.js";

const REST_MS = 250;

// What the scan panel asks of a grid; nothing is selected in it, and nothing is edited.
class Followed {
  #timer = 0;
  selected = null;
  onRefreshed = () => {};
  select() {}

  constructor(root) {
    this.root = root;
  }

  follow() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#refresh(), REST_MS);
  }

  refused() {
    this.follow(); // what was offered is no longer so
  }

  async #refresh() {
    try {
      this.root.innerHTML = await get(this.root.dataset.followed, "text/html");
      const { unitsNow, targetNow } = this.root.querySelector("[data-units-now]").dataset;
      this.onRefreshed({ units: Number(unitsNow), target: Number(targetNow) });
    } catch {
      this.follow();
    }
  }
}

const root = document.querySelector("[data-followed]");
const panel = new ScanPanel(document.querySelector("[data-scan-panel]"), new Followed(root));

// What need not be scanned one by one: so many from a bin, or so many into a parcel.
root.addEventListener("click", (event) => {
  const button = event.target.closest("[data-take]");
  if (!button) return;
  button.disabled = true; // the list is fetched again, with a new button if there is more
  const { item, bin, line } = button.dataset;
  const quantity = Number(button.dataset.take);
  if (line) panel.pick({ counted: [{ line_id: Number(line), quantity }] });
  else panel.pick({ item, quantity, from_bin: bin });
  panel.field.focus();
});

for (const form of document.querySelectorAll("form[data-post]")) {
  form.addEventListener("submit", () => {
    panel.leaving = true;
  });
}
