// Comfort only: every task works without this file.
"use strict";

// A file may be dropped anywhere on the form; it is then sent at once.
for (const form of document.querySelectorAll("form.drop")) {
  const file = form.querySelector("input[type=file]");
  const stop = (event) => { event.preventDefault(); event.stopPropagation(); };
  for (const name of ["dragenter", "dragover"]) {
    form.addEventListener(name, (event) => { stop(event); form.classList.add("over"); });
  }
  form.addEventListener("dragleave", () => form.classList.remove("over"));
  form.addEventListener("drop", (event) => {
    stop(event);
    form.classList.remove("over");
    if (event.dataTransfer.files.length > 0) {
      file.files = event.dataTransfer.files;
      form.requestSubmit();
    }
  });
}

// "/" goes to the search box.
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, select, textarea");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    const search = document.getElementById("q");
    if (search) { event.preventDefault(); search.focus(); search.select(); }
  }
});

// A field's words go to the clipboard. Without this file they are selected and copied by hand.
for (const button of document.querySelectorAll("button[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  button.hidden = false;
  button.addEventListener("click", () => {
    const told = () => { button.textContent = button.dataset.done; };
    const byHand = () => { field.focus(); field.select(); if (document.execCommand("copy")) { told(); } };
    if (navigator.clipboard) { navigator.clipboard.writeText(field.value).then(told, byHand); } else { byHand(); }
  });
}

// A replay goes from step to step by itself, until its end or until it is stopped.
for (const button of document.querySelectorAll("button[data-play]")) {
  const steps = [...button.closest(".replay").querySelectorAll("section")];
  const word = button.textContent;
  let timer = 0;
  const stop = () => { clearInterval(timer); timer = 0; button.textContent = word; };
  const shown = () => Math.max(0, steps.findIndex((step) => `#${step.id}` === location.hash));
  const show = (place) => { location.replace(`#${steps[place].id}`); if (place + 1 === steps.length) { stop(); } };
  button.hidden = steps.length < 2;
  button.addEventListener("click", () => {
    if (timer) { stop(); return; }
    button.textContent = button.dataset.stop;
    timer = setInterval(() => show(shown() + 1), 1500);
    show(shown() + 1 === steps.length ? 0 : shown() + 1);
  });
}

// A page about what is going on is loaded anew again and again, until that is stopped. It waits while somebody writes in it
// or has opened a form.
for (const button of document.querySelectorAll("button[data-refresh]")) {
  const word = button.textContent;
  let stopped = sessionStorage.getItem("refresh") === "stopped";
  const show = () => { button.textContent = stopped ? button.dataset.go : word; };
  const isUsed = () => document.activeElement?.closest("main form") || document.querySelector("main details[open] form");
  button.hidden = false;
  show();
  button.addEventListener("click", () => {
    stopped = !stopped;
    sessionStorage.setItem("refresh", stopped ? "stopped" : "going");
    show();
  });
  setInterval(() => { if (!stopped && !document.hidden && !isUsed()) { location.reload(); } }, 1000 * button.dataset.refresh);
}
