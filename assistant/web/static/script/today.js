// Of the page of a day: the tab is called like what is shown.
const name = () => {
  const head = element.querySelector("h1")?.textContent.trim();
  if (head) document.title = `${head} · Daily Papers`;
};
new MutationObserver(name).observe(element, { childList: true, subtree: true });
name();
// One that is picked is gone to. A year that is being typed begins as 0002.
element.addEventListener("change", (event) => {
  const picked = event.target.closest("input[data-pick]");
  if (picked && picked.value > "1990") location.href = "./?day=" + picked.value;
});
