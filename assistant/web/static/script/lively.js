// Of every piece of HTML that Gradio shows: `element` is it, `trigger` sends an event to the server.
// What a citation does is the same on all pages and stands in one object, since each piece runs this script anew.
const cites = (window.citesOfPage ??= (() => {
  let from = null; // the mark from which a reader went to a source
  const named = (id) => document.getElementById(id);
  const target = (link) => named(link.hash.slice(1)) ?? named(link.hash.slice(1).replace(/-[0-9]+$/, ""));
  const isShown = (node) => node.getClientRects().length > 0;
  const home = () => document.querySelector(".gradio-container .contain") ?? document.body;

  const panelOf = (node) => {
    for (let at = node.parentElement; at && at !== document.body; at = at.parentElement)
      if (/auto|scroll/.test(getComputedStyle(at).overflowY)) return at;
    return null;
  };

  // Gradio's page has a base address, so a link to "#t1-s1" would load the page anew when the address has a query.
  const go = (link) => {
    const cited = target(link);
    hide();
    if (!cited) return;
    for (let within = cited; (within = within.parentElement?.closest("details")); ) within.open = true;
    if (!isShown(cited)) return sheet([cited.closest(".source") ?? cited], link, marksOf(link));
    from = link;
    const read = scrollY, panel = panelOf(cited);
    if (location.hash.slice(1) === cited.id) location.hash = "";
    location.hash = cited.id;
    cited.focus({ preventScroll: true });
    if (!panel) return cited.scrollIntoView({ block: "center" });
    scrollTo({ top: read, behavior: "instant" });  // who reads stays at the mark; only the sources move
    panel.scrollTop += cited.getBoundingClientRect().top - panel.getBoundingClientRect().top - panel.clientHeight / 3;
  };
  const back = () => {
    if (!from?.isConnected) return false;
    from.focus({ preventScroll: true });
    from.scrollIntoView({ block: "nearest" });
    from = null;
    return true;
  };
  const marksOf = (link) => (link.dataset.marks ?? link.hash.slice(1)).split(" ").filter(Boolean);

  // The quote beside its mark, while that is pointed at or focused.
  let card = null;
  const show = (link) => {
    if (link.hasAttribute("aria-describedby") && link.getAttribute("aria-describedby") !== "quoted") return;
    const marks = marksOf(link).map(named).filter((mark) => mark?.matches("mark"));
    if (!marks.length) return;
    card ??= Object.assign(document.createElement("div"), { id: "quoted", className: "quote-card" });
    if (!card.isConnected) card.setAttribute("role", "tooltip"), home().append(card);
    const quotes = marks.map((mark) => {
      const quote = document.createElement("blockquote");
      quote.append(...[...mark.childNodes].map((node) => node.cloneNode(true)));
      return quote;
    });
    const title = marks[0].closest(".source")?.querySelector("h3")?.textContent.trim() ?? "";
    card.replaceChildren(...quotes, Object.assign(document.createElement("p"), { textContent: title }));
    card.hidden = false;
    link.setAttribute("aria-describedby", "quoted");
    const at = link.getBoundingClientRect(), wide = card.offsetWidth, high = card.offsetHeight;
    const above = at.top - high - 8;
    card.style.left = Math.max(8, Math.min(at.left + at.width / 2 - wide / 2, innerWidth - wide - 8)) + "px";
    card.style.top = (above > 8 ? above : at.bottom + 8) + "px";
  };
  const hide = () => card && (card.hidden = true);

  // Where the sources have no place of their own, as on a phone, they come up from below.
  const sheet = (sources, opener, marks = []) => {
    const dialog = Object.assign(document.createElement("dialog"), { className: "sheet" });
    const close = Object.assign(document.createElement("button"), { type: "button", className: "press", textContent: word("Close") });
    dialog.setAttribute("aria-label", sources.length > 1 ? word("Sources") : word("Source"));
    for (const source of sources) {
      const copy = source.cloneNode(true);
      for (const node of copy.querySelectorAll("mark[id]")) node.classList.toggle("here", marks.includes(node.id));
      for (const node of [copy, ...copy.querySelectorAll("[id]")]) node.removeAttribute("id");
      dialog.append(copy);
    }
    const bar = Object.assign(document.createElement("div"), { className: "bar" });
    bar.append(close);
    dialog.prepend(bar);
    home().append(dialog);
    close.onclick = () => dialog.close();
    dialog.onclick = (event) => event.target === dialog && dialog.close();
    dialog.onclose = () => {
      dialog.remove();
      removeEventListener("popstate", left);
      if (history.state?.sheet) history.back();
      opener?.isConnected && opener.focus({ preventScroll: true });
    };
    const left = () => dialog.close();
    history.pushState({ ...history.state, sheet: true }, "");
    addEventListener("popstate", left);
    dialog.showModal();
    dialog.querySelector("mark.here")?.scrollIntoView({ block: "center" });
  };

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    if (card && !card.hidden) hide();
    if (event.target.closest?.(".source, article") && back()) event.stopImmediatePropagation();
  }, true);
  addEventListener("hashchange", () => !location.hash && back());
  addEventListener("scroll", hide, { passive: true });
  return { go, back, show, hide, sheet };
})());

// What is pressed goes to the server, unless the page keeps it back for a moment.
const press = (data) => {
  const send = () => trigger("select", data);
  if (element.dispatchEvent(new CustomEvent("press", { bubbles: true, cancelable: true, detail: send }))) send();
};
const copied = async (button) => {
  const text = button.dataset.copy;
  try {
    await navigator.clipboard.writeText(text);
  } catch {  // no permission, or no HTTPS
    const field = Object.assign(document.createElement("textarea"), { value: text, className: "off-page" });
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
    button.focus();
  }
  button.textContent = word("Copied");
  setTimeout(() => button.isConnected && (button.textContent = word("Copy")), 2000);
};
element.addEventListener("click", (event) => {
  const link = event.target.closest("a.cite");
  if (link) return event.preventDefault(), cites.go(link);
  const button = event.target.closest("button");
  if (!button || button.disabled) return;
  if (button.matches(".back")) return cites.back();
  if (button.dataset.copy) return copied(button);
  if (button.dataset.sources) return cites.sheet([...document.querySelectorAll(`.source[id^="${button.dataset.sources}-"]`)], button);
  if (button.matches(".choice, [data-do]")) press({ ...button.dataset });
});
element.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-do]");
  if (!form) return;
  event.preventDefault();
  press({ ...form.dataset, ...Object.fromEntries(new FormData(form)) });
});
// The explanation of a ring is moved beside it as far as the text is wide; Escape puts it away.
const explain = (event) => {
  const doubt = event.target.closest(".doubt"), why = doubt?.querySelector(".why");
  if (!why || why.contains(event.target)) return;
  const text = why.offsetParent, ring = doubt.firstElementChild.getBoundingClientRect();
  const wanted = ring.left - text.getBoundingClientRect().left - why.offsetWidth / 2;
  why.style.left = Math.max(0, Math.min(wanted, text.clientWidth - why.offsetWidth)) + text.scrollLeft + "px";
};
const quote = (event) => {
  const link = event.target.closest("a.cite");
  if (link && (event.type === "mouseover" ? matchMedia("(hover: hover)").matches : link.matches(":focus-visible"))) cites.show(link);
  explain(event);
};
const unquote = (event) => event.target.closest("a.cite") && cites.hide();
for (const kind of ["mouseover", "focusin"]) element.addEventListener(kind, quote);
for (const kind of ["mouseout", "focusout"]) element.addEventListener(kind, unquote);
element.addEventListener("keydown", (event) => event.key === "Escape" && document.activeElement?.blur());
