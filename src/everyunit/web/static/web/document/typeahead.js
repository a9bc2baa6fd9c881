// A field that offers codes and names while one types: the browser's own list, filled by the server.

import { get } from "./send.js";

const REST_MS = 120;

export const offerWhileTyping = (root = document) => {
  for (const field of root.querySelectorAll("[data-typeahead]")) {
    let timer = 0;
    let asked = "";
    field.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(async () => {
        const text = field.value.trim();
        if (!text || text === asked) return;
        asked = text;
        const address = new URL(field.dataset.typeahead, location.href);
        address.searchParams.set("q", text);
        const { found } = await get(address).catch(() => ({ found: [] }));
        if (asked !== text) return; // typed on meanwhile
        field.list?.replaceChildren(...found.map((each) => {
          const option = document.createElement("option");
          option.value = each.code;
          option.label = each.by ? `${each.name} · ${each.by}` : each.name;
          return option;
        }));
      }, REST_MS);
    });
  }
};
