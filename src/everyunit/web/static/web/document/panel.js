// The scan panel: a field that keeps the focus, a queue behind it, and a log of what became of each scan.

import { watchBursts } from "./burst.js";
import { isList, isTable, numbersIn, parts, pasted, textOf } from "./lists.js";
import { ScanLog } from "./log.js";
import { ScanQueue } from "./queue.js";
import { SignedOut } from "./send.js";
import * as sound from "./sound.js";

const KEPT = ["added", "assigned", "negative"];
const FINISHED = ["already_posted", "unknown_document", "sheet_closed", "count_over"];
const SHOWN_IN_ROW = 3;
const count = (number) => number.toLocaleString("en");

export class ScanPanel {
  #undoable = [];
  #generation = 0;

  // `grid` tells which line is selected, and follows what the answers say.
  constructor(root, grid) {
    this.root = root;
    this.grid = grid;
    this.field = root.querySelector("[data-scan-field]");
    this.log = new ScanLog(root.querySelector("[data-log]"), {
      exceed: (item, entry) => this.#exceed(item, entry),
      choose: (item, text, unitId) => this.#enqueue({ scans: [text], unit_id: unitId }),
      renew: root.dataset.choosesLine === "yes" ? (text) => this.#enqueue({ scans: [text], by: "maker" }) : null,
      asks: root.dataset.asks === "yes",
      answer: (item, question, said) => this.#answer(item, question, said),
    });
    this.queue = new ScanQueue({
      storageKey: `everyunit.scans.${root.dataset.key}`,
      csrf: root.dataset.csrf,
      describe: (item) => this.#describe(item),
      answered: (item, answer) => this.#answered(item, answer),
      refused: (item, told) => this.#refused(item, told),
      changed: (state) => this.#waiting(state),
    });
    this.#wire();
    for (const item of this.queue.items) this.log.waiting(item, this.#words(item));
    this.queue.retry();
    for (const text of window.everyunitEarlyScans?.take() ?? []) this.scan(text);
  }

  // `said`: what goes along, such as a yes to the question that scanning it before has raised.
  scan(text, said = {}) {
    if (!text.trim()) return;
    this.#enqueue({ scans: [text.trim()], ...said });
  }

  list(numbers) {
    for (const part of parts(numbers)) this.#enqueue({ scans: part });
  }

  // A file with columns is read where the paper is.
  table(text, name) {
    this.#enqueue({ table: { text, ...this.#chosen() }, name });
  }

  // What is picked without being scanned: all that a line wants, or all lines want, or so many from a bin.
  pick(wanted) {
    this.#enqueue({ pick: wanted });
  }

  undo() {
    const last = this.#undoable.at(-1);
    const unsent = this.queue.items.findLast((item) => item.scans && !item.sent);
    if (unsent && this.queue.drop(unsent.key)) {
      this.log.remove(unsent.key);
    } else if (this.queue.items.some((item) => item.scans)) {
      this.#say("The last scan is on its way. Undo it in a moment.");
    } else if (last) {
      this.#undoable.pop();
      this.#enqueue({ undo: last });
    }
    this.#showUndo();
    this.field.focus();
  }

  #wire() {
    const { root, field } = this;
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return;
      if ((event.key === "z" || event.key === "Z") && (event.ctrlKey || event.metaKey) && !field.value) {
        event.preventDefault();
        this.undo();
      }
      if ((event.key !== "Enter" && event.key !== "Tab") || event.shiftKey || !field.value.trim()) return;
      event.preventDefault();
      const text = field.value;
      field.value = "";
      this.scan(text);
    });
    field.addEventListener("paste", (event) => {
      const text = event.clipboardData?.getData("text") ?? "";
      if (!isList(text)) return;
      event.preventDefault();
      this.list(pasted(text));
    });
    watchBursts(field, (text) => this.scan(text));
    this.#wireFiles();
    root.querySelector("[data-undo-button]").addEventListener("click", () => this.undo());
    root.querySelector("[data-retry]").addEventListener("click", () => this.queue.retry());
    root.querySelector("[data-any-line]").addEventListener("click", () => this.grid.select(null));
    root.querySelector("[data-sound]").addEventListener("click", () => {
      sound.setSilent(!sound.isSilent());
      this.#showSound();
      field.focus();
    });
    this.grid.onSelect = (line) => this.#showLine(line);
    this.grid.onRefreshed = (counts) => this.#showCount(counts);
    addEventListener("beforeunload", (event) => {
      if (this.queue.items.length && !this.leaving) event.preventDefault();
    });
    this.#showSound();
    this.#showLine(this.grid.selected);
  }

  #wireFiles() {
    const { root } = this;
    const chosen = root.querySelector("[data-file]");
    const take = async (files) => {
      for (const file of files) {
        const text = await textOf(file);
        const numbers = numbersIn(text);
        if (!numbers.length) this.#say(`There are no numbers in ${file.name}.`);
        if (root.dataset.table && isTable(text)) this.table(text, file.name);
        else this.list(numbers);
      }
      this.field.focus();
    };
    chosen.addEventListener("change", async () => {
      await take([...chosen.files]);
      chosen.value = "";
    });
    root.addEventListener("dragover", (event) => {
      event.preventDefault();
      root.classList.add("eu-scan-drop");
    });
    root.addEventListener("dragleave", (event) => {
      if (!root.contains(event.relatedTarget)) root.classList.remove("eu-scan-drop");
    });
    root.addEventListener("drop", (event) => {
      event.preventDefault();
      root.classList.remove("eu-scan-drop");
      const { files } = event.dataTransfer;
      if (files.length) take([...files]);
      else this.list(pasted(event.dataTransfer.getData("text")));
    });
  }

  #enqueue(item) {
    const queued = this.queue.add(item);
    if (this.queue.items.includes(queued)) this.log.waiting(queued, this.#words(queued));
    this.#showUndo();
  }

  // Asked when the scan is sent, not when it is read: the scan before it may have chosen another line.
  #describe(item) {
    const { dataset } = this.root;
    if (item.undo) return { address: dataset.undo, body: item.undo };
    if (item.pick) return { address: dataset.pick, body: item.pick };
    if (item.table) return { address: dataset.table, body: item.table };
    const body = { scans: item.scans, line_id: item.line_id ?? this.grid.selected?.id ?? null, ...this.#chosen() };
    if (item.by) body.by = item.by;
    if (item.unit_id) body.unit_id = item.unit_id;
    if (item.exceed) body.exceed = true;
    if (item.before) Object.assign(body, { before: item.before, before_lot: this.grid.lot ?? null });
    return { address: dataset.scan, body };
  }

  #chosen() {
    const chosen = [...this.root.querySelectorAll("[data-scan-choice]")].filter((each) => each.value);
    return Object.fromEntries(chosen.map((each) => [each.name, each.value]));
  }

  #words(item) {
    if (item.undo) return "Undo";
    if (item.table) return item.name;
    if (item.pick) return item.pick.item ?? "Pick units";
    const first = item.scans.slice(0, SHOWN_IN_ROW).join(", ");
    return item.scans.length > SHOWN_IN_ROW ? `${first} … ${count(item.scans.length)} numbers` : first;
  }

  #answered(item, answer) {
    // After a yes to exceeding, what was attached the first time is no news.
    const entries = item.exceed ? answer.entries.filter((entry) => !["already_here", "repeated"].includes(entry.code)) : answer.entries;
    const asked = answer.questions ?? [];
    this.log.answered(item, asked.length ? entries.filter((entry) => !entry.code.startsWith("asks_")) : entries, asked);
    const wanting = entries.some((entry) => entry.action === "skipped" || entry.code); // a warning wants a look as well
    if (wanting || !entries.length) sound.bad();
    else sound.good();
    if (!item.undo) this.#remember(answer);
    if (this.root.dataset.choosesLine === "yes") this.#follow(answer.entries);
    this.#showCount(answer);
    this.#say(entries.slice(0, 5).map((entry) => `${entry.action} ${entry.serial || entry.text} ${entry.message}`).join(". "));
    this.grid.follow(answer);
    this.#showUndo();
  }

  #refused(item, told) {
    sound.bad();
    this.log.refused(item, told, this.#words(item));
    this.#say(told.message);
    this.grid.refused?.();
    if (FINISHED.includes(told.code)) this.#stop();
  }

  // Somebody else has finished this paper: what was scanned stays in the log, to be read, and nothing more is taken.
  #stop() {
    this.leaving = true;
    this.field.disabled = true;
    this.field.placeholder = "Reload the page to see how it stands";
  }

  // What undoing this scan takes, where the answer does not say: numbers to release, and lines that counted one more.
  #remember({ entries, undo }) {
    if (undo) this.#undoable.push(undo);
    if (undo !== undefined) return;
    const kept = entries.filter((entry) => KEPT.includes(entry.action));
    const counted = kept.filter((entry) => !entry.serial && entry.item && entry.line_id);
    const receives = this.root.dataset.choosesLine === "yes";
    const numbers = kept.filter((entry) => entry.serial || (receives && !entry.item));
    const grouped = kept.filter((entry) => entry.count > 1);
    if (!kept.length) return;
    const cut = grouped.some((entry) => entry.text.endsWith(" more"));
    const scans = [...new Set([...numbers, ...grouped])].flatMap((entry) => (entry.count > 1 ? entry.text.split(", ") : [entry.serial || entry.text]));
    const lines = counted.filter((entry) => entry.count === 1).map((entry) => entry.line_id);
    this.#undoable.push(cut ? null : { scans, counted: lines });
  }

  // On a receipt an item's barcode chooses the line that the next makers' numbers go to.
  #follow(entries) {
    const chosen = entries.findLast((entry) => entry.item && entry.line_id && entry.action !== "negative" && KEPT.includes(entry.action) && entry.count === 1);
    if (chosen) this.grid.select({ id: chosen.line_id, position: chosen.line_position, item: chosen.item });
  }

  #exceed(item, entry) {
    const scans = entry.count === 1 ? [entry.text] : item.scans;
    this.#enqueue({ scans, exceed: true, line_id: item.sent?.body.line_id ?? null });
    this.field.focus();
  }

  // Picking goes on with what was said: which bin, which units are taken or left.
  #answer(item, question, said) {
    const leave = [...(item.pick.leave ?? []), ...(said.leave ?? [])];
    this.#enqueue({ pick: { ...item.pick, ...said, leave, line_id: question.line_id } });
    this.field.focus();
  }

  #showCount({ units, target: asked, words }) {
    const { root } = this;
    const target = root.dataset.countsOnly === "yes" ? null : asked;
    root.querySelector("[data-units]").textContent = count(units);
    if (words !== undefined) root.querySelector("[data-count-words]").textContent = words;
    root.querySelector("[data-target]").textContent = target === null ? "" : `of ${count(target)}`;
    const progress = root.querySelector("[data-progress]");
    progress.hidden = target === null;
    progress.max = target || 1;
    progress.value = units;
    root.classList.toggle("eu-scan-full", target !== null && units >= target);
  }

  #showUndo() {
    const waiting = this.queue.items.some((item) => item.scans && !item.sent);
    this.root.querySelector("[data-undo-button]").disabled = !waiting && !this.#undoable.at(-1);
  }

  #showSound() {
    const silent = sound.isSilent();
    this.root.querySelector("[data-sound]").setAttribute("aria-pressed", String(!silent));
    this.root.querySelector("[data-sound-on]").hidden = silent;
    this.root.querySelector("[data-sound-off]").hidden = !silent;
  }

  #showLine(line) {
    this.root.querySelector("[data-goes-to]").textContent = line ? `Scans go to line ${line.position}, ${line.item}, first.` : this.root.dataset.hint;
    this.root.querySelector("[data-any-line]").hidden = !line;
  }

  #waiting({ waiting, trouble, kept }) {
    const bar = this.root.querySelector("[data-trouble]");
    this.root.dataset.waiting = String(waiting);
    if (!trouble && !(waiting && !bar.hidden)) bar.hidden = true;
    if (!trouble) return;
    const store = kept ? "kept in this tab" : "kept on this page: do not close it";
    const next = trouble instanceof SignedOut ? "" : ` and will be sent by ${waiting === 1 ? "itself" : "themselves"}`;
    bar.querySelector("[data-trouble-words]").textContent = `${trouble.message} ${count(waiting)} ${waiting === 1 ? "entry is" : "entries are"} ${store}${next}.`;
    bar.hidden = false;
  }

  #say(words) {
    this.root.querySelector("[data-spoken]").textContent = words;
  }
}
