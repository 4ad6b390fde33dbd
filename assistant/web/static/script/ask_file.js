(file) => {
  // Saves a conversation as a file.
  if (!file) return;
  const { name, text } = JSON.parse(file), link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/markdown" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}
