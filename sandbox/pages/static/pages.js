// Gives the frame of each mail the height of what is inside it.
for (const frame of document.querySelectorAll("iframe.mail")) {
  const fit = () => {
    frame.style.height = "0";
    frame.style.height = `${frame.contentDocument.documentElement.scrollHeight + 24}px`;
  };
  frame.addEventListener("load", fit);
  fit();
}
