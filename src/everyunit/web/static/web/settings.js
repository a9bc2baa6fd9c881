// The settings page: finds as you type, saves as you choose, and undoes with one button.

import { get, Refused } from "./document/send.js";

const page = document.querySelector("[data-settings]");
const field = page.querySelector("[data-find-setting]");
const all = [...page.querySelectorAll("[data-preference]")];

// --- finding ---

const plain = (text) => text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "");
const words = new Map(all.map((each) => [each, plain(each.dataset.words)]));

const find = () => {
  const sought = plain(field.value).split(/\s+/).filter(Boolean);
  const found = all.filter((each) => {
    each.hidden = !sought.every((word) => words.get(each).includes(word));
    return !each.hidden;
  });
  for (const group of page.querySelectorAll("[data-group]")) group.hidden = !group.querySelector("[data-preference]:not([hidden])");
  page.querySelector("[data-nothing]").hidden = Boolean(found.length);
  page.querySelector("[data-history]").hidden = Boolean(sought.length);
  page.querySelector("[data-found]").textContent = sought.length ? `${found.length} of ${all.length}` : `${all.length} settings`;
};
field.addEventListener("input", find);
find();

// --- saving ---

const send = async (body) => {
  const headers = { Accept: "application/json", "X-CSRFToken": page.dataset.csrf };
  const answer = await fetch(page.dataset.set, { method: "POST", headers, body: new URLSearchParams(body), credentials: "same-origin" });
  const told = await answer.json().catch(() => ({ message: `The server answers with an error (${answer.status}).` }));
  if (!answer.ok) throw new Refused({ ...told, message: [told.message, ...(told.offenders ?? []).map((each) => each.message)].join(" ") });
  return told;
};

const say = (row, text, undo) => {
  const said = row.querySelector("[data-said]");
  said.classList.toggle("eu-set-no", !undo && !text.startsWith("Undone"));
  said.textContent = text;
  if (!undo) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-link btn-sm";
  button.textContent = "Undo";
  button.addEventListener("click", undo);
  said.append(button);
};

const show = (row, value, overrides) => {
  row.dataset.value = value;
  for (const radio of row.querySelectorAll("[data-choose]")) radio.checked = radio.value === value;
  const amount = row.querySelector("[data-amount]");
  if (amount && row.querySelector("[data-choose]:checked")) amount.value = "";
  row.querySelector("[data-overrides]").innerHTML = overrides;
};

const save = async (row, value, workstation = "", undone = false, amount = "") => {
  const key = row.dataset.preference;
  try {
    const told = await send({ key, value, workstation, amount });
    show(row, told.value, told.overrides);
    if (undone) say(row, `Undone. ${told.message}`);
    else say(row, told.message, () => save(row, told.before, workstation, true));
    page.querySelector("[data-changes-here]").innerHTML = await get(page.dataset.changes, "text/html");
  } catch (error) {
    for (const radio of row.querySelectorAll("[data-choose]")) radio.checked = radio.value === row.dataset.value;
    say(row, error instanceof Refused ? error.message : "No connection to the server: nothing was changed. Choose again when it is back.");
  }
};

for (const row of all) {
  row.dataset.value = row.querySelector("[data-choose]:checked")?.value ?? "";
  row.addEventListener("change", (event) => {
    if (event.target.matches("[data-choose]")) save(row, event.target.value);
  });
  row.addEventListener("click", (event) => {
    const back = event.target.closest("[data-take-back]");
    if (event.target.closest("[data-set-amount]")) save(row, "", "", false, row.querySelector("[data-amount]").value);
    if (back) save(row, "", back.dataset.takeBack);
    if (event.target.closest("[data-set-there]")) save(row, row.querySelector("[data-what]").value, row.querySelector("[data-where]").value);
  });
}
