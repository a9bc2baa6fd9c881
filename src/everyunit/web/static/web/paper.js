// The page of a printed document: the button prints, Esc goes back.

document.querySelector("[data-print]").addEventListener("click", () => print());
addEventListener("keydown", (event) => {
  if (event.key === "Escape") document.querySelector("[data-back]").click();
});
