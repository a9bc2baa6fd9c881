// The log of scans, newest on top: each told by word, colour and shape.

const ROWS_KEPT = 100;
const SHOWN_SINGLY = 4;
const ASKS = { exceeds: "Yes, attach", not_on_document: "Yes, attach", other_vendor: "Yes, attach", other_customer: "Yes, take it back", goes_out: "Yes, it goes out", misplaced: "Yes, it is here", outside: "Yes, it is here", counted_elsewhere: "Yes, it is here" };
const LOOKS = {
  added: { word: "Added", state: "good" },
  assigned: { word: "Assigned", state: "good" },
  counted: { word: "Counted", state: "good" },
  here: { word: "Bin", state: "note" },
  unit: { word: "Unit", state: "note" },
  linked: { word: "Linked", state: "good" },
  taken_out: { word: "Taken out", state: "draft" },
  negative: { word: "Negative", state: "note" },
  skipped: { word: "Skipped", state: "warn" },
  detached: { word: "Detached", state: "draft" },
  waiting: { word: "Waiting", state: "draft" },
  refused: { word: "Refused", state: "bad" },
  asks: { word: "Asks", state: "warn" },
};

const make = (tag, className, text) => {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
};

const link = (address, text, className) => {
  const made = make("a", className, text);
  made.href = address;
  return made;
};

const button = (text, act, className = "btn btn-sm") => {
  const made = make("button", className, text);
  made.type = "button";
  made.addEventListener("click", act);
  return made;
};

// A long answer in a few rows: neighbours that fared alike are told together.
const alike = (entries) => {
  const told = [];
  for (const entry of entries) {
    const last = told.at(-1);
    const same = last && ["action", "code", "holder", "line_id", "item"].every((name) => last[name] === entry[name]);
    if (same && !entry.choices?.length) Object.assign(last, { text: `${last.first} … ${entry.text}`, count: last.count + entry.count });
    else told.push({ ...entry, first: entry.text });
  }
  for (const each of told) if (each.count > 1) Object.assign(each, { serial: "", maker_serial: "", unit_address: "" });
  return told;
};

const row = (action, key) => {
  const look = LOOKS[action] ?? LOOKS.waiting;
  const made = make("li", `eu-scan eu-scan-${look.state}`);
  made.dataset.key = key;
  made.dataset.action = action;
  made.append(make("span", `eu-state eu-state-${look.state}`, look.word));
  return made;
};

export class ScanLog {
  // `exceed(item, texts)`, `choose(item, text, unitId)`, `answer(item, question, said)` and `renew(text)` are asked for
  // from the rows; the last is there where the paper brings new units in. `asks`: whether a scan that does not fit is a
  // question.
  constructor(list, { exceed, choose, answer, renew, asks }) {
    Object.assign(this, { list, exceed, choose, answer, renew, asks });
  }

  waiting(item, words) {
    const made = row("waiting", item.key);
    made.append(make("span", "eu-serial", words));
    this.#top(made);
  }

  answered(item, entries, questions = []) {
    const shown = entries.length > SHOWN_SINGLY ? alike(entries) : entries;
    const asked = questions.map((question) => this.#question(item, question));
    this.#replace(item, [...asked, ...shown.map((entry) => this.#entry(item, entry))]);
  }

  refused(item, told, words) {
    const made = row("refused", item.key);
    made.append(make("span", "eu-serial", words), make("span", "eu-scan-why", told.message));
    this.#replace(item, [made]);
  }

  remove(key) {
    for (const each of this.#rows(key)) each.remove();
  }

  #entry(item, entry) {
    const made = row(entry.action, item.key);
    const shown = entry.serial || entry.text;
    made.append(entry.unit_address ? link(entry.unit_address, shown, "eu-serial") : make("span", "eu-serial", shown));
    if (entry.count > 1) made.append(make("strong", "", `× ${entry.count.toLocaleString("en")}`));
    const other = entry.text === entry.serial ? entry.maker_serial : entry.text;
    if (entry.serial && other) made.append(make("span", "eu-serial eu-quiet", other));
    const what = [entry.item, entry.item_name].filter(Boolean).join(" ");
    if (what) made.append(make("span", "eu-scan-item", what));
    if (entry.line_position) made.append(make("span", "eu-quiet", `line ${entry.line_position}`));
    if (entry.code && entry.action !== "skipped") made.classList.add("eu-scan-warn");
    if (entry.message) made.append(make("span", "eu-scan-why", entry.message));
    if (entry.holder_address) made.append(link(entry.holder_address, entry.holder));
    const fits = entry.action !== "skipped" || !(entry.code in ASKS);
    if (this.asks && !fits) this.#askToExceed(made, item, entry);
    for (const choice of entry.choices ?? []) {
      const words = [choice.serial, choice.item, choice.bin].join(" · ");
      made.append(button(words, () => this.#settle(made, () => this.choose(item, entry.text, choice.unit_id))));
    }
    if (this.renew && entry.count === 1 && ["unit_of_ours", "ambiguous"].includes(entry.code))
      made.append(button("A new unit", () => this.#settle(made, () => this.renew(entry.text))));
    return made;
  }

  // What picking must know: a button for each bin; or for each unit that waits, and for all of them.
  #question(item, question) {
    const made = row("asks", item.key);
    made.classList.add("eu-scan-asks");
    const say = (words, said, className) => button(words, () => this.#answered(made, words, () => this.answer(item, question, said)), className);
    const what = question.item || "all items";
    if (question.about === "bin") {
      made.append(make("strong", "", `${question.missing.toLocaleString("en")} of ${what}: from which bin?`));
      for (const each of question.bins) {
        const bins = [{ bin: each.bin, line_id: question.line_id }];
        made.append(say(`${each.bin} · ${each.free.toLocaleString("en")} free`, { bins }));
      }
      return made;
    }
    made.append(make("strong", "", `${what}: ${question.waiting === 1 ? "1 unit has a maker’s number" : `${question.waiting.toLocaleString("en")} units have makers’ numbers`}.`));
    made.append(say(question.waiting === 1 ? "Take it" : "Take all", { numbered: "take" }, "btn btn-sm btn-primary"), say(question.waiting === 1 ? "Leave it" : "Leave all", { numbered: "skip" }));
    if (question.waiting > 1) made.append(this.#unitByUnit(question, say));
    return made;
  }

  #unitByUnit(question, say) {
    const list = make("ul", "eu-scan-units");
    for (const [serial, number] of question.units) {
      const each = make("li", "");
      each.append(make("span", "eu-serial", serial), make("span", "eu-serial eu-quiet", number), say("Take", { take: [serial] }), say("Leave", { leave: [serial] }));
      list.append(each);
    }
    if (question.waiting > question.units.length) list.append(make("li", "eu-quiet", `and ${(question.waiting - question.units.length).toLocaleString("en")} more`));
    return list;
  }

  #askToExceed(made, item, entry) {
    made.classList.add("eu-scan-asks");
    made.append(
      button(ASKS[entry.code], () => this.#settle(made, () => this.exceed(item, entry)), "btn btn-sm btn-primary"),
      button("No", () => this.#settle(made)),
    );
  }

  // The question calms down and keeps what was said.
  #answered(made, words, act) {
    made.querySelector(".eu-scan-units")?.remove();
    made.classList.remove("eu-scan-warn");
    made.append(make("span", "eu-quiet", words));
    this.#settle(made, act);
  }

  #settle(made, act) {
    for (const each of made.querySelectorAll("button")) each.remove();
    made.classList.remove("eu-scan-asks");
    act?.();
  }

  #rows(key) {
    return [...this.list.children].filter((each) => each.dataset.key === key);
  }

  #replace(item, made) {
    const [first] = this.#rows(item.key);
    if (first) first.replaceWith(...made);
    else for (const each of made) this.#top(each);
  }

  #top(made) {
    this.list.prepend(made);
    while (this.list.children.length > ROWS_KEPT) this.list.lastElementChild.remove();
  }
}
