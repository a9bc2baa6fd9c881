// A list that follows what is scanned: fetched again when the hands rest.

import { get } from "./send.js";

const REST_MS = 250;

// What the scan panel asks of a grid; nothing is selected in it, and nothing is edited.
export class Followed {
  #timer = 0;
  selected = null;
  onRefreshed = () => {};
  select() {}

  constructor(root) {
    this.root = root;
  }

  follow() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#refresh(), REST_MS);
  }

  refused() {
    this.follow(); // what was offered is no longer so
  }

  /** What stands elsewhere on the page comes with the list, in a template. */
  #tellOthers() {
    for (const each of this.root.querySelectorAll("template[data-for]")) {
      document.querySelector(`[data-follows="${each.dataset.for}"]`)?.replaceChildren(each.content.cloneNode(true));
    }
  }

  async #refresh() {
    try {
      this.root.innerHTML = await get(this.root.dataset.followed, "text/html");
      this.#tellOthers();
      const { unitsNow, targetNow, wordsNow } = this.root.querySelector("[data-units-now]").dataset;
      this.onRefreshed({ units: Number(unitsNow), target: targetNow === undefined ? null : Number(targetNow), words: wordsNow });
    } catch {
      this.follow();
    }
  }
}
