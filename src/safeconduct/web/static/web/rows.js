/* A table for the keyboard: one tab stop, arrows move, space chooses, enter opens. Check boxes do all of it without script. */
for (const root of document.querySelectorAll("[data-rows]")) {
  const rows = [...root.querySelectorAll("[data-row]")];
  if (!rows.length) continue;
  const box = (row) => row.querySelector("input[name=row]");
  const all = root.querySelector("[data-all]");
  const count = root.querySelector("[data-count]");

  const show = () => {
    const chosen = rows.filter((row) => box(row).checked);
    for (const row of rows) row.classList.toggle("on", box(row).checked);
    if (count) count.textContent = chosen.length;
    if (all) {
      all.checked = chosen.length === rows.length;
      all.indeterminate = chosen.length > 0 && !all.checked;
    }
  };
  const stand = (row, focus = true) => {
    for (const other of rows) other.tabIndex = other === row ? 0 : -1;
    if (focus) row.focus();
  };

  for (const row of rows) box(row).tabIndex = -1;
  stand(rows[0], false);
  show();

  root.addEventListener("change", (event) => {
    if (event.target === all) for (const row of rows) box(row).checked = all.checked;
    show();
  });
  root.addEventListener("focusin", (event) => {
    const row = event.target.closest("[data-row]");
    if (row) stand(row, false);
  });
  root.addEventListener("keydown", (event) => {
    const row = event.target;
    if (!rows.includes(row)) return;
    const at = rows.indexOf(row);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      if (rows[to]) stand(rows[to]);
    } else if (event.key === " ") {
      event.preventDefault();
      box(row).checked = !box(row).checked;
      show();
    } else if (event.key === "Enter") {
      event.preventDefault();
      row.querySelector("th a, td a")?.click();
    }
  });
}
