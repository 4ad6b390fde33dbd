// Of the page of questions; `element` is the conversation. What is typed and where one reads is the browser's business.
const most = 2000; // characters of a question
const field = () => document.querySelector("#question textarea");
const page = () => document.querySelector("#ask");
const asking = () => document.querySelector("#asking");
const line = (id, role) => {
  const there = document.getElementById(id);
  if (there) return there;
  const made = Object.assign(document.createElement("p"), { id, className: "notice", hidden: true });
  made.setAttribute("role", role);
  asking()?.prepend(made);
  return made;
};
const type = (text) => {
  const value = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value");
  value.set.call(field(), text);
  field().dispatchEvent(new Event("input", { bubbles: true }));
};

// A question that is too long is told, and neither cut nor sent.
const over = () => Math.max(0, (field()?.value.trim().length ?? 0) - most);
const measure = () => {
  const told = line("too-long", "status"), count = over();
  told.hidden = !count;
  if (count) told.textContent = word("{n} characters, and a question has at most {most}: shorten it by {over}. Nothing was cut.", { n: inDigits(most + count), most: inDigits(most), over: inDigits(count) });
  field().setAttribute("aria-invalid", String(Boolean(count)));
};

// One thing at a time: what is pressed before the page is there, or while the last press is at work, waits for its end.
// Else Gradio would drop it, or let both write into the page, and the earlier one last.
let isBusy = true, isStopping = false, waits = null;
const inTurn = (act) => (isBusy ? (waits = () => inTurn(act)) : ((isBusy = true), act()));
const ended = () => {
  const act = waits;
  isBusy = isStopping = false, waits = null;
  act?.();
};
document.addEventListener("asked", () => isStopping || ended());
document.addEventListener("stopped", ended);
document.addEventListener("press", (event) => {
  if (!event.target.closest("#conversation, #further, #scope, #starters")) return;
  event.preventDefault();
  inTurn(event.detail);
});
const send = (event) => {
  if (event.target.closest("#question .stop-button")) isStopping = true;
  const isEnter = event.key === "Enter" && !event.shiftKey && !event.isComposing && event.target === field();
  if (!(isEnter || (event.type === "click" && event.target.closest("#question .submit-button")))) return;
  setTimeout(watched.look, 700);
  if (isBusy || over() || !field().value.trim()) event.preventDefault(), event.stopImmediatePropagation();
  else return void (isBusy = true);
  if (!over()) waits = () => document.querySelector("#question .submit-button")?.click();
};
document.addEventListener("keydown", send, true);
document.addEventListener("click", send, true);

// What is typed stays until it has been asked, whatever happens to the page or the server.
document.addEventListener("input", (event) => {
  if (event.target !== field()) return;
  measure();
  if (event.target.value) sessionStorage.setItem("draft", event.target.value);
  else sessionStorage.removeItem("draft");
});
const kept = () => sessionStorage.getItem("draft") ?? "";

// Once the server is back Gradio loads the page anew, if it noticed, and some seconds later, when something may have been pressed
// again. So it is loaded at once; what is typed stays. An answer that still grows has not been left by its server.
document.addEventListener("server:gone", () => page().toggleAttribute("data-gone", true));
document.addEventListener("server:back", () => (element.querySelector("[data-growing]") ? page().removeAttribute("data-gone") : location.reload()));

// The tab is called like the conversation, which its list knows: it gets a title by its first question, and others later.
const listed = document.querySelector("#side-list");
const call = () => {
  const open = listed.querySelector("li.open > a"), isNew = !element.querySelector(".turn");
  if (open || isNew) document.title = `${open ? open.title : word("Ask")} · Daily Papers`;
};
if (listed) new MutationObserver(call).observe(listed, { childList: true, subtree: true });

// The start of a new answer is in view while it grows, and a reader who hears the page hears each sentence once.
const spoken = Object.assign(document.createElement("div"), { className: "off-page" });
spoken.setAttribute("aria-live", "polite");
document.body.append(spoken);
let turns = -1, said = 0, wasGrowing = false;
const say = (text) => {
  spoken.append(Object.assign(document.createElement("p"), { textContent: text }));
  while (spoken.childElementCount > 20) spoken.firstChild.remove();
};
const begin = (turn, isFirst) => {
  const show = () => turn.isConnected && turn.querySelector(".question").scrollIntoView({ block: "start" });
  requestAnimationFrame(show);
  if (isFirst) setTimeout(show, 250); // what is above it may still come
};
const follow = () => {
  const all = element.querySelectorAll(".turn"), last = all[all.length - 1];
  if (!element.querySelector(".conversation")) return;
  const isFirst = turns < 0, isGrowing = Boolean(element.querySelector("[data-growing]"));
  if (all.length !== turns) {
    if (last && (all.length > turns || isFirst) && (all.length > 1 || !isFirst)) begin(last, isFirst);
    else if (!last && !isFirst) scrollTo({ top: 0 });
    if (last && last.querySelector(".question").textContent.trim() === kept().trim()) sessionStorage.removeItem("draft");
    turns = all.length;
    said = 0;
  }
  if (isFirst) {
    if (field() && !field().value && kept()) type(kept());
    measure();
  }
  if (isGrowing || wasGrowing) {
    const claims = [...last.querySelectorAll(".claim, .said")].map((claim) => claim.textContent.trim());
    for (const claim of claims.slice(said)) say(claim);
    said = Math.max(said, claims.length);
    if (!isGrowing) say(word("The answer is complete."));
  }
  wasGrowing = isGrowing;
  // The page stays as high as it needs to be for the question to stand at its top, with what may be asked next behind it.
  const room = all.length > 1 ? innerHeight - 104 - last.offsetHeight : 0;
  document.querySelector("#further")?.style.setProperty("min-height", `${Math.max(room, 0)}px`);
};
new MutationObserver(follow).observe(element, { childList: true, subtree: true, characterData: true, attributes: true, attributeFilter: ["data-growing"] });
follow();

// The list of conversations, where there is no room for it beside the conversation, opens by a button.
const side = (open) => {
  page().toggleAttribute("data-side", open);
  document.querySelector("#side-toggle")?.setAttribute("aria-expanded", String(open));
  if (open) document.querySelector("#side a, #side input")?.focus();
};
document.addEventListener("click", (event) => {
  const isOpen = page().hasAttribute("data-side");
  if (event.target.closest("#side-toggle")) return side(!isOpen);
  if (isOpen && (event.target.closest("#side-close") || !event.target.closest("#side"))) side(false), document.querySelector("#side-toggle")?.focus();
  for (const menu of document.querySelectorAll("details.menu[open], details.limit[open]")) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = event.target.closest?.("details.menu[open], details.limit[open]");
  if (menu) menu.open = false, menu.querySelector("summary").focus(), event.stopImmediatePropagation();
  else if (page().hasAttribute("data-side")) {
    side(false);
    document.querySelector("#side-toggle")?.focus();
    event.stopImmediatePropagation();  // or Escape would take the focus away again
  } else if (!event.isComposing) document.querySelector("#scope [data-do=keep]")?.click();  // a question is changed no more
}, true);
document.addEventListener("toggle", (event) => {  // a menu low in the list is seen whole
  if (event.target.matches?.("details.menu[open]")) event.target.querySelector(".do").scrollIntoView({ block: "nearest" });
}, true);
