// Of the comparison: papers are found while one types, a link leaves the reader where it was pressed, files are saved.
{
const $ = (what) => element.querySelector(what);
const go = (address) => location.assign(new URL(address, document.baseURI));
const call = async (name, data) => {
  try {
    const reply = await server[name](data);
    if (reply && typeof reply === "object" && !("detail" in reply)) return reply;
  } catch {}
  return { error: word("The assistant does not answer; what you typed is still here.") };
};

// The list under the field; its options are addresses.
let asked = 0, waiting = null;
const options = () => [...element.querySelectorAll("#compare-found [role=option]")];
const close = (field) => {
  asked++;
  clearTimeout(waiting);
  $("#compare-found")?.setAttribute("hidden", "");
  field?.setAttribute("aria-expanded", "false");
  field?.removeAttribute("aria-activedescendant");
};
const choose = (field, option) => {
  for (const one of options()) one.setAttribute("aria-selected", String(one === option));
  if (!option) return field.removeAttribute("aria-activedescendant");
  field.setAttribute("aria-activedescendant", option.id);
  option.scrollIntoView({ block: "nearest" });
};
const look = async (field) => {
  const mine = ++asked, q = field.value.trim();
  if (!q) return close(field);
  const list = $("#compare-found"), count = $("#compare-count");
  const slow = setTimeout(() => {
    if (mine !== asked || !list.hidden) return;
    list.replaceChildren(Object.assign(document.createElement("li"), { className: "none quiet", role: "presentation", textContent: word("Looking…") }));
    list.hidden = false;
  }, 300);
  const reply = await call("look_up", { q, address: field.dataset.address });
  clearTimeout(slow);
  if (mine !== asked) return;
  if (reply.error) return (list.hidden = true), (count.textContent = reply.error), count.classList.add("notice"), count.classList.remove("unseen");
  count.classList.add("unseen"), count.classList.remove("notice");
  list.innerHTML = reply.options;
  list.hidden = false;
  field.setAttribute("aria-expanded", "true");
  field.removeAttribute("aria-activedescendant");
  count.textContent = `${inDigits(reply.count)} ${reply.count === 1 ? word("paper") : word("papers")}`;
};
element.addEventListener("input", (event) => {
  if (!event.target.matches("#compare-add")) return;
  clearTimeout(waiting);
  waiting = setTimeout(look, 120, event.target);
});
element.addEventListener("keydown", (event) => {
  const field = event.target;
  if (!field.matches?.("#compare-add")) return;
  const all = options(), at = all.findIndex((one) => one.getAttribute("aria-selected") === "true");
  const open = field.getAttribute("aria-expanded") === "true";
  if (event.key === "Escape" && open) return event.stopPropagation(), close(field);
  if (event.key === "Enter" && open && at >= 0) return event.preventDefault(), go(all[at].dataset.href);
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!by) return;
  event.preventDefault();
  if (!open) return look(field);
  choose(field, all[at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by]);
}, true);
element.addEventListener("mousedown", (event) => event.target.closest("#compare-found") && event.preventDefault());
element.addEventListener("focusout", (event) => event.target.matches("#compare-add") && close(event.target));

const told = (text) => $("#compare-told") && ($("#compare-told").textContent = text);
const saved = async (form) => {
  told(word("Writing…"));
  const reply = await call("write_file", { form, address: $(".compare").dataset.here });
  if (reply.error) return told(reply.error);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([reply.text], { type: reply.media }));
  link.download = reply.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  told(reply.told);
};
const linked = async () => {
  try {
    await navigator.clipboard.writeText(location.href);
    told(word("The link is copied."));
  } catch {
    told(location.href);
  }
};
element.addEventListener("click", (event) => {
  const option = event.target.closest("#compare-found [role=option]");
  if (option) return go(option.dataset.href);
  const button = event.target.closest("button");
  if (button?.dataset.save) return saved(button.dataset.save);
  if (button && "link" in button.dataset) return linked();
  if (button && "tools" in button.dataset) return opened(!isOpen);
  if (button?.dataset.focus) return document.getElementById(button.dataset.focus)?.focus();
  const kept = event.target.closest("a[data-keep]");
  if (kept && !(event.ctrlKey || event.metaKey || event.shiftKey))
    sessionStorage.setItem("compare", JSON.stringify({ keep: kept.dataset.keep, at: scrollY, by: $(".compared")?.scrollLeft ?? 0 }));
});

// On a phone the table comes first: what changes it is folded until it is asked for, or the focus comes to it.
let isOpen = false;
const opened = (is) => {
  isOpen = is;
  $(".compare")?.classList.toggle("tools-open", is);
  $("[data-tools]")?.setAttribute("aria-expanded", String(is));
};
element.addEventListener("focusin", (event) => event.target.closest(".compare-tools, .compare-columns, thead") && opened(true));

// A page of which all is there: its address is the one that its links begin with, and the reader is where they were.
let seen = null;
const arrived = () => {
  if (isOpen) opened(true);
  const page = $(".compare[data-whole]");
  if (!page || page === seen) return;
  seen = page;
  if (page.dataset.address) history.replaceState(history.state, "", new URL(page.dataset.address, document.baseURI));
  const before = JSON.parse(sessionStorage.getItem("compare") ?? "null");
  sessionStorage.removeItem("compare");
  if (!before) return;
  if ($(".compared")) $(".compared").scrollLeft = before.by;
  scrollTo({ top: before.at, behavior: "instant" });
  const links = [...element.querySelectorAll("a[data-keep]")];
  const next = before.keep.split(" ").map((key) => links.find((link) => link.dataset.keep.split(" ")[0] === key)).find(Boolean);
  (next ?? $("h1"))?.focus({ preventScroll: true });
};
new MutationObserver(arrived).observe(element, { childList: true, subtree: true });
arrived();
}
