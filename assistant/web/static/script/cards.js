// Of cards: a mark shows as pressed at once, and what is ticked for a comparison is counted in a bar at the bottom.
const ticked = new Map();
const most = 8;
element.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-do=saved], button[data-do=read]");
  if (button) {
    const on = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", on);
    button.dataset.on = on;
    button.closest("article")?.classList.toggle("is-" + button.dataset.do, on);
  }
  if (event.target.closest("button[data-clear]")) ticked.clear(), tick();
}, true);
element.addEventListener("change", (event) => {
  const box = event.target.closest("input[data-compare]");
  if (!box) return;
  if (box.checked) ticked.set(box.dataset.compare, true);
  else ticked.delete(box.dataset.compare);
  tick();
});
const tick = () => {
  for (const box of element.querySelectorAll("input[data-compare]")) box.checked = ticked.has(box.dataset.compare);
  const bar = element.querySelector(".compare-bar");
  if (!bar) return;
  const count = ticked.size, link = bar.querySelector("a"), hint = bar.querySelector(".hint");
  bar.hidden = !count;
  const fits = count <= most;
  link.hidden = !fits;
  link.textContent = count === 1 ? word("Compare with others…") : `${word("Compare")} ${count}`;
  link.href = "./compare?papers=" + [...ticked.keys()].map(encodeURIComponent).join(",");
  const told = count === 1 ? word("or tick another paper") : fits ? "" : word("At most {n} papers stand side by side.", { n: most });
  if (hint.textContent !== told) hint.textContent = told;
};
new MutationObserver(() => {
  const boxes = [...element.querySelectorAll("input[data-compare]")];
  if (boxes.some((box) => box.checked !== ticked.has(box.dataset.compare))) tick();
}).observe(element, { childList: true, subtree: true });
