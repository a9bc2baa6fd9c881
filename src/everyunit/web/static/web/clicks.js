// Runs at once: what is clicked before the page's scripts are there is kept, and clicked again when they are.
(() => {
  const early = [];
  const keep = (event) => {
    const button = event.target.closest?.("button[type=button]");
    if (!button) return; // links, menus and forms do what they do without a script
    event.stopImmediatePropagation();
    early.push(button);
  };
  document.addEventListener("click", keep, true);
  document.addEventListener("DOMContentLoaded", () => {
    document.removeEventListener("click", keep, true);
    for (const button of early) button.click();
  });
})();
