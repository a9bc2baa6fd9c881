// A page whose list follows what is scanned, and from which so many can be taken at once.

import { Followed } from "./followed.js";
import { ScanPanel } from "./panel.js";

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
