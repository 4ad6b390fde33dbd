// What every page does: mathematics, keys. Nothing here talks to the server.
(() => {
  // Mathematics is set by KaTeX, which is fetched when the first formula is there. What it cannot read stays as it is.
  let katex = null;
  const fetched = () =>
    (katex ??= new Promise((resolve, reject) => {
      const sheet = Object.assign(document.createElement("link"), { rel: "stylesheet", href: "./look/katex/katex.min.css" });
      const script = Object.assign(document.createElement("script"), { src: "./look/katex/katex.min.js" });
      script.onload = () => resolve(window.katex);
      script.onerror = reject;
      document.head.append(sheet, script);
    }));
  const typeset = async () => {
    const bare = document.querySelectorAll(".tex:not([data-set])");
    if (!bare.length) return;
    for (const formula of bare) formula.dataset.set = "";
    const set = await fetched();
    for (const formula of bare) {
      if (formula.querySelector(".katex")) continue;  // shown anew meanwhile, and set by another call
      const source = formula.textContent;
      try {
        const inner = document.createElement("span");
        set.render(source.replace(/^\$+|\$+$/g, ""), inner, { throwOnError: true, trust: false, maxSize: 10, maxExpand: 100 });
        formula.replaceChildren(inner);
      } catch {
        formula.textContent = source;
      }
    }
  };
  new MutationObserver(typeset).observe(document.documentElement, { childList: true, subtree: true });

  // Keys: "/" goes to the field to type in, Escape leaves it, j and k go to the next paper and the one before, from the
  // top of the window where none has the focus, Enter opens it, n goes to the next citation, arrows along the tabs.
  const typing = (target) => target.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable]");
  const step = (what, by) => {
    const all = [...document.querySelectorAll(what)].filter((one) => one.offsetParent);
    const at = all.indexOf(document.activeElement?.closest(what));
    const above = all.filter((one) => one.getBoundingClientRect().top < 0).length;
    const to = at < 0 ? above + Math.min(by, 0) : at + by;
    const next = all[Math.min(Math.max(to, 0), all.length - 1)];
    if (!next) return;
    const folded = next.closest("details:not([open])");
    if (folded) folded.open = true;
    if (!next.matches("a, button")) next.tabIndex = -1;
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  };
  const tabs = ".header nav a, .library-views a";
  const along = (tab, by) => {
    const all = [...tab.parentElement.querySelectorAll("a")];
    all[(all.indexOf(tab) + by + all.length) % all.length].focus();
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key], tab = by && event.target.closest?.(tabs);
    if (tab) return event.preventDefault(), along(tab, by);
    if (event.key === "Escape") return document.activeElement?.blur();
    if (typing(event.target)) return;
    if (event.key === "/") {
      const field = document.querySelector(".to-type textarea, .to-type input");
      if (field) event.preventDefault(), field.focus();
    } else if (event.key === "j") step("article.paper", 1);
    else if (event.key === "k") step("article.paper", -1);
    else if (event.key === "n") step("a.cite", 1);
    else if (event.key === "Enter" && event.target.matches("article.paper")) event.target.querySelector("h3 a, a.title")?.click();
  });
})();
