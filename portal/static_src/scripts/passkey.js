// A passkey that is cancelled or not known is said on the page; allauth's own script says it in the console only.
document.addEventListener("allauth.error", (event) => {
  const problem = document.getElementById("passkey-problem");
  if (!problem) {
    return;
  }
  event.preventDefault();
  // Hidden first: what is shown anew is read out anew.
  problem.hidden = true;
  requestAnimationFrame(() => {
    problem.hidden = false;
    problem.tabIndex = -1;
    problem.focus();
  });
});
