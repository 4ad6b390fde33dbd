// Of every page: a server that is gone is told, and what is typed or pasted is never cut.
// The server is asked whether it is there: when something is pressed, when the page is looked at again, and now and then.
window.word = (text, values = {}) => (window.wordsOfPage?.[text] ?? text).replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
window.inDigits = (number) => number.toLocaleString(document.documentElement.lang || "en");
(() => {
  let isGone = false, asked = 0;
  const line = Object.assign(document.createElement("p"), { id: "gone", className: "notice", hidden: true });
  line.setAttribute("role", "alert");
  const tell = () => {
    if (!line.isConnected) document.body.append(line);
    if (line.hidden === !isGone) return;
    line.hidden = !isGone;
    const again = Object.assign(document.createElement("button"), { type: "button", className: "press", textContent: word("Look again"), onclick: look });
    line.replaceChildren(...(isGone ? [word("The assistant does not answer: it was stopped, or the connection is gone. What you typed stays."), " ", again] : []));
  };
  const look = async () => {
    asked = Date.now();
    let there = true;
    try {
      const reply = await fetch("./healthz", { cache: "no-store", signal: AbortSignal.timeout(5000) });
      there = reply.ok || reply.status === 503;
    } catch {
      there = false;
    }
    const was = isGone;
    isGone = !there;
    if (was !== isGone) document.dispatchEvent(new CustomEvent(isGone ? "server:gone" : "server:back"));
    tell();
    return there;
  };
  window.watched = { look, get isGone() { return isGone; } };
  setInterval(() => document.visibilityState === "visible" && Date.now() - asked > (isGone ? 2500 : 15000) && look(), 3000);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && look());
  for (const kind of ["offline", "online"]) addEventListener(kind, look);
  const soon = (event) => event.target.closest?.("button, form, textarea, input") && Date.now() - asked > 1000 && setTimeout(look, 700);
  for (const kind of ["click", "submit", "change"]) document.addEventListener(kind, soon, true);

  // What was typed and pressed while it was gone waits for ever in this page: the page is loaded anew, and typed into again.
  // Questions and the library see to that themselves.
  const KEPT = "typed", typed = new Map();
  let isWaiting = false;
  const own = () => document.querySelector("#ask, #library");
  const named = (field) => {
    const home = field.closest("[id]:not(#settings, .settings)"), name = field.name ? `[name="${field.name}"]` : "";
    return field.id ? `#${field.id}` : home && `#${home.id} ${field.localName}${name}`;
  };
  const keep = () => {
    if (own() || !typed.size) return;
    const fields = [...typed].map(([where, field]) => [where, field.value]);
    sessionStorage.setItem(KEPT, JSON.stringify({ at: location.pathname + location.search, fields }));
  };
  document.addEventListener("input", (event) => {
    const field = event.target;
    if (!event.isTrusted || !field.matches?.("textarea, input:is([type=text], :not([type]))") || !named(field)) return;
    typed.set(named(field), field);
    if (isGone) keep();
  });
  for (const kind of ["click", "submit", "input"]) document.addEventListener(kind, (event) => (isWaiting ||= isGone && !line.contains(event.target)), true);
  document.addEventListener("server:gone", keep);  // Gradio, too, loads the page anew
  document.addEventListener("server:back", () => !own() && (isWaiting || typed.size) && location.reload());
  const refill = () => {
    const { at, fields } = JSON.parse(sessionStorage.getItem(KEPT) ?? "{}");
    sessionStorage.removeItem(KEPT);
    if (at !== location.pathname + location.search) return;
    const put = ([where, value]) => {
      const field = document.querySelector(where);
      if (!field || field.value === value || typed.has(where)) return;
      Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), "value").set.call(field, value);
      field.dispatchEvent(new Event("input", { bubbles: true }));
    };
    const timer = setInterval(() => fields.forEach(put), 250);  // a page sets its fields once more when it is filled
    setTimeout(() => clearInterval(timer), 10_000);
  };
  refill();

  // A browser cuts what is pasted at the length of a field, and says nothing.
  document.addEventListener("paste", (event) => {
    const field = event.target, text = event.clipboardData?.getData("text") ?? "";
    if (!(field.maxLength > 0) || field.selectionStart === null) return;
    const whole = field.value.length - (field.selectionEnd - field.selectionStart) + text.length;
    if (whole <= field.maxLength) return;
    event.preventDefault();
    field.setCustomValidity(word("{n} characters too long: nothing was pasted.", { n: inDigits(whole - field.maxLength) }));
    field.reportValidity();
    field.addEventListener("input", () => field.setCustomValidity(""), { once: true });
    setTimeout(() => field.setCustomValidity(""), 6000);
  });
})();
