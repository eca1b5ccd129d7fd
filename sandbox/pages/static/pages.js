// Gives the frame of each mail the height of what is inside it.
for (const frame of document.querySelectorAll("iframe.mail")) {
  const fit = () => {
    frame.style.height = `${frame.contentDocument.documentElement.scrollHeight + 2}px`;
  };
  frame.addEventListener("load", fit);
  fit();
}
