// Scanners are keyboards that type faster than hands. What they read anywhere on the page goes to the scan field.

const KEY_MS = 50; // per key, taken over the burst: a scanner needs 10 to 30, a hand 100 and more
const PAUSE_MS = 200; // a longer gap ends a burst
const SHORTEST = 4;

// A list to choose from is not typed into: a scan must not change it.
const typesInto = (target) => target instanceof Element && target.closest("input:not([type=radio], [type=checkbox], [type=file]), textarea, [contenteditable]");
// Barcodes may well be meant for a reference or a search; never for a quantity, a price or a date.
const NUMBERS_ONLY = "[inputmode=numeric], [inputmode=decimal], [type=date]";

// `take(text)` gets what was read while another field had the focus.
export const watchBursts = (field, take) => {
  let burst = "";
  let before = "";
  let elsewhere = null;
  let last = 0;
  let start = 0;

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || document.querySelector("dialog[open]")) return;
    if (event.target === field) return;
    const goesOn = event.timeStamp - last < PAUSE_MS;
    last = event.timeStamp;
    const target = typesInto(event.target);
    if (event.key.length === 1) {
      if (!target) {
        if (event.key === " " && event.target instanceof Element && event.target.closest("button, a, summary, label, [tabindex]")) return;
        if (event.key === "/" || event.key === "?") return; // keys of the page
        field.focus(); // the character lands in the field: the rest of the burst follows it
        return;
      }
      if (!goesOn || target !== elsewhere) {
        start = event.timeStamp;
        burst = "";
        before = target.value ?? "";
        elsewhere = target;
      }
      burst += event.key;
      return;
    }
    const ends = event.key === "Enter" || event.key === "Tab";
    const fast = event.timeStamp - start < KEY_MS * burst.length;
    if (ends && fast && target === elsewhere && burst.length >= SHORTEST && target.matches(NUMBERS_ONLY)) {
      event.preventDefault();
      event.stopPropagation();
      target.value = before; // what was scanned does not belong here
      take(burst);
    }
    if (event.key !== "Shift") burst = "";
  }, true);
};
