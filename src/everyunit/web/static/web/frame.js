// The frame: theme, rail, menus, the keys of the page, and scans that are fired outside a field.

const BURST_MS = 60; // a scanner types faster than this per character; a hand does not
const root = document.documentElement;

const keep = (key, value) => {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // A browser that keeps nothing forgets the choice, and that is all.
  }
};

// --- theme and rail ---

const setTheme = (name) => {
  keep("everyunit.theme", name);
  dispatchEvent(new Event("everyunit:theme"));
  if (name) root.dataset.bsTheme = name;
};
for (const button of document.querySelectorAll("[data-theme-toggle]")) {
  button.addEventListener("click", () => setTheme(root.dataset.bsTheme === "dark" ? "light" : "dark"));
}
for (const button of document.querySelectorAll("[data-theme-system]")) {
  button.addEventListener("click", () => setTheme(null));
}

const fold = document.querySelector("[data-fold-rail]");
const showFold = () => {
  const folded = root.dataset.rail === "folded";
  fold.setAttribute("aria-pressed", String(folded));
  fold.title = folded ? "Unfold the rail" : "Fold the rail";
};
if (fold) {
  showFold();
  fold.addEventListener("click", () => {
    if (root.dataset.rail === "folded") delete root.dataset.rail;
    else root.dataset.rail = "folded";
    keep("everyunit.rail", root.dataset.rail ?? null);
    showFold();
  });
}

// --- menus and the keys of the page ---

const openMenus = () => document.querySelectorAll("details[data-menu][open]");
document.addEventListener("click", (event) => {
  for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
});

const keys = document.querySelector("dialog[data-keys]");
const openKeys = () => {
  for (const menu of openMenus()) menu.open = false;
  if (keys && !keys.open && !document.querySelector("dialog[open]")) keys.showModal();
};
for (const button of document.querySelectorAll("[data-keys-open]")) button.addEventListener("click", openKeys);

// --- refusals are read out and seen, the first wrong field first ---

(document.querySelector("[data-refusal]") ?? document.querySelector("main [aria-invalid=true]"))?.focus();

// --- forms are sent once ---

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("form[data-post]") || event.defaultPrevented) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  for (const button of form.querySelectorAll("button[type=submit]")) button.setAttribute("aria-busy", "true");
});
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
  }
});

// --- filters that apply as soon as they are chosen ---

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-apply]")) event.target.form.requestSubmit();
});

// On a phone only the first filter shows until more are asked for.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-more-filters]");
  if (!button) return;
  const form = button.closest("form");
  form.classList.add("eu-open");
  form.querySelectorAll(".eu-field")[1]?.querySelector("input, select")?.focus();
});

// The next scan replaces the last.
document.querySelector("input[data-reselect]")?.select();

// --- the keyboard ---

const find = document.querySelector("[data-find]");
const paper = document.querySelector("a[data-print-page]");
const inField = (target) =>
  target instanceof Element && target.closest("input:not([type=checkbox], [type=radio], [type=button]), textarea, select, [contenteditable]");

const singleKeys = {
  "/": () => {
    find?.focus();
    find?.select();
  },
  "?": openKeys,
};
let burst = "";
let burstTimer = 0;
let lastKeyAt = 0;
let gap = Infinity; // since the key before
let scanned = false;

const backOut = (event) => {
  if (document.querySelector("dialog[open]")) return; // the browser closes it
  const [menu] = openMenus();
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  } else if (inField(event.target)) {
    if (event.target === find) find.value = find.defaultValue;
    event.target.blur();
  } else {
    document.querySelector("a[data-back]")?.click();
  }
};

const postForm = (event) => {
  const form = event.target.closest?.("form[data-post]") ?? document.querySelector("main form[data-post]:not([data-beside])") ?? document.querySelector("form[data-post]:not([data-beside])");
  if (!form) return;
  event.preventDefault();
  form.requestSubmit();
};

const outsideField = (event) => {
  if (event.key.length !== 1 || event.ctrlKey || event.metaKey || event.altKey) return;
  if (document.querySelector("dialog[open]") || document.querySelector("[data-scan-panel]")) {
    // A scan panel takes bursts itself; the single keys work all the same.
    if (!document.querySelector("dialog[open]") && singleKeys[event.key]) {
      event.preventDefault();
      singleKeys[event.key]();
    }
    return;
  }
  if (event.key === " " && !burst) return;
  event.preventDefault();
  burst += event.key;
  clearTimeout(burstTimer);
  if (burst.length > 1 && find) {
    scanned = true;
    find.focus();
    find.value = burst;
    burst = "";
    return;
  }
  burstTimer = setTimeout(() => {
    const key = burst;
    burst = "";
    singleKeys[key]?.();
  }, BURST_MS);
};

document.addEventListener("keydown", () => {
  const now = performance.now();
  gap = now - lastKeyAt;
  lastKeyAt = now;
}, true);
document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  if (event.key === "Escape") return backOut(event);
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return postForm(event);
  if (event.key.toLowerCase() === "p" && (event.ctrlKey || event.metaKey) && !event.shiftKey && paper) {
    event.preventDefault(); // the paper, not the page
    return paper.click();
  }
  if (!inField(event.target)) return outsideField(event);
  if (event.target !== find) return;
  const fast = gap < BURST_MS;
  if (event.key === "Tab" && scanned && fast) {
    event.preventDefault(); // scanners may end with Tab instead of Enter
    find.form.requestSubmit();
  }
  scanned = scanned && fast;
});
find?.form.addEventListener("submit", (event) => {
  if (!find.value.trim()) event.preventDefault();
});
