// The page of a draft: header fields and lines that save themselves, the scan panel, and posting once.

import { Grid, offer } from "./grid.js";
import { ScanPanel } from "./panel.js";
import { get } from "./send.js";
import { offerWhileTyping } from "./typeahead.js";

const paper = document.querySelector("[data-document]");
const grid = new Grid(paper, document.querySelector("[data-grid]"));
const scanning = document.querySelector("[data-scan-panel]"); // a quote has none
const panel = scanning && new ScanPanel(scanning, grid);
const leave = (act) => {
  if (panel) panel.leaving = true;
  act();
};

offerWhileTyping();

// After a refused posting the page stands at the address of the form: reloading shall show the draft.
if (location.pathname !== paper.dataset.address) history.replaceState(null, "", paper.dataset.address);

// --- the header saves each field as it is left ---

const valueOf = (field) => (field.type === "checkbox" ? (field.checked ? "yes" : "") : field.value);
const summary = paper.querySelector("[data-head-summary]");

// One field may change others: the terms the due date, the party nearly all, the currency every price.
grid.onSaved = (answer) => {
  const doubles = paper.querySelector("[data-doubles]");
  if (doubles && answer.doubles) {
    doubles.textContent = answer.doubles.length ? `Also on ${answer.doubles.join(", ")}.` : "";
    doubles.hidden = !answer.doubles.length;
  }
  const found = document.querySelector("[data-add-found]");
  if (found && answer.found !== undefined) {
    found.textContent = answer.found;
    found.hidden = !answer.found;
  }
  if (!answer.header) return;
  for (const field of paper.querySelectorAll("[data-save]")) {
    const value = answer.header[field.dataset.save];
    if (value === undefined || (field === document.activeElement && valueOf(field) !== field.dataset.before)) continue;
    if (field.type === "checkbox") field.checked = Boolean(value);
    else field.value = value;
    if (field === document.activeElement) field.dataset.before = value;
  }
  if (summary) summary.textContent = answer.summary;
  grid.digits = answer.digits;
};

// What may follow from the paper is offered as soon as something is on it.
grid.onFilled = async () => {
  const made = new DOMParser().parseFromString(await get(paper.dataset.address, "text/html"), "text/html");
  document.querySelector("[data-makes]")?.replaceWith(made.querySelector("[data-makes]") ?? "");
};

for (const field of paper.querySelectorAll("[data-save]")) {
  const wrong = paper.querySelector(`[data-wrong-for="${field.dataset.save}"]`);
  field.addEventListener("focus", () => {
    field.dataset.before = valueOf(field); // who has begun to write in it is not disturbed
  });
  field.addEventListener("change", async () => {
    const name = field.list && [...field.list.options].find((option) => option.value === field.value);
    if (field.dataset.save === "party") paper.querySelector("[data-party-name]").textContent = name?.label ?? "";
    const saved = await grid.save({ [field.dataset.save]: valueOf(field) }, (message) => {
      wrong.textContent = message;
      wrong.hidden = !message;
      if (message) field.setAttribute("aria-invalid", "true");
      else field.removeAttribute("aria-invalid");
    });
    if (saved && "prices" in field.dataset) grid.later();
  });
}

// --- columns that not every paper needs: a browser remembers which it wants to see ---

for (const button of document.querySelectorAll("[data-switch]")) {
  const name = `show${button.dataset.switch[0].toUpperCase()}${button.dataset.switch.slice(1)}`;
  const root = document.documentElement;
  const show = () => button.setAttribute("aria-checked", String(name in root.dataset));
  show();
  button.addEventListener("click", () => {
    if (name in root.dataset) delete root.dataset[name];
    else root.dataset[name] = "";
    try {
      localStorage.setItem(`everyunit.${name}`, name in root.dataset ? "yes" : "");
    } catch {
      // Then it is for this page only.
    }
    show();
  });
}

// --- lines ---

const adding = document.querySelector("[data-add-line]");
const item = adding?.querySelector("[name=item]"); // `elements.item` is a method
adding?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const wrong = adding.querySelector("[data-add-wrong]");
  const add = Object.fromEntries([...new FormData(adding)].map(([name, value]) => [name, value.trim()]));
  if (!add.item) return item.focus();
  const saved = await grid.save({ add }, (message, choices = []) => {
    wrong.textContent = message;
    wrong.hidden = !message;
    offer(wrong, choices, (said) => {
      item.value = said.item;
      adding.requestSubmit();
    });
  });
  if (!saved) return;
  adding.reset();
  item.focus();
  grid.refresh();
});
adding?.addEventListener("input", () => {
  adding.querySelector("[data-add-wrong]").hidden = true;
});
document.querySelector("[data-grid]").addEventListener("click", (event) => {
  const picking = event.target.closest("[data-pick-line]");
  if (picking) panel.pick({ line_id: Number(picking.dataset.pickLine) });
  if (event.target.closest("[data-pick-all]")) panel.pick({ line_id: null });
});

// --- posting waits for every scan and every edit; it is sent once ---

const form = document.querySelector("form#post");
form?.addEventListener("submit", async (event) => {
  if (form.dataset.ready) return;
  event.preventDefault();
  if (form.dataset.waiting) return;
  form.dataset.waiting = "yes";
  const button = form.querySelector("button");
  button.setAttribute("aria-busy", "true");
  document.activeElement?.matches("[data-save], [data-cell]") && document.activeElement.blur();
  try {
    const left = panel.field.value.trim();
    if (left) {
      panel.field.value = "";
      panel.scan(left);
    }
    await panel.queue.empty();
    if (await grid.settled()) {
      form.dataset.ready = "yes";
      // Not within the submission under way: a browser ignores a second one of the same form.
      setTimeout(() => leave(() => form.requestSubmit()));
    }
  } catch {
    // The panel says what is waiting; nothing was posted.
  } finally {
    delete form.dataset.waiting;
    if (!form.dataset.ready) button.removeAttribute("aria-busy");
  }
});
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload(); // back to a draft that may be posted by now
});

// --- discarding asks first, in the same place ---

const discard = document.querySelector("[data-discard]");
const sure = (asking) => {
  discard.querySelector("[data-discard-ask]").hidden = asking;
  discard.querySelector("[data-discard-sure]").hidden = !asking;
  discard.querySelector(asking ? "[data-discard-keep]" : "[data-discard-ask]").focus();
};
discard?.querySelector("[data-discard-ask]").addEventListener("click", () => sure(true));
discard?.querySelector("[data-discard-keep]").addEventListener("click", () => sure(false));
discard?.addEventListener("submit", () => leave(() => {}));
