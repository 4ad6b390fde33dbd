// The library: search, filters, list, ticks. `element` is the page's HTML, `server` calls its functions, `trigger` sends
// an event. What is shown is in the address; what is ticked stays while the page is open, whatever is searched for.
const $ = (what) => element.querySelector(what), $$ = (what) => [...element.querySelectorAll(what)];
const form = $("form"), list = $(".library-list"), timeline = $(".library-timeline"), told = $(".library-told");
const FIELDS = ["q", "since", "until", "author", "category", "source", "mark", "sort"];
const MOST = { ask: 50, compare: 8 }, FEWEST = { ask: 1, compare: 2 };
const ticked = new Map();
let page = 1, view = "", mapped = false, asked = 0, waiting = null;

const state = () => {
  const fields = Object.fromEntries(FIELDS.map((name) => [name, form.elements[name].value.trim()]));
  return { ...fields, page: page > 1 ? String(page) : "" };
};
const address = () => {
  const query = new URLSearchParams(Object.entries({ view, ...state() }).filter(([, value]) => value));
  return "./library" + (query.size ? "?" + query : "");
};
const remember = (how) => history[how](history.state, "", new URL(address(), document.baseURI));
const say = (text, ...buttons) => {
  told.replaceChildren(...(text ? [Object.assign(document.createElement("span"), { textContent: text }), ...buttons] : []));
};
const button = (text, act) => {
  const made = Object.assign(document.createElement("button"), { type: "button", className: "press", textContent: text });
  made.addEventListener("click", act);
  return made;
};
// A function of the server; where it cannot be reached, that is said, and the page stays as it is.
const call = async (name, data) => {
  try {
    const reply = await server[name](data);
    if (reply && typeof reply === "object" && !("detail" in reply)) {
      if (reply.error) say(reply.error, button(word("Try again"), () => (say(""), show())));
      return reply;
    }
  } catch {}
  say(word("The assistant does not answer; what you typed is still here."), button(word("Try again"), () => (say(""), show())));
  return { error: "unreachable" };
};

const options = (name, known) => {
  const select = form.elements[name], chosen = select.value || new URLSearchParams(location.search).get(name) || "";
  const listed = chosen && !known.some(([value]) => value === chosen) ? [...known, [chosen, chosen]] : known;
  select.replaceChildren(new Option(word("Any"), ""), ...listed.map(([value, label]) => new Option(label, value)));
  select.value = chosen;
  select.closest("label").hidden = listed.length < 2 && !chosen;
};
const show = async () => {
  const mine = ++asked;
  list.setAttribute("aria-busy", "true");
  const reply = await call("browse", { ...state(), view, when: form.elements.when.value });
  if (mine !== asked || reply.error) return mine === asked && list.removeAttribute("aria-busy");
  if (reply.since !== undefined) {
    form.elements.since.value = reply.since;
    form.elements.until.value = reply.until;
    form.elements.when.value = "";
    remember("replaceState");
  }
  form.elements.when.setAttribute("aria-invalid", reply.unread ? "true" : "false");
  if (reply.unread) say(reply.unread);
  const focused = document.activeElement?.closest?.(".bar")?.dataset.since;
  options("category", reply.categories);
  options("source", reply.sources);
  page = reply.page;
  const counted = document.querySelector("#header .papers");
  if (counted && reply.counted) counted.textContent = reply.counted;
  list.innerHTML = reply.rows;
  timeline.innerHTML = reply.timeline;
  $(".library-saved").innerHTML = reply.saved;
  list.removeAttribute("aria-busy");
  if (focused) timeline.querySelector(`[data-since="${focused}"]`)?.focus();
  form.elements.sort.options[0].text = form.elements.q.value.trim() ? word("Best match first") : word("Newest first");
  form.elements.sort.options[1].hidden = !form.elements.q.value.trim();
  for (const box of $$("[data-tick]")) box.checked = ticked.has(box.value);
  chosen();
  if (view === "map") document.dispatchEvent(new CustomEvent("library:found", { detail: reply.ids ?? null }));
};
const changed = (how, delay = 0) => {
  page = 1;
  clearTimeout(waiting);
  waiting = setTimeout(() => (say(""), remember(how), show()), delay);
};
const fromAddress = () => {
  const query = new URLSearchParams(location.search);
  for (const name of FIELDS) {
    const field = form.elements[name], value = query.get(name) ?? "";
    if (field.tagName === "SELECT" && value && ![...field.options].some((option) => option.value === value)) field.add(new Option(value, value));
    field.value = value;
  }
  page = Math.max(1, parseInt(query.get("page") ?? "1") || 1);
  look(query.get("view") === "map" ? "map" : "");
  show();
};
const look = (which) => {
  view = which;
  for (const link of $$("[data-view]")) link.toggleAttribute("aria-current", link.dataset.view === view);
  $(".library").classList.toggle("as-map", view === "map");
  document.getElementById("mapping")?.classList.toggle("open", view === "map");
  if (view === "map" && !mapped) trigger("select", { act: "map", webgl: Boolean(document.createElement("canvas").getContext("webgl")) });
  mapped ||= view === "map";
};

const anew = () => {  // the library is another one now, and so is its map
  mapped = false;
  look(view);
  return show();
};

// Ticks, and what is done with what is ticked.
const chosen = () => {
  const bar = $(".library-chosen"), many = ticked.size;
  bar.hidden = !many;
  $(".many").textContent = many === 1 ? word("1 paper ticked") : word("{n} papers ticked", { n: inDigits(many) });
  const ids = [...ticked.keys()].map(encodeURIComponent).join(",");
  $("[data-go=ask]").textContent = many === 1 ? word("Ask about it") : word("Ask about them");
  for (const link of $$("[data-go]")) {
    const to = link.dataset.go, fits = many >= FEWEST[to] && many <= MOST[to];
    if (fits) link.href = `./${to}?papers=${ids}`;
    else link.removeAttribute("href");
    link.setAttribute("aria-disabled", String(!fits));
  }
  $(".hint").textContent = many === 1 ? word("A comparison takes two to eight.") : many > MOST.ask ? word("Ask takes up to {n}, a comparison two to eight.", { n: MOST.ask }) : many > MOST.compare ? word("A comparison takes two to eight.") : "";
  const boxes = $$("[data-tick]"), all = $("[data-tick-all]");
  if (all) {
    all.checked = boxes.length > 0 && boxes.every((box) => box.checked);
    all.indeterminate = !all.checked && boxes.some((box) => box.checked);
  }
};
const tick = (ids, on) => {
  for (const id of ids) on ? ticked.set(id, true) : ticked.delete(id);
  for (const box of $$("[data-tick]")) box.checked = ticked.has(box.value);
  chosen();
};
const exported = async (select) => {
  const format = select.value;
  select.value = "";
  if (!format) return;
  const reply = await call("write_file", { ...state(), format, papers: select.dataset.export === "ticked" ? [...ticked.keys()] : null });
  if (reply.error) return;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([reply.text], { type: reply.media }));
  link.download = reply.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  say(reply.told);
};
const remove = async () => {
  const reply = await call("take_out", { papers: [...ticked.keys()] });
  if (reply.error) return;
  tick([...ticked.keys()], false);
  await anew();
  const undo = button(word("Undo"), async () => {
    undo.disabled = true;
    const back = await call("put_back", { token: reply.token });
    await anew();
    if (!back.error) say(back.told);
  });
  say(reply.told, undo);
  undo.focus();
};
const mark = async (pressed) => {
  const on = pressed.getAttribute("aria-pressed") !== "true", kind = pressed.dataset.mark;
  pressed.setAttribute("aria-pressed", String(on));
  if (kind === "read") pressed.closest("article").classList.toggle("is-read", on);
  const reply = await call("set_mark", { paper: pressed.value, mark: kind, on });
  if (!reply.error) return;
  pressed.setAttribute("aria-pressed", String(!on));
  if (kind === "read") pressed.closest("article").classList.toggle("is-read", !on);
};
const searches = async (name, data) => {
  const reply = await call(name, data);
  if (reply.error) return;
  $(".library-saved").innerHTML = reply.saved;
  if (name === "keep_search") say(word("The search is saved: it stands below the filters."));
};
const adding = (open, arxiv) => {
  const panel = document.getElementById("adding");
  panel?.classList.toggle("open", open);
  for (const each of $$("[data-act=add]")) each.setAttribute("aria-expanded", String(open));
  if (!open) return $(".library-top [data-act=add]").focus();
  const field = document.querySelector("#add-arxiv textarea, #add-arxiv input");
  if (arxiv && field) {
    field.value = arxiv;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  (arxiv && field ? field : panel?.querySelector("h2"))?.focus();
  panel?.scrollIntoView({ block: "nearest" });
};

const ACTS = {
  add: () => adding(!document.getElementById("adding")?.classList.contains("open")),
  "search-arxiv": () => adding(true, form.elements.q.value),
  filters: (pressed) => pressed.setAttribute("aria-expanded", String(element.firstElementChild.classList.toggle("filters-open"))),
  clear: () => {
    for (const name of FIELDS) if (name !== "sort") form.elements[name].value = "";
    changed("pushState");
    form.elements.q.focus();
  },
  "keep-search": () => searches("keep_search", state()),
  remove,
  untick: () => tick([...ticked.keys()], false),
};
element.addEventListener("click", (event) => {
  const plain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.button);
  const pressed = event.target.closest("[data-act], [data-mark], [data-page], [data-view], [data-since], [data-forget]");
  if (!pressed || !element.contains(pressed) || !plain) return;
  if (pressed.dataset.act) ACTS[pressed.dataset.act](pressed);
  else if (pressed.dataset.mark) mark(pressed);
  else if (pressed.dataset.forget) searches("forget_search", { name: pressed.dataset.forget });
  else if (pressed.dataset.page) {
    event.preventDefault();
    page = Number(pressed.dataset.page);
    remember("pushState");
    show().then(() => ($("h1").scrollIntoView(), $(".rows-top input")?.focus({ preventScroll: true })));
  } else if (pressed.dataset.view !== undefined) {
    event.preventDefault();
    look(pressed.dataset.view);
    remember("pushState");
    show();
  } else if (pressed.dataset.since !== undefined) {
    const again = pressed.dataset.since === form.elements.since.value && pressed.dataset.until === form.elements.until.value;
    form.elements.since.value = again ? "" : pressed.dataset.since;
    form.elements.until.value = again ? "" : pressed.dataset.until;
    changed("pushState");
  }
});
form.addEventListener("input", (event) => {
  if (event.target.name === "when") return;
  const types = event.target.matches("[type=search], [type=text]");
  changed(types ? "replaceState" : "pushState", types ? 80 : event.target.type === "date" ? 400 : 0);
});
form.addEventListener("change", (event) => event.target.name === "when" && changed("pushState"));
form.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.name === "when") changed("pushState");
  else if (event.key === "Enter" && event.target.matches("input")) event.preventDefault();
});
element.addEventListener("change", (event) => {
  if (event.target.matches("[data-tick]")) tick([event.target.value], event.target.checked);
  else if (event.target.matches("[data-tick-all]")) tick($$("[data-tick]").map((box) => box.value), event.target.checked);
  else if (event.target.matches("[data-export]")) exported(event.target);
});
element.addEventListener("keydown", (event) => {  // arrows go along the bars; x ticks the paper that has the focus
  const bar = event.target.closest(".bar"), by = { ArrowRight: 1, ArrowLeft: -1, Home: -1e9, End: 1e9 }[event.key];
  if (bar && by) {
    const all = $$(".bar"), next = all[Math.min(Math.max(all.indexOf(bar) + by, 0), all.length - 1)];
    bar.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
    event.preventDefault();
  } else if (event.key === "x" && event.target.matches("article.paper")) {
    const box = event.target.querySelector("[data-tick]");
    tick([box.value], !box.checked);
  }
});
const below = new MutationObserver(() => {  // the panel is Gradio's, and stands where its button is
  const panel = document.getElementById("adding");
  if (!panel) return;
  below.disconnect();
  $(".library-top").after(panel);
  const wanted = new URLSearchParams(location.search).get("add");  // of a page that lacks a paper
  if (wanted !== null) setTimeout(() => adding(true, wanted), 500);  // when Gradio has filled its fields
});
below.observe(document.body, { childList: true, subtree: true });
addEventListener("popstate", fromAddress);
document.addEventListener("library:tick", (event) => {
  if (event.detail.only) ticked.clear();
  tick(event.detail.ids, true);
});
document.addEventListener("library:refound", () => show());
document.addEventListener("library:changed", () => anew());
document.addEventListener("library:close", () => adding(false));
fromAddress();
