// Comfort only: every row can be edited on its own page, and every paste in a text field, without this file.
// Arrows move, Enter or F2 edits, Esc leaves, a cell is saved when it is left, a paste of many cells goes to
// the page that shows what it would change.
"use strict";

for (const grid of document.querySelectorAll("table[data-cells]")) {
  const words = grid.dataset;
  const status = document.getElementById("grid-status");
  const token = document.querySelector("input[name=csrf]").value;
  let editing = null;
  // Saves follow one another, because each needs the row as the one before left it; nobody waits for them.
  let saves = Promise.resolve();

  const cells = () => [...grid.querySelectorAll("tbody td[data-field], tbody th[scope=row]")];
  const say = (text, isError) => {
    status.textContent = text;
    status.classList.toggle("error", Boolean(isError));
  };

  // One cell of the table is in the tab order; the arrows move it.
  const stand = (cell, focus = true) => {
    for (const other of cells()) { other.tabIndex = -1; }
    cell.tabIndex = 0;
    if (focus) { cell.focus(); }
  };
  const beside = (cell, down, right) => {
    const rows = [...grid.tBodies[0].rows];
    const row = rows[rows.indexOf(cell.parentElement) + down];
    const next = row && row.cells[cell.cellIndex + right];
    return next && (next.dataset.field || next.scope === "row") ? next : null;
  };

  const editor = (field, value, typed) => {
    const template = document.querySelector(`template[data-field="${CSS.escape(field)}"]`);
    const input = template ? template.content.firstElementChild.cloneNode(true) : document.createElement("input");
    if (input.tagName === "SELECT") {
      const options = [...input.options];
      if (!options.some((option) => option.value === value)) { input.add(new Option(value, value), 0); }
      const meant = typed && options.find((option) => option.value.toLowerCase().startsWith(typed.toLowerCase()));
      input.value = meant ? meant.value : value;
    } else {
      input.value = typed ?? value;
    }
    input.setAttribute("aria-label", grid.querySelector(`th[data-field="${CSS.escape(field)}"]`).textContent.trim());
    return input;
  };

  // What is typed into a cell replaces what was in it.
  const begin = (cell, typed) => {
    if (editing || !cell.dataset.field || !grid.dataset.mayEnter) { return; }
    const input = editor(cell.dataset.field, cell.dataset.value, typed);
    editing = { cell, input, was: cell.innerHTML };
    cell.removeAttribute("aria-invalid");
    cell.replaceChildren(input);
    input.focus();
    if (typed === undefined && input.select) { input.select(); }
    input.addEventListener("blur", () => end(true));
  };

  const end = (save) => {
    if (!editing) { return; }
    const { cell, input, was } = editing;
    editing = null;
    cell.innerHTML = was;
    if (!save || input.value === cell.dataset.value) { return; }
    cell.classList.add("saving");
    say(words.saving);
    saves = saves.then(() => send(cell, input.value)).then(() => cell.classList.remove("saving"));
  };

  const send = async (cell, text) => {
    const row = cell.parentElement;
    const body = new URLSearchParams({
      csrf: token, id: row.dataset.id, seen: row.dataset.seen, field: cell.dataset.field, text,
    });
    try {
      const headers = { accept: "application/json" };
      const reply = await fetch(words.cells, { method: "POST", body, headers, keepalive: true });
      const answer = await reply.json();
      if (!reply.ok) {
        cell.setAttribute("aria-invalid", "true");
        say(answer.words || words.failed, true);
        return;
      }
      row.dataset.seen = answer.seen;
      for (const shown of answer.cells) {
        const other = row.querySelector(`[data-field="${CSS.escape(shown.field)}"]`);
        if (!other || (other.dataset.value === shown.text && other !== cell)) { continue; }
        other.dataset.value = shown.text;
        other.removeAttribute("aria-invalid");
        if (editing && editing.cell === other) { editing.was = shown.html; } else { other.innerHTML = shown.html; }
      }
      grid.dataset.undo = answer.seq ?? "";
      say(answer.words);
    } catch {
      cell.setAttribute("aria-invalid", "true");
      say(words.failed, true);
    }
  };

  // Keys that choose kanji belong to the input method: Enter ends the conversion, not the cell.
  const converts = (event) => event.isComposing || event.keyCode === 229;

  grid.addEventListener("keydown", (event) => {
    if (editing) {
      const { cell, input } = editing;
      if (converts(event)) { return; }
      if (event.key === "Escape") { event.preventDefault(); end(false); stand(cell); }
      if (event.key === "Enter" && event.altKey && input.tagName === "TEXTAREA") {
        event.preventDefault();
        input.setRangeText("\n", input.selectionStart, input.selectionEnd, "end");
      } else if (event.key === "Enter") {
        event.preventDefault();
        end(true);
        stand(beside(cell, event.shiftKey ? -1 : 1, 0) ?? cell);
      }
      if (event.key === "Tab") {
        const next = beside(cell, 0, event.shiftKey ? -1 : 1);
        if (next) { event.preventDefault(); end(true); stand(next); begin(next); }
      }
      return;
    }
    const cell = event.target.closest("td[data-field], th[scope=row]");
    if (!cell || event.target !== cell) { return; }
    const way = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] }[event.key];
    if (converts(event)) {
      // The conversion goes on in the field; what was in it is marked, so that it is replaced.
      begin(cell);
    } else if (way) {
      const next = beside(cell, ...way);
      if (next) { event.preventDefault(); stand(next); }
    } else if (event.key === "Enter" || event.key === "F2") {
      event.preventDefault();
      const link = cell.querySelector("a");
      if (cell.dataset.field && grid.dataset.mayEnter) { begin(cell); } else if (link) { link.click(); }
    } else if (event.key === " " && cell.parentElement.querySelector("input[type=checkbox]")) {
      event.preventDefault();
      cell.parentElement.querySelector("input[type=checkbox]").click();
    } else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey && event.key !== "/" && event.key !== "?") {
      if (cell.dataset.field) { event.preventDefault(); begin(cell, event.key); }
    }
  });

  grid.addEventListener("dblclick", (event) => {
    const cell = event.target.closest("td[data-field]");
    if (cell) { begin(cell); }
  });
  grid.addEventListener("click", (event) => {
    const cell = event.target.closest("td[data-field], th[scope=row]");
    if (cell && !event.target.closest("a, input, select, button")) { stand(cell); }
  });

  // Cells copied from a sheet: one value goes into the cell, many go to the page that shows the difference.
  document.addEventListener("paste", (event) => {
    const cell = document.activeElement && document.activeElement.closest("table[data-cells] td[data-field], table[data-cells] th[scope=row]");
    if (!cell || editing) { return; }
    const text = event.clipboardData.getData("text/plain");
    event.preventDefault();
    if (!/[\t\n]/.test(text.replace(/\r?\n$/, ""))) { begin(cell, text.trim()); return; }
    const form = document.getElementById("paste");
    const rows = [...grid.tBodies[0].rows];
    const below = rows.slice(rows.indexOf(cell.parentElement)).map((row) => row.dataset.id);
    const beside = [...cell.parentElement.cells].slice(cell.cellIndex).map((other) => other.dataset.field ?? "id");
    form.querySelector("textarea").value = text;
    form.querySelector("input[name=at]").value = beside.join(",");
    form.querySelector("input[name=onto]").value = cell.dataset.field ? below.join("\n") : "";
    form.requestSubmit();
  });

  // Every row at once.
  const all = grid.querySelector("input[data-all]");
  if (all) {
    all.addEventListener("change", () => {
      for (const box of grid.querySelectorAll("tbody input[type=checkbox]")) { box.checked = all.checked; }
    });
  }

  // Ctrl+Z takes back what was saved last.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "z" || !(event.ctrlKey || event.metaKey) || event.target.closest("input, select, textarea")) { return; }
    event.preventDefault();
    const form = document.getElementById("undo");
    saves.then(() => {
      if (!form || !grid.dataset.undo) { return; }
      form.action = `/ledger/${grid.dataset.undo}/undo`;
      form.requestSubmit();
    });
  });

  const first = cells()[0];
  if (first) { stand(first, false); }
}

// "?" shows the keys.
document.addEventListener("keydown", (event) => {
  const keys = document.getElementById("keys");
  if (event.key === "?" && keys && !event.target.closest("input, select, textarea")) {
    event.preventDefault();
    keys.open = true;
    keys.scrollIntoView({ block: "nearest" });
    keys.querySelector("summary").focus();
  }
});
