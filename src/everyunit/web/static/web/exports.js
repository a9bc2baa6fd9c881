// The page of exports, kept up to date while something is being written.
const place = document.querySelector("[data-exports]");
const told = document.querySelector("[data-told]");
const EVERY_MS = 1500;

const openOnes = () => new Set([...place.querySelectorAll("[data-open]")].map((row) => row.dataset.export));

async function renew() {
  const before = openOnes();
  if (!before.size) return;
  if (!document.hidden && !place.contains(document.activeElement)) await read(before);
  setTimeout(renew, EVERY_MS);
}

async function read(before) {
  const answer = await fetch(place.dataset.exports, { headers: { "X-Requested-With": "fetch" } }).catch(() => null);
  if (!answer?.ok || answer.redirected) return; // the connection is lost for now, or nobody is signed in any more
  place.innerHTML = await answer.text();
  const after = openOnes();
  const ended = [...before].filter((id) => !after.has(id)).length;
  if (ended) told.textContent = ended > 1 ? `${ended} exports have ended.` : "An export has ended.";
}

setTimeout(renew, EVERY_MS);
