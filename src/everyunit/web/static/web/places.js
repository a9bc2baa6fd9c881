// Dragging bins and areas onto another area; the links “Move to…” do the same without a mouse.

const table = document.querySelector("[data-places]");
const said = document.querySelector("[data-said]");
let dragged = null;

const say = (text) => {
  said.textContent = text;
  said.hidden = !text;
};

const move = async (what, into) => {
  const { csrf, location: here } = table.dataset;
  const headers = { Accept: "application/json", "X-CSRFToken": csrf };
  const body = new URLSearchParams({ what, into, location: here });
  try {
    const answer = await fetch(table.dataset.move, { method: "POST", headers, body, credentials: "same-origin" });
    const told = await answer.json();
    if (answer.ok) return location.reload();
    say([told.message, ...(told.offenders ?? []).map((each) => `${each.subject}: ${each.message}`)].join(" "));
  } catch {
    say("No connection to the server: nothing was moved. Try again when it is back.");
  }
};

const over = (row) => {
  for (const each of table.querySelectorAll(".eu-over")) each.classList.toggle("eu-over", each === row);
  row?.classList.add("eu-over");
};

table?.addEventListener("dragstart", (event) => {
  dragged = event.target.closest("[data-what]");
  dragged?.classList.add("eu-dragged");
  event.dataTransfer.setData("text/plain", dragged?.dataset.what ?? "");
});
table?.addEventListener("dragend", () => {
  dragged?.classList.remove("eu-dragged");
  dragged = null;
  over(null);
});
table?.addEventListener("dragover", (event) => {
  const row = event.target.closest("[data-into]");
  if (!dragged || !row || row === dragged) return over(null);
  event.preventDefault();
  over(row);
});
table?.addEventListener("drop", (event) => {
  const row = event.target.closest("[data-into]");
  if (!dragged || !row || row === dragged) return;
  event.preventDefault();
  move(dragged.dataset.what, row.dataset.into);
});
