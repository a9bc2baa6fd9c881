// Lists that are pasted or read from a file: one number per line, or the first column of a table.

const HEADINGS = /^(serial|s\/?n|maker|manufacturer|number|imei|barcode|upc|ean)[\w '’#./-]*$/i;
const SCANS_AT_ONCE = 500;

export const isList = (text) => /[\n\t]/.test(text.trim()) || /\S[,;]\s*\S/.test(text);

export const pasted = (text) => tidy(text.split(/[\r\n\t,;]+/));

export const textOf = async (file) => decoded(await file.arrayBuffer());

// Its first row has several cells.
export const isTable = (text) => /[,;\t|]/.test(text.trimStart().split(/[\r\n]/)[0]);

export const numbersIn = (text) => {
  const rows = text.split(/\r\n|\n|\r/).map((row) => row.split(/[,;\t]/)[0]);
  const numbers = tidy(rows);
  return numbers.length && HEADINGS.test(numbers[0]) ? numbers.slice(1) : numbers;
};

// So many that a request stays quick, and that the page can show how far it is.
export const parts = (numbers) => {
  const cut = [];
  for (let start = 0; start < numbers.length; start += SCANS_AT_ONCE) cut.push(numbers.slice(start, start + SCANS_AT_ONCE));
  return cut;
};

const tidy = (texts) => texts.map((text) => text.trim().replace(/^"(.*)"$/, "$1").trim()).filter(Boolean);

const decoded = (bytes) => {
  const start = new Uint8Array(bytes.slice(0, 2));
  if (start[0] === 0xff && start[1] === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (start[0] === 0xfe && start[1] === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
};
