// The map: what is done with it by pointer and by keys. Plotly (window.Plotly) comes with the plot; this waits for it.
const send = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));
const plot = () => document.querySelector("#map .js-plotly-plot");
let found = null;

const shown = () => {
  const drawing = plot();
  if (!drawing?.data || !window.Plotly) return;
  const at = found && new Set(found);
  const points = at && drawing.data[0].customdata.flatMap((id, place) => (at.has(id) ? [place] : []));
  window.Plotly.restyle(drawing, { selectedpoints: [points] }, [0]);
};
const names = () => {  // those of the largest groups first, as far as they have room
  const placed = [];
  for (const name of document.querySelectorAll("#map .annotation")) {
    name.style.display = "";
    const { left, right, top, bottom } = name.getBoundingClientRect();
    const hits = placed.some((other) => left < other.right && other.left < right && top < other.bottom && other.top < bottom);
    if (hits) name.style.display = "none";
    else placed.push({ left, right, top, bottom });
  }
};
const one = (id, title) => {
  const link = Object.assign(document.createElement("a"), { href: "./paper?id=" + encodeURIComponent(id), textContent: title });
  const tick = Object.assign(document.createElement("button"), { type: "button", className: "press", textContent: word("Tick") });
  tick.addEventListener("click", () => send("library:tick", { ids: [id] }));
  document.querySelector(".map-one")?.replaceChildren(link, " ", tick);
};
const ready = (drawing) => {
  drawing.dataset.ready = "";
  drawing.on("plotly_click", ({ points: [point] }) => {
    const title = point.text.replace(/<br>/g, " ").replace(/&(amp|lt|gt|quot|#x27);/g, (_, name) => ({ amp: "&", lt: "<", gt: ">", quot: '"', "#x27": "'" })[name]);
    if (matchMedia("(pointer: coarse)").matches) one(point.customdata, title);
    else location.href = "./paper?id=" + encodeURIComponent(point.customdata);
  });
  drawing.on("plotly_selected", (event) => {
    if (!event?.points?.length) return;
    send("library:tick", { ids: event.points.map((point) => point.customdata), only: true });
  });
  drawing.on("plotly_deselect", shown);
  drawing.on("plotly_afterplot", names);
  names();
  shown();
};
new MutationObserver(() => {
  const drawing = plot();
  if (drawing?.data && window.Plotly && drawing.dataset.ready === undefined && drawing.on) ready(drawing);
}).observe(document.getElementById("mapping"), { childList: true, subtree: true });

const zoomed = (by) => {
  const { xaxis, yaxis } = plot()._fullLayout;
  const about = ([low, high]) => [(low + high) / 2 - ((high - low) / 2) * by, (low + high) / 2 + ((high - low) / 2) * by];
  window.Plotly.relayout(plot(), { "xaxis.range": about(xaxis.range), "yaxis.range": about(yaxis.range) });
};
const members = (group) => plot().data[0].customdata.filter((_, place) => plot().data[0].meta[place] === group);
const mode = (dragmode) => {
  window.Plotly.relayout(plot(), { dragmode, selections: [] });
  for (const each of document.querySelectorAll("[data-map=pan], [data-map=lasso]")) each.setAttribute("aria-pressed", String(each.dataset.map === dragmode));
};
const ACTS = {
  again: () => trigger("select", { act: "map" }),
  pan: () => mode("pan"),
  lasso: () => mode("lasso"),
  in: () => zoomed(0.6),
  out: () => zoomed(1 / 0.6),
  whole: () => {
    const { x, y } = plot().data[0], about = (all) => [Math.min(...all), Math.max(...all)].map((end, _, [low, high]) => end + (end === low ? -1 : 1) * 0.04 * (high - low));
    window.Plotly.relayout(plot(), { "xaxis.range": about(x), "yaxis.range": about(y), selections: [] });
    send("library:refound");
  },
  group: (button) => send("library:tick", { ids: members(Number(button.value)), only: true }),
  near: (button) => send("library:tick", { ids: [...button.closest("details").querySelectorAll("li a")].map((link) => new URL(link.href).searchParams.get("id")), only: true }),
  only: (button) => {
    found = members(Number(button.value));
    shown();
    plot().scrollIntoView({ block: "center" });
  },
};
document.getElementById("mapping").addEventListener("click", (event) => {
  const button = event.target.closest("[data-map]");
  if (button && (plot()?.data || button.dataset.map === "again")) ACTS[button.dataset.map](button);
});
document.addEventListener("library:found", (event) => {
  found = event.detail;
  shown();
});
