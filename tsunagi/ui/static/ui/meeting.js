// The projected view by keyboard: a number picks the decision, Enter decides, the
// arrows turn to the item before and after. Everything works by mouse without it.

function typing(target) {
  return target.closest("input[type=text], textarea, select") !== null;
}

function pick(key) {
  const choice = document.querySelector(`[data-decide] [data-key="${CSS.escape(key)}"]`);
  if (!choice) return false;
  choice.checked = true;
  choice.focus();
  return true;
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (typing(event.target)) return;
  const turn = document.querySelector(`[data-turn="${CSS.escape(event.key)}"]`);
  // Arrows belong to the radio buttons while one of them has the focus.
  if (turn && event.target.type !== "radio") {
    event.preventDefault();
    turn.click();
  } else if (/^[1-9]$/.test(event.key) && pick(event.key)) {
    event.preventDefault();
  }
}

document.addEventListener("keydown", onKey);
