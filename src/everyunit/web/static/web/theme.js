// Runs before anything is painted, so that no page flashes in the wrong theme.
(() => {
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const read = (key) => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  };
  const apply = () => {
    const chosen = read("everyunit.theme");
    root.dataset.bsTheme = chosen === "light" || chosen === "dark" ? chosen : system.matches ? "dark" : "light";
  };
  apply();
  if (read("everyunit.rail") === "folded") root.dataset.rail = "folded";
  system.addEventListener("change", apply);
  addEventListener("storage", apply);
  addEventListener("everyunit:theme", apply);
})();
