// Of the row that fetches lists: where a fetch begins by itself the button is pressed, once it is there.
const begin = (tries = 40) => {
  const button = document.querySelector("button#fetch, #fetch button");
  if (button?.checkVisibility()) return button.click();
  if (tries) setTimeout(begin, 100, tries - 1);
};
const look = () => {
  const line = element.querySelector("[data-begins]");
  if (!line) return;
  line.removeAttribute("data-begins");
  begin();
};
new MutationObserver(look).observe(element, { childList: true, subtree: true });
look();
