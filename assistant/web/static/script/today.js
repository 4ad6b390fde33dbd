// Of the page of a day: one that is picked is gone to. A year that is being typed begins as 0002.
element.addEventListener("change", (event) => {
  const picked = event.target.closest("input[data-pick]");
  if (picked && picked.value > "1990") location.href = "./?day=" + picked.value;
});
