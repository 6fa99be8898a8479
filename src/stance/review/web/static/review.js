// Adds keys to forms that work without them. Nothing here builds HTML from text.
"use strict";

document.documentElement.classList.add("with-script");

const sheet = document.getElementById("sheet");
const keysOn = document.getElementById("keys-on");
const sentences = [...document.querySelectorAll(".sentence input")];
const SETTING = "stance-review-keys";

function sayWhatSavingMeans() {
  const button = document.querySelector("button[data-accept]");
  if (!button) return;
  const deflects = sheet.querySelector("input[name=stance][value=deflects]");
  const changed = [...sheet.querySelectorAll("input[type=radio]:checked")].some(
    (each) => !("said" in each.dataset) && (each.name !== "reason" || (deflects && deflects.checked)),
  );
  const judged = sheet.querySelector("input[name=stance][data-said]");
  button.firstElementChild.textContent = changed || !judged ? button.dataset.correct : button.dataset.accept;
}

function toSentence(step) {
  if (!sentences.length) return;
  const at = sentences.indexOf(document.activeElement);
  const next = at < 0 ? (step > 0 ? 0 : sentences.length - 1) : Math.min(Math.max(at + step, 0), sentences.length - 1);
  sentences[next].focus();
  sentences[next].parentElement.scrollIntoView({ block: "nearest" });
}

function use(element) {
  if (element.disabled) return;
  if (element.type === "radio") {
    if (!element.closest("fieldset").checkVisibility()) return;
    element.checked = true;
    element.focus();
    element.dispatchEvent(new Event("change", { bubbles: true }));
  } else if (element.matches("input[type=text], textarea")) {
    const chosen = String(window.getSelection()).trim();
    const around = element.closest("details");
    if (around) around.open = true;
    if ("quote" in element.dataset && chosen) element.value = chosen;
    element.focus();
  } else {
    element.click();
  }
}

document.addEventListener("keydown", (event) => {
  const target = event.target;
  const writing = target.matches("input[type=text], textarea");
  if (event.key === "Escape" && writing) {
    target.blur();
    return;
  }
  if (writing || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (keysOn && !keysOn.checked) return;
  if (event.key === "?") {
    const keys = document.getElementById("keys");
    if (!keys) return;
    keys.open = !keys.open;
    keys.querySelector("summary").focus();
  } else if (event.key === "j" || event.key === "k") {
    toSentence(event.key === "j" ? 1 : -1);
  } else {
    if (event.repeat) return;
    const element = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (!element) return;
    use(element);
  }
  event.preventDefault();
});

if (sheet) {
  sheet.addEventListener("change", sayWhatSavingMeans);
  sayWhatSavingMeans();
  const take = document.getElementById("take");
  if (take) {
    take.addEventListener("click", () => {
      for (const each of sentences) each.checked = "evidence" in each.dataset;
    });
  }
  // A second press of a key must not answer the next exchange unread.
  let sent = false;
  document.addEventListener("submit", (event) => {
    if (sent) event.preventDefault();
    sent = true;
  });
  window.addEventListener("pageshow", () => {
    sent = false;
    sayWhatSavingMeans();
  });
}

if (keysOn) {
  keysOn.checked = localStorage.getItem(SETTING) !== "off";
  keysOn.addEventListener("change", () => localStorage.setItem(SETTING, keysOn.checked ? "on" : "off"));
}

const problems = document.getElementById("problems");
if (problems) problems.focus();
