(query) => {
  // Puts the conversation and the limits that hold into the address of the page; what else stands there stays.
  const address = new URL(location);
  const ours = ["conversation", "papers", "since", "until", "category", "interest", "edit", "q"];
  for (const name of ours) address.searchParams.delete(name);
  for (const [name, value] of new URLSearchParams(query)) address.searchParams.append(name, value);
  history.replaceState(history.state, "", address);
}
