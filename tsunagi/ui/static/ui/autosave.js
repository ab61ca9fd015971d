/*
 * Keeps what is typed into form[data-autosave] on the server, two seconds after it was
 * typed. Nothing is stored in the browser. What the server has not acknowledged is sent
 * again; the time on the screen is the time of its last acknowledgement.
 */

const EVERY = 2000;
const LONGEST_PAUSE = 30000;
const TIMEOUT = 15000;
// Browsers refuse longer bodies for requests that outlive the page.
const MOST_KEEPALIVE_BYTES = 60000;
const NO_CONNECTION = "保存できません。つながりを確かめています";
const NOT_KEPT = new Set(["hidden", "file", "password", "submit", "button", "reset", "image"]);

const form = document.querySelector("form[data-autosave]");
const place = form?.querySelector("[data-saved-at]");

// What the server has, by name, spelled as JSON. Empty: the first save sends everything.
let acknowledged = new Map();
// The revision this page has shown. What another page writes later is never shown here.
let shown = 0;
let newest = 0;
let sending = null;
let timer = 0;
let failures = 0;
let hasTyped = false;
let isStopped = false;
let isSubmitting = false;
let sawConflict = false;

/* --- what is in the form ----------------------------------------------------------- */

function isKept(element) {
  const name = element.name;
  return name && !name.startsWith("_") && !element.disabled && !NOT_KEPT.has(element.type);
}

function valuesOf(element) {
  if (element.type === "checkbox" || element.type === "radio") {
    return element.checked ? [element.value] : [];
  }
  if (element instanceof HTMLSelectElement) {
    return [...element.selectedOptions].map((option) => option.value);
  }
  return [element.value];
}

/** Name → JSON of its values; a group without a tick is an empty list, not nothing. */
function snapshot() {
  const values = new Map();
  for (const element of form.elements) {
    if (!isKept(element)) continue;
    values.set(element.name, [...(values.get(element.name) ?? []), ...valuesOf(element)]);
  }
  return new Map([...values].map(([name, list]) => [name, JSON.stringify(list)]));
}

function changesIn(current) {
  const changes = {};
  for (const [name, text] of current) {
    if (acknowledged.get(name) !== text) changes[name] = JSON.parse(text);
  }
  for (const name of acknowledged.keys()) {
    if (!current.has(name)) changes[name] = null;
  }
  return changes;
}

function hasUnsent() {
  return hasTyped && !isStopped && Object.keys(changesIn(snapshot())).length > 0;
}

/* --- what the person reads ----------------------------------------------------------- */

/** Says it once: the same words again would be read aloud again. */
function say(text, link) {
  if (!place || place.dataset.said === text) return;
  place.dataset.said = text;
  place.textContent = text;
  if (!link) return;
  const anchor = document.createElement("a");
  anchor.href = link.href;
  anchor.textContent = link.text;
  if (link.newWindow) {
    anchor.target = "_blank";
    anchor.rel = "noopener";
  }
  place.append(" ", anchor);
}

function saySaved(time) {
  if (!sawConflict) {
    say(`${time} 下書き保存`);
    return;
  }
  say(`${time} 下書き保存。別の画面でも同じ下書きが書かれたため、両方の文を残しています。`, {
    href: location.href,
    text: "開き直して比べる",
  });
}

function saySignedOut() {
  say("ログインし直すと続きから書けます。この画面は閉じないでください。", {
    href: "/",
    text: "別の窓でログインする",
    newWindow: true,
  });
}

/* --- sending --------------------------------------------------------------------------- */

function post(body, keepalive) {
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  return fetch(form.dataset.autosave, {
    method: "POST",
    body,
    keepalive: keepalive && new Blob([body]).size < MOST_KEEPALIVE_BYTES,
    redirect: "manual", // the way to the login is not to be followed
    signal: keepalive ? undefined : AbortSignal.timeout(TIMEOUT),
    headers: {
      "Content-Type": "application/json",
      "X-CSRFToken": token,
      "X-Background": "1", // does not count as being at work
    },
  });
}

/** After a new login the page's token is old. Take the new one, for the same person only. */
async function renewToken() {
  const answer = await fetch(location.href, {
    redirect: "manual",
    signal: AbortSignal.timeout(TIMEOUT),
    headers: { "X-Background": "1" },
  });
  if (!answer.ok) return false;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("form[data-autosave]");
  const token = fresh?.querySelector("[name=csrfmiddlewaretoken]");
  if (!token || fresh.dataset.autosaveOwner !== form.dataset.autosaveOwner) return false;
  for (const input of document.querySelectorAll("[name=csrfmiddlewaretoken]")) {
    input.value = token.value;
  }
  document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token.value }));
  return true;
}

function accept(reply, sent) {
  failures = 0;
  // Two saves may cross on the way: what the server wrote last is what it has.
  if (reply.revision <= newest) return;
  acknowledged = sent;
  newest = reply.revision;
  if (reply.state === "conflict") sawConflict = true;
  if (!sawConflict) {
    shown = newest;
    // With the record the server ends the draft, unless it holds more than was shown.
    form.elements.namedItem("_draft_seen").value = String(shown);
  }
  saySaved(reply.saved_at);
}

/** Reads one answer: "saved", "refused" (the same again would not help) or "retry". */
async function settle(answer, sent) {
  if (answer.type === "opaqueredirect" || answer.status === 401) {
    saySignedOut();
    return "retry";
  }
  if (answer.ok) {
    accept(await answer.json(), sent);
    return "saved";
  }
  if (answer.status === 410) {
    isStopped = true;
    say("この下書きは、別の画面で登録または削除されました。この画面の続きは自動では保存されません。");
    return "refused";
  }
  if (answer.status === 400 || answer.status === 413) {
    say((await answer.json()).text);
    return "refused";
  }
  say(NO_CONNECTION);
  return "retry";
}

async function send(keepalive) {
  const sent = snapshot();
  const changes = changesIn(sent);
  if (!Object.keys(changes).length) return "saved";
  const { autosaveSubject: subject, autosaveOwner: owner, autosaveTab: tab } = form.dataset;
  const body = JSON.stringify({ subject, owner, tab, base: shown, changes });
  try {
    let answer = await post(body, keepalive);
    if (answer.status === 403) {
      if (!(await renewToken())) {
        saySignedOut();
        return "retry";
      }
      answer = await post(body, keepalive);
    }
    return await settle(answer, sent);
  } catch {
    say(NO_CONNECTION);
    return "retry";
  }
}

function schedule(pause) {
  if (timer || isStopped) return;
  timer = setTimeout(() => {
    timer = 0;
    save();
  }, pause);
}

/** One save at a time; what was typed meanwhile follows two seconds later. */
async function save() {
  if (sending || isStopped || isSubmitting) return;
  sending = send(false);
  const outcome = await sending;
  sending = null;
  if (outcome === "retry") {
    failures += 1;
    schedule(Math.min(LONGEST_PAUSE, EVERY * 2 ** failures));
  } else if (outcome === "saved" && hasUnsent()) {
    schedule(EVERY);
  }
}

function retryNow() {
  if (!failures || isStopped) return;
  clearTimeout(timer);
  timer = 0;
  save();
}

/** The page may go away: send what is left in a request that outlives it. */
function flush() {
  if (!isSubmitting && hasUnsent()) send(true);
}

/* --- events ---------------------------------------------------------------------------- */

function onTyped(event) {
  if (event.target.form !== form) return;
  hasTyped = true;
  isSubmitting = false;
  if (!sending) schedule(EVERY);
}

/** A save under way comes first: after the record it would begin the draft anew. */
async function onSubmit(event) {
  if (event.defaultPrevented) return;
  if (sending) {
    event.preventDefault();
    const submitter = event.submitter;
    const enough = new Promise((resolve) => setTimeout(resolve, EVERY));
    await Promise.race([sending, enough]);
    sending = null;
    form.requestSubmit(submitter);
    return;
  }
  isSubmitting = true;
  clearTimeout(timer);
  timer = 0;
}

function begin() {
  shown = newest = Number(form.dataset.autosaveRevision);
  const isRefused = "autosaveAll" in form.dataset;
  if (shown && !isRefused) acknowledged = snapshot();
  if (isRefused) {
    hasTyped = true; // a refused form holds what was typed and perhaps not sent yet
    schedule(EVERY);
  }
  form.addEventListener("input", onTyped);
  form.addEventListener("change", onTyped);
  form.addEventListener("submit", onSubmit);
  document.addEventListener("tsunagi:session-ending", flush);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") flush();
    else retryNow();
  });
  window.addEventListener("pagehide", flush);
  window.addEventListener("online", retryNow);
  window.addEventListener("focus", retryNow);
  window.addEventListener("beforeunload", (event) => {
    if (!isSubmitting && hasUnsent()) event.preventDefault();
  });
}

if (form) begin();
