// Of a form of the page of settings: what is typed goes to the server when a button is pressed, and stays where it was
// not taken. A key that was typed is put back by the browser: the server never sends one.
let typedSecrets = {};
let isWaiting = false;
let isNew = true;
const typedIn = (form) => ({ ...Object.fromEntries(new FormData(form)), section: form.dataset.section });
const told = () => element.querySelector(".told");
element.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-section]");
  if (!form) return;
  event.preventDefault();
  if (isWaiting) return;
  isWaiting = true;
  typedSecrets = Object.fromEntries([...form.querySelectorAll("input[type=password]")].map((field) => [field.id, field.value]));
  const button = event.submitter ?? form.querySelector("[value=save]");
  const data = { ...typedIn(form), do: button.value };
  for (const each of form.querySelectorAll(".bar button[type=submit]")) each.disabled = true;
  form.querySelector("[data-stop]").hidden = false;
  told().innerHTML = "<p></p>";
  told().firstChild.textContent = { save: "Saving…", test: "Testing… this may take a moment.", read: "Beginning…" }[button.value] ?? "";
  trigger("select", data);
});
element.addEventListener("click", (event) => {
  const pick = event.target.closest("[data-fill]");
  if (pick) {
    const field = document.getElementById(pick.dataset.fill);
    field.value = pick.dataset.value;
    field.focus();
  }
  const stop = event.target.closest("[data-stop]");
  if (stop) trigger("stop", typedIn(stop.form));
});
// Gradio changes what is there instead of putting new fields in, and what was typed in them would stay for ever.
watch("value", () => {
  const form = element.querySelector("form");
  for (const field of form.querySelectorAll("input[type=text]")) field.value = field.getAttribute("value") ?? "";
  for (const field of form.querySelectorAll("input[type=checkbox]")) field.checked = false;
  for (const field of form.querySelectorAll("select")) field.value = field.querySelector("[selected]")?.value ?? field.value;
  for (const field of form.querySelectorAll("input[type=password]"))
    field.value = "refill" in field.dataset ? (typedSecrets[field.id] ?? "") : "";
  for (const each of form.querySelectorAll(".bar button[type=submit]")) each.disabled = each.hasAttribute("data-off");
  form.querySelector("[data-stop]").hidden = !form.querySelector("progress");
  const section = element.querySelector("section");
  if (isNew && location.hash === "#" + section.id) setTimeout(() => section.scrollIntoView(), 100);  // the others come too
  isNew = false;
  if (!isWaiting) return;
  isWaiting = false;
  const wrong = form.querySelector("[aria-invalid]");
  (wrong ?? told()).focus({ preventScroll: !wrong });
  (wrong ?? told()).scrollIntoView({ block: "nearest" });
});
