/*
 * Small helpers for the frame and the components. Everything works without them,
 * only with more steps. No dependency, nothing stored but the display cookies.
 */

const STORED_FOR = 60 * 60 * 24 * 365;
const WARN_BEFORE = 60;

const live = () => document.getElementById("live");

/** Read aloud by screen readers, not shown. */
function announce(text) {
  const region = live();
  if (!region || !text) return;
  region.textContent = "";
  requestAnimationFrame(() => {
    region.textContent = text;
  });
}

// The same rule as display_cookie() on the server: over HTTPS bound to this host.
const PREFIX = location.protocol === "https:" ? "__Host-" : "";

function cookie(name) {
  const found = document.cookie.split("; ").find((part) => part.startsWith(`${name}=`));
  return found ? found.slice(name.length + 1) : "";
}

/* --- display: text size and contrast ------------------------------------------- */

function applyDisplay(name, value) {
  document.documentElement.dataset[name] = value;
  for (const button of document.querySelectorAll(`[data-display] [name="${name}"]`)) {
    button.setAttribute("aria-pressed", String(button.value === value));
  }
}

function setUpDisplay() {
  if ("displayFromCookie" in document.documentElement.dataset) {
    for (const name of ["size", "contrast"]) {
      const value = cookie(`${PREFIX}display_${name}`);
      if (/^[a-z]+$/.test(value)) applyDisplay(name, value);
    }
  }
  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (!event.target.matches("[data-display]") || !button || button.name === "keys") return;
    event.preventDefault();
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie =
      `${PREFIX}display_${button.name}=${button.value}; Path=/; Max-Age=${STORED_FOR}; SameSite=Lax${secure}`;
    applyDisplay(button.name, button.value);
    announce(`${button.textContent.trim()}にしました`);
  });
}

/* --- keys ------------------------------------------------------------------------ */

function isTyping(target) {
  return target.closest("input, textarea, select, [contenteditable]") !== null;
}

function isVisible(element) {
  return element !== null && element.getClientRects().length > 0;
}

function focusSearch() {
  const boxes = document.querySelectorAll("#site-search, .search-box input[type=search]");
  const box = [...boxes].find(isVisible);
  if (box) box.focus();
  return Boolean(box);
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
  if (event.key === "Escape") {
    closeMenus(null);
    return;
  }
  if (cookie(`${PREFIX}display_keys`) === "off") return;
  if (event.key === "/" && focusSearch()) {
    event.preventDefault();
  } else if (event.key === "?") {
    openDialog("keys", event.target);
  } else {
    // A key of the page itself comes before the same key of the frame.
    const named = `[data-key="${CSS.escape(event.key)}"]`;
    const target =
      document.querySelector(`main :is(a, button)${named}`) ?? document.querySelector(`a${named}`);
    if (target) target.click();
  }
}

/* --- menus and dialogs ------------------------------------------------------------ */

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (menu === except) continue;
    const hadFocus = menu.contains(document.activeElement);
    menu.open = false;
    if (hadFocus) menu.querySelector("summary").focus();
  }
}

function openDialog(id) {
  const dialog = document.getElementById(id);
  if (!(dialog instanceof HTMLDialogElement) || dialog.open) return false;
  closeMenus(null);
  dialog.showModal(); // the browser gives the focus back when it closes
  return true;
}

function onClick(event) {
  closeMenus(event.target.closest("details[data-menu]"));
  const opener = event.target.closest("[data-dialog-open]");
  if (opener && openDialog(opener.dataset.dialogOpen)) event.preventDefault();
  const closer = event.target.closest("[data-dialog-close]");
  if (closer) {
    closer.closest("dialog")?.close();
    event.preventDefault();
  }
  if (event.target.closest("[data-print]")) window.print();
  const copier = event.target.closest("[data-copy]");
  if (copier) copyText(copier.dataset.copy);
}

/** An error link moves the focus into the field, not only the page to it. */
function onErrorLink(event) {
  const link = event.target.closest(".error-summary a[href^='#']");
  if (!link) return;
  const field = document.getElementById(link.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  field.closest(".field")?.scrollIntoView({ block: "start" });
  field.focus({ preventScroll: true });
}

async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast("写しました");
  } catch {
    toast("写せませんでした。文字を選んで写してください。", "error");
  }
}

/* --- toasts ----------------------------------------------------------------------- */

/** Stays until it is closed: no time limit on reading. */
function toast(text, kind = "info") {
  const place = document.getElementById("toasts");
  if (!place) return;
  const box = document.createElement("div");
  box.className = `toast toast-${kind === "error" ? "error" : "info"}`;
  const words = document.createElement("p");
  words.textContent = text;
  const close = document.createElement("button");
  close.type = "button";
  close.textContent = "閉じる";
  close.addEventListener("click", () => box.remove());
  box.append(words, close);
  place.replaceChildren(box);
}

/* --- forms ------------------------------------------------------------------------ */

const changedForms = new WeakSet();
let isLeaving = false;

function setUpForms() {
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-unsaved]");
    if (form) changedForms.add(form);
  });
  document.addEventListener("submit", (event) => changedForms.delete(event.target));
  window.addEventListener("beforeunload", (event) => {
    if (isLeaving) return;
    const open = [...document.querySelectorAll("form[data-unsaved]")];
    if (open.some((form) => changedForms.has(form))) event.preventDefault();
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-read-back]")) readBack(event.target);
    if (event.target.matches(".table input[type=checkbox]")) countTicked(event.target.form);
  });
}

/** Says how a typed date was understood. The value travels in a POST body, never in a URL. */
async function readBack(input) {
  const place = document.querySelector(`[data-readback-for="${CSS.escape(input.id)}"]`);
  const token = input.form?.querySelector("[name=csrfmiddlewaretoken]");
  if (!place || !token) return;
  place.textContent = "";
  if (!input.value.trim()) return;
  const body = new URLSearchParams({ text: input.value });
  try {
    const answer = await fetch(input.dataset.readBack, {
      method: "POST",
      body,
      redirect: "error",
      headers: { "X-CSRFToken": token.value },
    });
    if (answer.ok) place.textContent = await answer.text();
  } catch {
    // Without the answer nothing is lost: the server reads the date again on saving.
  }
}

function countTicked(form) {
  const place = form?.querySelector("[data-bulk-count]");
  if (!place) return;
  const count = form.querySelectorAll("tbody input[type=checkbox]:checked").length;
  place.textContent = count ? `${count}${place.dataset.bulkCount}を選んでいます` : "";
}

function onTickAll(event) {
  if (!event.target.matches("[data-tick-all]")) return;
  const boxes = event.target.form.querySelectorAll("tbody input[type=checkbox]");
  for (const box of boxes) box.checked = event.target.checked;
  countTicked(event.target.form);
}

/* --- after load and after htmx ------------------------------------------------------- */

function prepare(root) {
  for (const button of root.querySelectorAll("[data-copy][hidden]")) button.hidden = false;
  for (const frame of root.querySelectorAll(".table-frame[data-scroll-name]")) {
    const scrolls = frame.querySelector("table").scrollWidth > frame.clientWidth + 1;
    if (!scrolls) continue;
    frame.tabIndex = 0;
    frame.setAttribute("role", "region");
    frame.setAttribute("aria-label", `${frame.dataset.scrollName}（横に動かせます）`);
  }
  const first = root.matches?.("[data-focus-first]") ? root : root.querySelector("[data-focus-first]");
  if (first) first.focus();
}

function setUpHtmx() {
  let focusedId = "";
  document.addEventListener("htmx:beforeSwap", () => {
    focusedId = document.activeElement?.id ?? "";
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    const target = event.target;
    if (!(target instanceof Element)) return;
    prepare(target);
    const said = target.matches("[data-announce]") ? target : target.querySelector("[data-announce]");
    if (said) announce(said.dataset.announce || said.textContent.trim());
    const lostFocus = document.activeElement === document.body;
    if (lostFocus && focusedId) document.getElementById(focusedId)?.focus();
  });
  document.addEventListener("htmx:sendError", () => {
    toast("サーバーにつながりませんでした。通信を確かめて、もう一度お試しください。", "error");
  });
  document.addEventListener("htmx:responseError", (event) => {
    const status = event.detail.xhr.status;
    const texts = {
      401: "ログインの有効期間が切れました。画面を開き直してください。",
      403: "この操作は許されていません。",
      404: "対象が見つかりませんでした。画面を開き直してください。",
      409: "ほかの人が先に変更しました。画面を開き直して確かめてください。",
    };
    toast(texts[status] ?? "うまく動きませんでした。少し待って、もう一度お試しください。", "error");
  });
  document.addEventListener("toast", (event) => {
    toast(event.detail.text, event.detail.kind);
  });
}

/* --- session ------------------------------------------------------------------------ */

function setUpSession() {
  const { sessionExpires, sessionExtend } = document.body.dataset;
  const dialog = document.getElementById("session-warning");
  if (!sessionExpires || !sessionExtend || !dialog) return;
  const length = Number(sessionExpires) * 1000;
  let ends = Date.now() + length;

  function prolong() {
    ends = Date.now() + length;
    if (dialog.open) dialog.close();
  }

  async function extend() {
    const token = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}");
    try {
      const answer = await fetch(sessionExtend, { method: "POST", headers: token, redirect: "error" });
      if (!answer.ok) throw new Error(String(answer.status));
      prolong();
    } catch {
      leave();
    }
  }

  function leave() {
    isLeaving = true;
    location.reload();
  }

  dialog.querySelector("[data-session-continue]").addEventListener("click", extend);
  dialog.addEventListener("cancel", (event) => event.preventDefault());
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful) prolong();
  });
  setInterval(() => {
    const left = Math.ceil((ends - Date.now()) / 1000);
    if (left <= 0) {
      leave();
    } else if (left <= WARN_BEFORE) {
      if (!dialog.open) {
        document.dispatchEvent(new CustomEvent("tsunagi:session-ending"));
        dialog.showModal();
      }
      dialog.querySelector("[data-session-left]").textContent = String(left);
    }
  }, 1000);
}

document.addEventListener("keydown", onKey);
document.addEventListener("click", onClick);
document.addEventListener("click", onErrorLink);
document.addEventListener("change", onTickAll);
setUpDisplay();
setUpForms();
setUpHtmx();
setUpSession();
prepare(document.body);
for (const said of document.querySelectorAll("main > [data-announce]")) {
  announce(said.textContent.trim());
}
