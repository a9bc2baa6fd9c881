// Runs at once: keeps what a scanner fires into the field before the page is ready for it.
(() => {
  const early = (window.everyunitEarlyScans = []);
  const keep = (event) => {
    const field = event.target;
    if ((event.key !== "Enter" && event.key !== "Tab") || event.shiftKey || event.ctrlKey || event.metaKey) return;
    if (!(field instanceof HTMLInputElement) || !("scanField" in field.dataset) || !field.value.trim()) return;
    event.preventDefault();
    early.push(field.value);
    field.value = "";
  };
  document.addEventListener("keydown", keep, true);
  early.take = () => {
    document.removeEventListener("keydown", keep, true);
    return early.splice(0);
  };
})();

// Before anything is painted: the columns that this browser wants to see on drafts.
for (const name of ["showDiscount", "showTax", "showNote"]) {
  try {
    if (localStorage.getItem(`everyunit.${name}`)) document.documentElement.dataset[name] = "";
  } catch {
    // A browser that keeps nothing shows what is used.
  }
}
