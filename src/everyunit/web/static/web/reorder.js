// The reorder page: what the chosen rows cost at their quantities, and how many orders they make.

const form = document.querySelector("[data-reorder]");
const digits = Number(form?.dataset.digits ?? 2);

const money = (minor) =>
  (minor / 10 ** digits).toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });

// The break with the highest minimum that the quantity reaches; for less than the least, the least.
const priceAt = (row, quantity) => {
  const breaks = row.dataset.breaks.split(" ").filter(Boolean).map((each) => each.split(":").map(Number));
  const reached = breaks.filter(([minimum]) => minimum <= quantity).pop() ?? breaks[0];
  return reached ? reached[1] : null;
};

const show = () => {
  let orders = 0;
  for (const vendor of form.querySelectorAll("[data-vendor]")) {
    const rows = [...vendor.querySelectorAll("[data-row]")];
    const currencies = new Set(rows.map((row) => row.dataset.currency));
    let total = 0;
    for (const row of rows) {
      const quantity = Number(row.querySelector("[data-quantity]").value);
      const price = Number.isInteger(quantity) && quantity > 0 ? priceAt(row, quantity) : null;
      const amount = row.querySelector("[data-amount]");
      if (amount) amount.textContent = price === null ? "\u2013" : money(price * quantity);
      if (row.querySelector("[data-take]").checked) total += (price ?? 0) * quantity;
    }
    const chosen = rows.filter((row) => row.querySelector("[data-take]").checked).length;
    const all = vendor.querySelector("[data-take-all]");
    all.checked = chosen === rows.length;
    all.indeterminate = chosen > 0 && chosen < rows.length;
    const words = chosen ? `${chosen} of ${rows.length} chosen` : "none chosen";
    const priced = vendor.querySelector("[data-amount]") && currencies.size === 1 && chosen;
    vendor.querySelector("[data-vendor-total]").textContent = priced ? `${words}, ${[...currencies][0]} ${money(total)}` : words;
    if (chosen) orders += 1;
  }
  const button = form.querySelector("[data-order-words]");
  button.textContent = orders ? `Make ${orders} purchase order${orders === 1 ? "" : "s"}` : "Choose what to order";
};

if (form) {
  form.addEventListener("input", show);
  form.addEventListener("change", (event) => {
    if (event.target.matches("[data-take-all]")) {
      for (const box of event.target.closest("[data-vendor]").querySelectorAll("[data-take]")) box.checked = event.target.checked;
    }
    show();
  });
  show();
}
